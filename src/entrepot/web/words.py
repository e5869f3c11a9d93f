"""What the page edge speaks of: who reads, and what the parts of a page are given to show.

A package fills these and hands them to the tag of the same name; see README.md. Texts in them are already in the
reader's edition unless the field says "message id".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import Generic, TypeVar

from entrepot.values import ContainerNumber, CountryCode, HSCode, Money, Refusal, UNLocode, Weight
from entrepot.values.refusal import message

T = TypeVar("T")


class TooOften(Refusal):
    """Somebody tried something too often. The answer says in Retry-After when the next try will be heard."""

    def __init__(self, wait_seconds: float) -> None:
        self.wait_seconds = ceil(wait_seconds)
        super().__init__(
            "too_many_tries",
            message("Too many tries. Try again in %(minutes)s min."),
            {"minutes": ceil(wait_seconds / 60)},
            status=429,
        )


@dataclass(frozen=True, slots=True)
class Shopper:
    """Where the goods would go and in which money the reader counts; None where nothing was chosen.

    edition: the code of the page's language, e.g. "zh-hans".
    """

    country: CountryCode | None
    currency: str | None
    edition: str


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page that everybody may find: its path in each edition that has its text. edition: of the text that is shown.
    changed_at: when what stands on it changed last, where that is known."""

    paths: Mapping[str, str]
    edition: str
    changed_at: datetime | None = None

    @property
    def canonical(self) -> str:
        return self.paths[self.edition]

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """What a search engine is told of every edition: the language and the path. Whoever reads none of them gets English,
        or the first that there is."""
        return [*self.paths.items(), ("x-default", self.paths.get("en") or next(iter(self.paths.values())))]


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


class Tone(StrEnum):
    """How a status is painted; the word beside it says what it means."""

    DONE = "done"
    MOVING = "moving"
    WAITING = "waiting"
    WRONG = "wrong"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Status:
    """A state of something: colour and icon by `tone`, and always a word."""

    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads somewhere, or nowhere where `href` is "". `code`: the reference behind the name, as a chip."""

    text: str
    href: str
    code: str = ""


class Code(str):
    """A reference that has no name to be shown by: a chip."""

    __slots__ = ()


class Stage(StrEnum):
    """How sure a point of a voyage is."""

    PLANNED = "planned"
    ESTIMATED = "estimated"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of a voyage. `zone` is the place's IANA time zone. `disagreement`: what another source says."""

    stage: Stage
    what: str
    place: str
    place_code: str
    at: datetime | None
    zone: str
    source: str
    disagreement: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """One line of a departure board. Instants are shown in the port's own time."""

    at: datetime
    vessel: str
    voyage: str
    to: str
    to_code: str
    status: Status
    carrier: str = ""
    cutoff_at: datetime | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in what was sent: where, what, why, and how to mend it."""

    place: str
    what: str
    why: str
    mend: str
    tone: Tone = Tone.WRONG


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One posting as one account sees it. `ref` leads to what it is about."""

    at: datetime
    text: str
    ref: str
    debit: Money | None
    credit: Money | None
    balance: Money | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Postings in one currency and their sums; `difference` of a whole book is zero."""

    lines: Sequence[LedgerLine]
    debits: Money
    credits: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class Evidence:
    """A raw message with the part that says it: `raw[start:end]`. `facts` are pairs such as ("SHA-256", "…")."""

    title: str
    raw: str
    start: int
    end: int
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def before(self) -> str:
        return self.raw[: self.start]

    @property
    def marked(self) -> str:
        return self.raw[self.start : self.end]

    @property
    def after(self) -> str:
        return self.raw[self.end :]


@dataclass(frozen=True, slots=True)
class Work:
    """Long work under way. `href` answers with its newest state; `cancel_href` takes a POST, "" if it can't be ended."""

    title: str
    done: int
    total: int
    href: str
    cancel_href: str = ""
    finished: bool = False
    trouble: str = ""

    @property
    def left(self) -> int:
        return max(self.total - self.done, 0)


Cell = (
    str
    | int
    | Decimal
    | Money
    | Weight
    | datetime
    | date
    | UNLocode
    | HSCode
    | ContainerNumber
    | Link
    | Status
    | None
)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. Cells are typed, so the page can align them and a download keeps figures as figures.

    caption: read out before the table. empty: what to say if there are no rows.
    """

    caption: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    footer: tuple[Cell, ...] = ()
    empty: str = ""

    @property
    def labelled_rows(self) -> list[list[tuple[str, Cell]]]:
        """Each cell with its heading, which a narrow page sets beside it."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]

    @property
    def labelled_footer(self) -> list[tuple[str, Cell]]:
        return list(zip(self.headings, self.footer, strict=True))
