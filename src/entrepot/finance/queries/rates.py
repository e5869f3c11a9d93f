"""Which rate holds at an instant, and what a price in one currency costs in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import permutations

from django.db import connection

from entrepot.finance import models
from entrepot.finance.models import rates as rows
from entrepot.finance.rate_paths import cross
from entrepot.finance.rate_words import OPENING_SPREAD, Conversion, Leg, Rate
from entrepot.finance.rates_source import PEGS, last_ecb_date
from entrepot.parties import public as parties
from entrepot.values import Money, Refusal, currency_exponent

# One index probe per pair, whatever the length of the history.
_NEWEST = """
    SELECT newest.base, newest.quote, newest.rate, newest.source, newest.day
    FROM unnest(%s::text[], %s::text[]) AS pair (base, quote)
    CROSS JOIN LATERAL (
        SELECT base, quote, rate, source, day FROM finance_dayrate
        WHERE base = pair.base AND quote = pair.quote AND day <= %s
        ORDER BY day DESC LIMIT 1
    ) AS newest
"""


def latest_rate(base: str, quote: str, *, at: datetime) -> Rate:
    """The mid rate of the newest day on or before that of `at` (UTC), rounded half up to 12 significant digits.

    Raises finance.no_rate, finance.stale_rate, and BadAmount for what is no currency code.
    """
    return _rate(base, quote, at=at, stale_too=False)


def booking_rate(base: str, quote: str, *, at: datetime) -> Rate:
    """The rate to book an exchange at that was priced and paid already: the latest, though it has gone stale since.

    Raises finance.no_rate.
    """
    return _rate(base, quote, at=at, stale_too=True)


def _rate(base: str, quote: str, *, at: datetime, stale_too: bool) -> Rate:
    for currency in (base, quote):
        currency_exponent(currency)
    day = at.date()
    legs = [*_published(base, quote, day), *_pegs(day)] if base != quote else []
    return cross(base, quote, legs, day=day, stale_too=stale_too)


def convert(amount: Money, to: str, *, at: datetime) -> Conversion:
    """What a shopper pays in `to` for a seller's price. In the same currency nothing is exchanged and nothing added."""
    mid = latest_rate(amount.currency, to, at=at)
    spread = Decimal(0) if to == amount.currency else spread_at(at)
    bought = amount.times_rate(mid.rate * (1 + spread), to)
    return Conversion(amount, bought, mid, spread, bought - amount.times_rate(mid.rate, to))


def rates_lacking(*, at: datetime, currencies: Iterable[str] = ()) -> list[Refusal]:
    """Why prices can't be counted in a currency that matters: the hub's own, those in its books, those given. By code.

    A rate that two of them need is named once.
    """
    booked = models.Account.objects.values_list("currency", flat=True).distinct()
    lacking = {}
    for currency in sorted({parties.hub_profile().currency, *booked, *currencies}):
        try:
            latest_rate("EUR", "USD" if currency == "EUR" else currency, at=at)
        except Refusal as refusal:
            lacking[refusal.params["currency"]] = refusal
    return list(lacking.values())


def newer_rates_loaded() -> bool:
    """True once rates were imported of a day after the last that the packaged file covers."""
    return rows.DayRate.objects.filter(day__gt=last_ecb_date()).exists()


def spread_at(at: datetime) -> Decimal:
    """What this hub adds to the mid rate, as a share."""
    terms = rows.ExchangeTerms.objects.filter(since__lte=at.date()).order_by("-since").first()
    return terms.spread.normalize() if terms else OPENING_SPREAD


def _published(base: str, quote: str, day: date) -> Iterator[Leg]:
    pairs = list(permutations(dict.fromkeys((base, quote, "EUR", "USD")), 2))
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [[one for one, _ in pairs], [other for _, other in pairs], day])
        for row in cursor.fetchall():
            yield Leg(*row)


def _pegs(day: date) -> Iterator[Leg]:
    for peg in PEGS:
        if peg.since <= day:
            yield Leg("USD", peg.currency, peg.per_usd, peg.text, None)
