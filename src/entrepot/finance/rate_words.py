"""Exchange rates as finance speaks of them. A rate always names its source and its day; none is ever a float."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.values import Money, Refusal
from entrepot.values.refusal import message

# A rate older than this is not used for a price. Central banks skip weekends and holidays: the longest gaps of the
# ECB's list since 1999 are five days (Easter, Christmas), so seven leaves room for a day's late import.
MAX_AGE_DAYS = 7

# This hub's own tariff until its treasurer sets another (`set_spread`): what it keeps for the risk between the
# shopper's payment and the seller's payout.
OPENING_SPREAD = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `base` is `rate` units of `quote`. as_of: the day of its oldest part that can age."""

    base: str
    quote: str
    rate: Decimal
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Leg:
    """One published rate that a cross rate is made of. as_of is None for a peg, which doesn't age."""

    base: str
    quote: str
    rate: Decimal
    source: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """A seller's price `sold` in the seller's currency costs the shopper `bought` in theirs.

    bought is sold x mid x (1 + spread), rounded half up; spread_money is bought minus (sold x mid, rounded half up).
    """

    sold: Money
    bought: Money
    mid: Rate
    spread: Decimal
    spread_money: Money


@dataclass(frozen=True, slots=True)
class RateFinding:
    """What is wrong with one cell of a file of rates. `row` counts as a spreadsheet does: the header is row 1."""

    row: int
    column: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class RatesImport:
    """What an import did: rows that are new, rows that were known already, rows that were left out and why."""

    loaded: int
    known: int
    findings: tuple[RateFinding, ...]


def no_rate(currency: str) -> Refusal:
    return Refusal(
        "finance.no_rate",
        message("This hub knows no exchange rate for %(currency)s."),
        {"currency": currency},
        status=422,
    )


def stale_rate(currency: str, *, as_of: date, age_days: int) -> Refusal:
    return Refusal(
        "finance.stale_rate",
        message(
            "The newest exchange rate for %(currency)s is of %(as_of)s, %(age_days)s days old. "
            "Import newer rates to show prices again."
        ),
        {"currency": currency, "as_of": as_of.isoformat(), "age_days": age_days},
        status=422,
    )
