"""Which currencies a reader may count in: those for which this hub has a rate that is not old."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db.models import Max

from entrepot.finance.models.rates import DayRate
from entrepot.finance.rates_source import PEGS

FRESH_FOR = timedelta(days=14)
_ASK_AGAIN_AFTER_SECONDS = 600.0
_kept: tuple[float, tuple[str, ...]] = (-_ASK_AGAIN_AFTER_SECONDS, ())


def currencies_known() -> tuple[str, ...]:
    """By code. Asked of the database every ten minutes at most, because every page shows them."""
    global _kept
    asked, found = _kept
    if time.monotonic() - asked < _ASK_AGAIN_AFTER_SECONDS:
        return found
    newest = DayRate.objects.aggregate(day=Max("day"))["day"]
    if newest is None:
        return ()
    rows = DayRate.objects.filter(day__gt=newest - FRESH_FOR)
    codes = {
        *rows.values_list("base", flat=True).distinct(),
        *rows.values_list("quote", flat=True).distinct(),
    }
    found = tuple(sorted({*codes, *(peg.currency for peg in PEGS)}))
    _kept = (time.monotonic(), found)
    return found
