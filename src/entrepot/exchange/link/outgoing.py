"""What the link asks the database about one partner's outgoing channel."""

from __future__ import annotations

from datetime import datetime

from entrepot.exchange import models, queries
from entrepot.exchange.actions.sealing import seal_waiting
from entrepot.values import HubCode


def acknowledged(me: HubCode, partner: HubCode) -> int:
    """The newest of our envelopes that the partner's latest receipt covers."""
    row = models.Channel.objects.filter(origin=me, receiver=partner).first()
    return row.acknowledged if row else 0


def stored(me: HubCode, partner: HubCode, *, after: int, limit: int) -> list[tuple[int, bytes]]:
    return queries.stored_envelopes(origin=me, receiver=partner, after=after, limit=limit)


def next_envelopes(
    me: HubCode, partner: HubCode, *, after: int, limit: int, only_full: bool, at: datetime
) -> list[tuple[int, bytes]]:
    """The next envelopes to send, sealing some over what waits if there are none."""
    return stored(me, partner, after=after, limit=limit) or seal_waiting(
        partner, at=at, limit=limit, only_full=only_full
    )
