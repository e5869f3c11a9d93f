"""What banks published last, as a list for the treasurer, and in which currencies a price can be said."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Max, Window
from django.db.models.functions import RowNumber

from entrepot.finance.models import rates as rows
from entrepot.finance.rate_words import Leg
from entrepot.finance.rates_source import PEGS

FRESH_FOR = timedelta(days=14)


def newest_rates(*, at: datetime) -> list[Leg]:
    """The newest published rate of every pair on or before the day of `at`, then the pegs that hold on it."""
    day = at.date()
    newest_first = Window(RowNumber(), partition_by=[F("base"), F("quote")], order_by=F("day").desc())
    found = rows.DayRate.objects.filter(day__lte=day).annotate(nth=newest_first).filter(nth=1)
    return [
        *(Leg(row.base, row.quote, row.rate, row.source, row.day) for row in found.order_by("base", "quote")),
        *(Leg("USD", peg.currency, peg.per_usd, peg.text, None) for peg in PEGS if peg.since <= day),
    ]


def currencies_with_rates() -> tuple[str, ...]:
    """Currencies that the newest days of published rates know, and those that are pegged, by code."""
    newest = rows.DayRate.objects.aggregate(day=Max("day"))["day"]
    if newest is None:
        return ()
    fresh = rows.DayRate.objects.filter(day__gt=newest - FRESH_FOR)
    codes = {
        *fresh.values_list("base", flat=True).distinct(),
        *fresh.values_list("quote", flat=True).distinct(),
        *(peg.currency for peg in PEGS),
    }
    return tuple(sorted(codes))
