"""What the page edge speaks of: who reads, in which edition, and one page of a longer list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from entrepot.values import CountryCode

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shopper:
    """Where the goods would go and in which money the reader counts; None where nothing was chosen.

    edition: the code of the page's language, e.g. "zh-hans".
    """

    country: CountryCode | None
    currency: str | None
    edition: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. Numbers start at 1; `first` and `last` count items, for "11 to 20 of 84"."""

    items: Sequence[T]
    number: int
    pages: int
    total: int
    first: int
    last: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None
