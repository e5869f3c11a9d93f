"""Lists by the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar, overload

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from entrepot.web.words import Page

T = TypeVar("T")
_AT_ONCE = 500


class Lazily(Sequence[T]):
    """A queryset as a sequence of what `read` makes of each row: counted once, sliced by the database, and read only as far
    as somebody looks."""

    def __init__(self, rows: QuerySet[Any], read: Callable[[Any], T]) -> None:
        self._rows, self._read = rows, read

    @cached_property
    def _count(self) -> int:
        return self._rows.count()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, int):
            return self._read(self._rows[index])
        return [self._read(row) for row in self._rows[index]]

    def __iter__(self) -> Iterator[T]:
        return map(self._read, self._rows.iterator(chunk_size=_AT_ONCE))


def paginate(request: HttpRequest, listing: Sequence[T] | QuerySet[Any, T], per_page: int = 25) -> Page[T]:
    """The page that ?page= asks for; the nearest one for a number that is none or out of range."""
    page = Paginator(listing, per_page).get_page(request.GET.get("page", 1))
    return Page(
        items=list(page.object_list),
        number=page.number,
        pages=page.paginator.num_pages,
        total=page.paginator.count,
        first=page.start_index(),
        last=page.end_index(),
    )
