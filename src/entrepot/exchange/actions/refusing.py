"""Keep what was refused, with its reason and first bytes, for the operator to see."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection

from entrepot.exchange import models
from entrepot.exchange.words import Reason
from entrepot.values import HubCode

EVIDENCE_BYTES = 16 * 1024
KEPT_PER_SENDER = 500


def refuse(
    wire: bytes, *, reason: Reason, via: HubCode | None, origin: str, seq: int | None, at: datetime
) -> None:
    """One row per sender, reason and bytes; the same again only counts. The oldest go when there are many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exchange_refused"
            " (via, origin, seq, reason, digest, start, size_bytes, times, first_at, last_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, 1, %s, %s) ON CONFLICT (via, reason, digest)"
            " DO UPDATE SET times = exchange_refused.times + 1, last_at = EXCLUDED.last_at",
            [
                via or "",
                origin,
                seq,
                reason.value,
                hashlib.sha256(wire).hexdigest(),
                wire[:EVIDENCE_BYTES],
                len(wire),
                at,
                at,
            ],
        )
    latest = models.Refused.objects.filter(via=via or "").order_by("-last_at", "-id")
    for surplus in latest[KEPT_PER_SENDER : KEPT_PER_SENDER + 10]:
        surplus.delete()
