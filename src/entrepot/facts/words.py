"""What a fact is, and how packages say what they do about one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, dataclass_transform

import msgspec

from entrepot.values import HubCode, Refusal
from entrepot.values.json_form import code_from_json, code_to_json
from entrepot.values.refusal import message

E = TypeVar("E", bound="Event")


@dataclass_transform(frozen_default=True)
class Event:
    """Base of all facts. Write one as a frozen dataclass in the past tense:

        class OrderPlaced(Event):
            order_ref: str
            total: Money

    Subclasses become frozen dataclasses and are known by "<package>.<ClassName>". Fields are only added, last, with
    a default, because old rows and partner hubs still speak the older form.
    """

    kind: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclass(frozen=True)(cls)
        cls.kind = f"{cls.__module__.split('.')[1]}.{cls.__name__}"
        if cls.kind in EVENTS:
            raise TypeError(f"two events are called {cls.kind}")
        EVENTS[cls.kind] = cls


EVENTS: dict[str, type[Event]] = {}


@dataclass(frozen=True, slots=True)
class Fact:
    """Where and when an event became a fact.

    at: when it happened, by the one who announced it; recorded_at: when this hub wrote it down.
    origin: the hub that told it, None for our own. by: who did it (a user or organisation reference), for the audit
    trail. refs: the things it is about (an order, a container), by which timelines find it.
    """

    id: int
    kind: str
    at: datetime
    recorded_at: datetime
    origin: HubCode | None
    by: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact and its event, as a timeline shows them."""

    fact: Fact
    event: Event


@dataclass(frozen=True, slots=True)
class Telling:
    """An event with its instant and what it is about, on its way between hubs."""

    event: Event
    at: datetime
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a package does when a fact is told. Its name keys the effect: twice equals once."""

    name: str
    event: type[Event]
    of_partners: bool
    run: Callable[[Any, Fact], None]


@dataclass(frozen=True, slots=True)
class Chore:
    """Work by the clock: clocks that ran out, polls. One worker at a time runs it."""

    name: str
    every: timedelta
    run: Callable[[datetime], None]


class Book(StrEnum):
    """Where a line of the trail stands: among the facts of the trade, or among the notes beside them."""

    FACT = "fact"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the trail a line stands; later lines are greater."""

    at: datetime
    book: Book
    id: int


@dataclass(frozen=True, slots=True)
class TrailLine:
    """Who did what to which things. did: the kind of the fact, or what the note says. origin: the hub that told it."""

    place: Place
    by: str
    did: str
    refs: tuple[str, ...]
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which lines of the trail; what is "" or None narrows nothing. did: a kind, or how it begins where it ends in a dot
    or an underscore. since and until: of a day, the second one exclusive."""

    by: str = ""
    ref: str = ""
    did: str = ""
    since: datetime | None = None
    until: datetime | None = None


class JobState(StrEnum):
    """LATE: due for so long that no worker can be at it. AGAIN: it failed and is tried again later."""

    WAITING = "waiting"
    LATE = "late"
    AGAIN = "again"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Job:
    """A reaction that waits: which fact's, since when it is or will be due, and what went wrong at the latest try."""

    id: int
    reaction: str
    fact: Fact
    state: JobState
    due_at: datetime
    attempts: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Lag:
    """How a reaction keeps up. done and seconds: of the last hour; waiting: due now, the oldest since `oldest_due_at`."""

    reaction: str
    done: int
    mean_seconds: float
    longest_seconds: float
    waiting: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChoreLine:
    """A chore and its latest run; None before the first."""

    name: str
    every: timedelta
    began_at: datetime | None
    seconds: float
    trouble: str

    @property
    def next_at(self) -> datetime | None:
        return self.began_at + self.every if self.began_at else None


def trouble_text(error: Exception) -> str:
    """As it is kept: the name of its class, and what it says."""
    return f"{type(error).__name__}: {error}"[:2000]


def no_job() -> Refusal:
    return Refusal(
        "facts.no_job",
        message("This work does not wait any more: it was done, or somebody let it go."),
        status=404,
    )


REACTIONS: dict[str, Reaction] = {}
CHORES: dict[str, Chore] = {}


def reacts_to(event: type[E]) -> Callable[[Callable[[E, Fact], None]], Callable[[E, Fact], None]]:
    """Register a reaction to our own facts of this kind. It runs in a worker, in a transaction of its own that also
    marks it done. Raise to have it tried again later."""
    return _reaction(event, of_partners=False)


def hears(event: type[E]) -> Callable[[Callable[[E, Fact], None]], Callable[[E, Fact], None]]:
    """Register a reaction to facts of this kind that partner hubs told us; `fact.origin` says who."""
    return _reaction(event, of_partners=True)


def chore(*, every: timedelta) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Register work that a worker does again and again, `every` so often, told the time."""

    def register(function: Callable[[datetime], None]) -> Callable[[datetime], None]:
        name = _name(function)
        CHORES[name] = Chore(name, every, function)
        return function

    return register


def reactions_to_partners() -> dict[type[Event], list[str]]:
    """Names of the reactions to facts that partners tell, by kind of event."""
    found: dict[type[Event], list[str]] = {}
    for reaction in REACTIONS.values():
        if reaction.of_partners:
            found.setdefault(reaction.event, []).append(reaction.name)
    return found


def _reaction(
    event: type[E], *, of_partners: bool
) -> Callable[[Callable[[E, Fact], None]], Callable[[E, Fact], None]]:
    def register(function: Callable[[E, Fact], None]) -> Callable[[E, Fact], None]:
        name = _name(function)
        if name in REACTIONS:
            raise TypeError(f"two reactions are called {name}")
        REACTIONS[name] = Reaction(name, event, of_partners, function)
        return function

    return register


def _name(function: Callable[..., None]) -> str:
    return f"{function.__module__.split('.')[1]}.{function.__name__}"


def encode(event: Event) -> bytes:
    """Canonical JSON: fields in their order, no blanks, decimals and instants as text."""
    return msgspec.json.encode(event, enc_hook=code_to_json)


def decode(kind: str, body: bytes | str) -> Event:
    """Raises KeyError for a kind that nobody here knows, msgspec.ValidationError for a body of another shape."""
    return msgspec.json.decode(body, type=EVENTS[kind], dec_hook=code_from_json)
