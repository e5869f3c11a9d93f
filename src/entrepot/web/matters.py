"""What is the matter, on every desk: something that waits for a person or is not as it should be, in a sentence, and the way on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
