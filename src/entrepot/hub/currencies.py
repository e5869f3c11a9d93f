"""Which currencies a reader may count in. Asked of the database every ten minutes at most: every page shows them."""

from __future__ import annotations

import time

from entrepot.finance import public as finance

_ASK_AGAIN_AFTER_SECONDS = 600.0
_kept: tuple[float, tuple[str, ...]] = (-_ASK_AGAIN_AFTER_SECONDS, ())


def currencies_known() -> tuple[str, ...]:
    """By code; none before rates are loaded."""
    global _kept
    asked, found = _kept
    if not found or time.monotonic() - asked > _ASK_AGAIN_AFTER_SECONDS:
        found = finance.currencies_with_rates()
        _kept = (time.monotonic(), found)
    return found
