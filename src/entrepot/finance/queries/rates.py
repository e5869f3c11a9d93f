"""Which rate holds at an instant, and what a price in one currency costs in another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import chain, permutations

from django.db import connection

from entrepot.finance.queries.ledger import trial_balance
from entrepot.finance.rate_paths import cross
from entrepot.finance.rate_words import OPENING_SPREAD, Conversion, Leg, Rate
from entrepot.finance.rates_source import PEGS
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

# From what held on the first day on, oldest first.
_HISTORY = """
    SELECT base, quote, published.rate, published.source, published.day
    FROM unnest(%(bases)s::text[], %(quotes)s::text[]) AS pair (base, quote)
    JOIN finance_dayrate AS published USING (base, quote)
    WHERE published.day <= %(last)s AND published.day >= coalesce(
        (
            SELECT max(held.day) FROM finance_dayrate AS held
            WHERE held.base = pair.base AND held.quote = pair.quote AND held.day <= %(first)s
        ),
        %(first)s
    )
    ORDER BY published.day
"""

_SPREAD = "SELECT spread FROM finance_exchangeterms WHERE since <= %s ORDER BY since DESC LIMIT 1"


class Rates:
    """The rates that hold at an instant. What was read once is not read again, so one of these serves a whole cart."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._day = at.date()
        self._asked: set[tuple[str, str]] = set()
        self._legs = list(_pegs(self._day))

    def latest(self, base: str, quote: str) -> Rate:
        """The mid rate of the newest day on or before that of `at` (UTC), rounded half up to 12 significant digits.

        Raises finance.no_rate, finance.stale_rate, and BadAmount for what is no currency code.
        """
        return self._rate(base, quote, stale_too=False)

    def booking(self, base: str, quote: str) -> Rate:
        """The rate to book an exchange at that was priced and paid already: the latest, though it has gone stale since.

        Raises finance.no_rate.
        """
        return self._rate(base, quote, stale_too=True)

    def convert(self, amount: Money, to: str) -> Conversion:
        """What a shopper pays in `to` for a seller's price. In the same currency nothing is exchanged and nothing added."""
        mid = self.latest(amount.currency, to)
        spread = Decimal(0) if to == amount.currency else self.spread
        bought = amount.times_rate(mid.rate * (1 + spread), to)
        return Conversion(amount, bought, mid, spread, bought - amount.times_rate(mid.rate, to))

    @cached_property
    def spread(self) -> Decimal:
        """What this hub adds to the mid rate, as a share."""
        with connection.cursor() as cursor:
            cursor.execute(_SPREAD, [self._day])
            terms = cursor.fetchone()
        return terms[0].normalize() if terms else OPENING_SPREAD

    def _rate(self, base: str, quote: str, *, stale_too: bool) -> Rate:
        for currency in (base, quote):
            currency_exponent(currency)
        if base != quote:
            self._read_legs({base, quote, "EUR", "USD"})
        return cross(base, quote, self._legs, day=self._day, stale_too=stale_too)

    def _read_legs(self, currencies: set[str]) -> None:
        unknown = sorted(set(permutations(currencies, 2)) - self._asked)
        if not unknown:
            return
        with connection.cursor() as cursor:
            cursor.execute(_NEWEST, [*map(list, zip(*unknown, strict=True)), self._day])
            self._legs += [Leg(*row) for row in cursor.fetchall()]
        self._asked.update(unknown)


def day_rates(days: Iterable[tuple[str, date]], to: str) -> dict[tuple[str, date], Rate]:
    """For each currency and day what `Rates.latest` says of it in `to` when that day (UTC) ends, without those that it
    refuses. Asks the database once, however many they are.

    Raises BadAmount for what is no currency code.
    """
    asked = sorted({(day, currency) for currency, day in days})
    if not asked:
        return {}
    pairs = {currency: sorted(permutations({currency, to, "EUR", "USD"}, 2)) for _, currency in asked}
    for currency in {to, *pairs}:
        currency_exponent(currency)
    coming = deque(_history(sorted({*chain(*pairs.values())}), first=asked[0][0], last=asked[-1][0]))
    newest: dict[tuple[str, str], Leg] = {}
    found: dict[tuple[str, date], Rate] = {}
    for day, currency in asked:
        while coming and (coming[0].as_of or day) <= day:
            leg = coming.popleft()
            newest[leg.base, leg.quote] = leg
        legs = [*_pegs(day), *(newest[pair] for pair in pairs[currency] if pair in newest)]
        with suppress(Refusal):
            found[currency, day] = cross(currency, to, legs, day=day)
    return found


def rates_lacking(*, at: datetime, currencies: Iterable[str] = ()) -> list[Refusal]:
    """Why prices can't be counted in a currency that matters: the hub's own, those in its books, those given. By code.

    A rate that two of them need is named once.
    """
    booked = [total.currency for total in trial_balance()]
    rates, lacking = Rates(at), {}
    for currency in sorted({parties.hub_profile().currency, *booked, *currencies}):
        try:
            rates.latest("EUR", "USD" if currency == "EUR" else currency)
        except Refusal as refusal:
            lacking[refusal.params["currency"]] = refusal
    return list(lacking.values())


def _history(pairs: list[tuple[str, str]], *, first: date, last: date) -> list[Leg]:
    """What was published of these pairs up to the last day, from what held on the first on; oldest first."""
    bases, quotes = map(list, zip(*pairs, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"bases": bases, "quotes": quotes, "first": first, "last": last})
        return [Leg(*row) for row in cursor.fetchall()]


def _pegs(day: date) -> Iterator[Leg]:
    for peg in PEGS:
        if peg.since <= day:
            yield Leg("USD", peg.currency, peg.per_usd, peg.text, None)
