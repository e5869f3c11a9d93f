"""What banks published last, as a list for the treasurer, and in which currencies a price can be said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection

from entrepot.finance.rate_words import Leg
from entrepot.finance.rates_source import PEGS, last_ecb_date

FRESH_FOR = timedelta(days=14)

# From pair to pair in the index, and of each its newest day: the decades before are not read.
_NEWEST = """
    WITH RECURSIVE pair (base, quote) AS (
        (SELECT base, quote FROM finance_dayrate ORDER BY base, quote LIMIT 1)
        UNION ALL
        SELECT following.base, following.quote
        FROM pair CROSS JOIN LATERAL (
            SELECT base, quote FROM finance_dayrate
            WHERE (base, quote) > (pair.base, pair.quote) ORDER BY base, quote LIMIT 1
        ) AS following
    )
    SELECT newest.* FROM pair CROSS JOIN LATERAL (
        SELECT base, quote, rate, source, day FROM finance_dayrate
        WHERE base = pair.base AND quote = pair.quote AND day <= %s
        ORDER BY day DESC LIMIT 1
    ) AS newest
    ORDER BY base, quote
"""


def newest_rates(*, at: datetime) -> list[Leg]:
    """The newest published rate of every pair on or before the day of `at`, then the pegs that hold on it."""
    day = at.date()
    return [
        *_newest(day),
        *(Leg("USD", peg.currency, peg.per_usd, peg.text, None) for peg in PEGS if peg.since <= day),
    ]


def currencies_with_rates() -> tuple[str, ...]:
    """Currencies that the newest days of published rates know, and those that are pegged, by code."""
    found = _newest(date.max)
    newest = max((leg.as_of for leg in found if leg.as_of), default=None)
    if newest is None:
        return ()
    fresh = [leg for leg in found if leg.as_of and leg.as_of > newest - FRESH_FOR]
    codes = {code for leg in fresh for code in (leg.base, leg.quote)} | {peg.currency for peg in PEGS}
    return tuple(sorted(codes))


def newer_rates_loaded() -> bool:
    """True once rates were imported of a day after the last that the packaged file covers."""
    return any(leg.as_of and leg.as_of > last_ecb_date() for leg in _newest(date.max))


def _newest(day: date) -> list[Leg]:
    """Of every pair on or before a day."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [day])
        return [Leg(*row) for row in cursor.fetchall()]
