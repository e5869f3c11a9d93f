"""What a country's file states about the world. Each statement says where it stands, since when it is in force and
when it was last looked up; nothing else may enter a calculation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from entrepot.values import CountryCode, HSCode, Money


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement was read. `address` is a web address or the number under which anyone finds it; `dated` is
    the day of the text itself, None if it bears none."""

    title: str
    address: str
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A dated statement. It holds on the days from `effective_from` to `effective_until`, both included.

    `effective_from` is the first day on which the source shows it in force: the day that the source names, else the
    day of the source, else the day on which it was last checked.
    """

    id: str
    source: Source
    effective_from: date
    effective_until: date | None = None
    last_checked: date

    def in_force(self, at: date) -> bool:
        return self.effective_from <= at and (self.effective_until is None or at <= self.effective_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Law):
    """An amount at which the law changes its mind: a duty-free threshold, the limit of an order or a year."""

    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Law):
    """A rate that is the same for all goods, as a fraction: Decimal("0.10") is ten per cent."""

    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision(Law):
    """A rule without a figure, e.g. that one indivisible item may exceed the limit of an order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Law):
    """Countries of origin that a schedule names together, e.g. the parties of an agreement. `id` is its name."""

    members: tuple[CountryCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Law):
    """Goods, by the beginning of their HS code, to which a provision does not apply. `provision` names it."""

    provision: str
    hs: HSCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction(Law):
    """Goods that may not come in, or only under a condition. `channel` "" means every channel."""

    hs: HSCode
    forbidden: bool
    message: str
    channel: str = ""


class Combine(StrEnum):
    """How the two parts of a rate go together."""

    ONLY = "only"
    SUM = "sum"
    GREATER = "greater"
    LESSER = "lesser"


class Per(StrEnum):
    """What a specific rate counts."""

    KG = "kg"
    PIECE = "piece"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Law):
    """One line of a schedule: the rate for goods whose code begins with `hs` and that originate in `origin`
    (a country, the id of a group, or "*").

    ad_valorem is a fraction of the value; specific an amount per unit. Both None: the goods are merely listed.
    """

    schedule: str
    hs: HSCode
    origin: str = "*"
    ad_valorem: Decimal | None = None
    specific: Money | None = None
    per: Per | None = None
    combine: Combine = Combine.ONLY


class Boundary(StrEnum):
    """Where a charge is rounded to the currency's smallest unit."""

    LINE = "line"  # each charge of each line of goods
    CONSIGNMENT = "consignment"  # each charge over all lines; the lines share it by largest remainder


@dataclass(frozen=True, slots=True)
class Rounding:
    """Half up, at a declared place. `source` None says that no published rule was found and this is the hub's own."""

    id: str
    boundary: Boundary
    last_checked: date
    source: Source | None = None
