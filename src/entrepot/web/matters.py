"""What is the matter, on every desk: something that waits for a person or is not as it should be, in a sentence, and the way on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Way:
    """A button: what it says (message id), and the page that it leads to."""

    text: str
    page: str
    args: tuple[str, ...] = ()
    query: str = ""
    anchor: str = ""

    @property
    def href(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return reverse(self.page, args=self.args) + query + (f"#{self.anchor}" if self.anchor else "")


@dataclass(frozen=True, slots=True)
class Matter:
    """message and params: as of a Refusal. details: lines for who wants to know more, as machines wrote them.

    needs_person: False for what mends itself, or is only remarked.
    """

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    way: Way | None = None
    details: tuple[str, ...] = ()
    needs_person: bool = True

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


SellerNeeds = Callable[[frozenset[str], datetime], Iterable[Matter]]

_of_sellers: list[SellerNeeds] = []


def tells_sellers(needs: SellerNeeds) -> SellerNeeds:
    """Marks what finds a package's needs of those who sell for some organisations at an instant."""
    _of_sellers.append(needs)
    return needs


def seller_needs(org_refs: frozenset[str], at: datetime) -> list[Matter]:
    """What waits for a seller, the same on every desk. A package is imported after those below it, and speaks before
    them: orders before offers."""
    return [matter for needs in reversed(_of_sellers) for matter in needs(org_refs, at)]
