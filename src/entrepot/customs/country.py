"""What the file of a country is made of: schemes of charges, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TypeVar

from entrepot.customs.law import Exclusion, Group, Law, Limit, Provision, Restriction, Rounding, Row, Share
from entrepot.customs.tariff import Tariff
from entrepot.customs.vectors import Vector
from entrepot.customs.words import (
    Channel,
    Finding,
    Kind,
    QuotaCheck,
    QuoteLine,
    QuoteRequest,
    RulesUsed,
    Sentence,
    Transport,
)
from entrepot.values import CountryCode, HSCode, Money

ENGINE = 1  # raised when the arithmetic below the countries changes its result

T = TypeVar("T", bound=Law)


class Base(StrEnum):
    """What a rate is applied to."""

    GOODS = "goods"  # the sale price alone
    VALUE = "value"  # the customs value of the scheme
    WITH_DUTY = "with duty"
    WITH_EXCISE = "with duty and excise"


@dataclass(frozen=True, slots=True)
class Charge:
    """One step of a scheme, in the order in which the charges build on each other.

    schedules: where the rate is looked up; the first needs no proof of origin, each further one is an agreement that
    needs a proof on file, and the lowest amount wins. Or rate: the id of a share that is the same for all goods.
    within_price: the excise is part of the price that it is taken from: base / (1 - rate).
    part: the id of a share; only that part of the charge is levied (the next base still holds the whole).
    message: the explanation, with %(rate)s, %(base)s, %(schedule)s and, if `part` is given, %(part)s.
    """

    kind: Kind
    base: Base
    message: str
    schedules: tuple[str, ...] = ()
    rate: str = ""
    within_price: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme(Law):
    """A way to clear goods. `name` is a message id. CIF unless freight or insurance stay out of the customs value."""

    name: str
    charges: tuple[Charge, ...]
    with_freight: bool = True
    with_insurance: bool = True


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line in the customs currency, with its share of freight and insurance."""

    given: QuoteLine
    hs: HSCode
    goods: Money
    freight: Money
    insurance: Money

    @property
    def ref(self) -> str:
        return self.given.ref

    @property
    def cif(self) -> Money:
        return self.goods + self.freight + self.insurance

    def piece_at_most(self, limit: Money) -> bool:
        return self.goods.minor <= limit.minor * self.given.quantity


