"""Rows as words, read from the database only as far as somebody looks: for lists that are shown by the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar, overload

from django.db.models import QuerySet

T = TypeVar("T")


class Lazily(Sequence[T]):
    """A queryset as a sequence of what `read` makes of each row. Counted once, sliced by the database."""

    def __init__(self, rows: QuerySet[Any], read: Callable[[Any], T]) -> None:
        self._rows = rows
        self._read = read

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
