"""Which days a report is about."""

from __future__ import annotations

from datetime import date, timedelta

from entrepot.insight.words import Period
from entrepot.values import Refusal
from entrepot.values.refusal import message

# A report over more sales than this is counted once for all its readers. Fewer are counted in no time, for each of them.
MOST_COUNTED_LIVE = 5_000
# Kept figures are shown for so long, stay for so long, and are of so many questions.
SERVED_FOR, KEPT_FOR, MOST_KEPT = timedelta(minutes=10), timedelta(hours=1), 200

# Before the first there were no hubs; after the last, dates end.
FIRST_YEAR, LAST_YEAR = 2000, 9998


def period_of(first_date: date | None, last_date: date | None, *, today: date) -> Period:
    """The days asked for; the year up to today where they are not. Refuses an end before its beginning."""
    last = last_date or today
    first = first_date or last - timedelta(days=364)
    if last < first or first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise Refusal(
            "insight.bad_period",
            message("Choose a first day and a last day that is not before it, written like 2026-10-31."),
            field="from",
            status=422,
        )
    return Period(first, last)


def is_worth_keeping(lines: int) -> bool:
    """Decided by the lines of sales that were counted, never by the time it took."""
    return lines > MOST_COUNTED_LIVE
