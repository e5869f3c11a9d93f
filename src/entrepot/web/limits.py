"""How often somebody may try. Counted in Django's cache, per process unless the hub's cache is shared."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from entrepot.values.clock import now


def within_limit(*, what: str, who: str, most: int, per_seconds: int) -> bool:
    """Count one try and say whether it is among the first `most` of this stretch of `per_seconds`."""
    stretch = int(now().timestamp()) // per_seconds
    key = "limit:" + hashlib.sha256(f"{what}|{who}|{stretch}".encode()).hexdigest()
    if cache.add(key, 1, per_seconds):
        return most >= 1
    try:
        return cache.incr(key) <= most
    except ValueError:  # the stretch ended between the two calls
        return True
