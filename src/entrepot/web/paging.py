"""Lists by the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from entrepot.web.words import Page

T = TypeVar("T")


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