@dataclass(frozen=True, slots=True)
class Case:
    """A consignment as a country's choice sees it."""

    book: Book
    request: QuoteRequest
    lines: tuple[CaseLine, ...]
    cif: Money
    used_here: Money
    declared_elsewhere: Money | None

    @property
    def at(self) -> date:
        return self.request.at

    @property
    def retail(self) -> bool:
        return self.request.channel is Channel.RETAIL

    @property
    def by_air(self) -> bool:
        return self.request.transport is Transport.AIR

    @property
    def pieces(self) -> int:
        return sum(line.given.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Choice:
    """Under which scheme (its id) each line is cleared, and why. None: not known, so nothing is known."""

    schemes: tuple[str | None, ...]
    reasons: tuple[Sentence, ...]
    notes: tuple[Sentence, ...] = ()
    findings: tuple[Finding, ...] = ()
    quota: QuotaCheck | None = None


def only_scheme(case: Case) -> Choice:
    """The choice of a country with one scheme for everything."""
    (scheme,) = case.book.country.schemes
    return Choice((scheme.id,) * len(case.lines), (Sentence(scheme.name),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """One customs territory. `choose` is pure; it asks the law through `case.book`, never the clock or a table."""

    code: CountryCode
    currency: str
    rounding: Rounding
    schemes: tuple[Scheme, ...]
    tariff: Tariff
    limits: tuple[Limit, ...] = ()
    shares: tuple[Share, ...] = ()
    provisions: tuple[Provision, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    vectors: tuple[Vector, ...] = ()
    choose: Callable[[Case], Choice] = only_scheme

    def laws(self) -> Iterable[Law]:
        """Every dated statement, for whoever checks them."""
        yield from self.schemes
        yield from self.tariff.rows
        yield from self.tariff.groups
        yield from self.limits
        yield from self.shares
        yield from self.provisions
        yield from self.exclusions
        yield from self.restrictions

    def as_of(self, rules: RulesUsed) -> Country:
        """This country with the law of a stored quote in place of today's."""
        if rules.rounding is None:
            raise ValueError("the stored quote was made without a country")
        return replace(
            self,
            rounding=rules.rounding,
            tariff=Tariff(rules.rows, rules.groups),
            limits=rules.limits,
            shares=rules.shares,
            provisions=rules.provisions,
            exclusions=rules.exclusions,
            restrictions=rules.restrictions,
        )


class Book:
    """The law of one country on one day. It keeps what was looked up, so that a quote can carry its law with it."""

    def __init__(self, country: Country, at: date) -> None:
        self.country = country
        self.at = at
        self._used: dict[tuple[type[Law], str], Law] = {}
        self._rows: dict[tuple[str, str, str], Row | None] = {}

    def find_limit(self, name: str) -> Limit | None:
        return self._find(self.country.limits, name)

    def find_share(self, name: str) -> Share | None:
        return self._find(self.country.shares, name)

    def find_provision(self, name: str) -> Provision | None:
        return self._find(self.country.provisions, name)

    def find_exclusion(self, provision: str, hs: HSCode) -> Exclusion | None:
        for exclusion in self.country.exclusions:
            if (
                exclusion.provision == provision
                and hs.startswith(exclusion.hs)
                and exclusion.in_force(self.at)
            ):
                return self._keep(exclusion)
        return None

    def restrictions_on(self, line: QuoteLine, channel: Channel) -> Iterator[Restriction]:
        """Those that are in force for these goods; each is kept."""
        for restriction in self.country.restrictions:
            if (
                line.hs is not None
                and line.hs.startswith(restriction.hs)
                and restriction.channel in ("", channel)
                and restriction.in_force(self.at)
            ):
                yield self._keep(restriction)

    def find_row(self, schedule: str, hs: HSCode, origin: CountryCode) -> Row | None:
        key = (schedule, hs, origin)
        if key not in self._rows:
            found = self.country.tariff.find(schedule, hs, origin, self.at)
            self._rows[key] = None
            if found is not None:
                row, group = found
                self._rows[key] = self._keep(row)
                if group is not None:
                    self._keep(group)
        return self._rows[key]

    def wants_more_digits(self, schedules: tuple[str, ...], hs: HSCode) -> bool:
        """Whether a rate exists only for longer codes that begin with this one."""
        longer = next(self.country.tariff.longer(schedules, hs, self.at), None)
        if longer is not None:
            self._keep(longer)
        return longer is not None

    def find_scheme(self, name: str) -> Scheme | None:
        """None if it is not in force. Raises LookupError if the country has no such scheme at all."""
        named = [scheme for scheme in self.country.schemes if scheme.id == name]
        if not named:
            raise LookupError(f"{self.country.code} has no scheme {name!r}")
        return next((scheme for scheme in named if scheme.in_force(self.at)), None)

    def used(self) -> RulesUsed:
        return RulesUsed(
            engine=ENGINE,
            rounding=self.country.rounding,
            rows=self._all(Row),
            limits=self._all(Limit),
            shares=self._all(Share),
            provisions=self._all(Provision),
            groups=self._all(Group),
            exclusions=self._all(Exclusion),
            restrictions=self._all(Restriction),
        )

    def _find(self, laws: tuple[T, ...], name: str) -> T | None:
        for law in laws:
            if law.id == name and law.in_force(self.at):
                return self._keep(law)
        return None

    def _keep(self, law: T) -> T:
        self._used[type(law), law.id] = law
        return law

    def _all(self, kind: type[T]) -> tuple[T, ...]:
        return tuple(
            law
            for (_, name), law in sorted(self._used.items(), key=lambda item: item[0][1])
            if isinstance(law, kind)
        )


@cache
def percent(rate: Decimal) -> str:
    """A fraction as people read it: Decimal("0.0910") is "9.1"."""
    return f"{(rate * 100).normalize():f}"
