"""Close envelopes over what waits to be told. An envelope is stored before anyone sees it, and never made twice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from entrepot.exchange import models, own_keys, queries
from entrepot.exchange.actions.channels import lock_channel
from entrepot.exchange.rules import envelopes
from entrepot.exchange.rules.signing import Signer
from entrepot.values import HubCode


def seal_waiting(
    receiver: HubCode, *, at: datetime, limit: int, only_full: bool = False
) -> list[tuple[int, bytes]]:
    """Seal up to `limit` envelopes for one partner. Returns their numbers and bytes.

    only_full: leave a last one that would be less than full for later, so that a busy channel does not spend a
    signature on every fact. A halted channel seals nothing.
    """
    if not models.Waiting.objects.filter(receiver=receiver).exists():
        return []
    sealed: list[tuple[int, bytes]] = []
    with transaction.atomic():
        channel = lock_channel(origin=queries.this_hub_code(), receiver=receiver)
        signer = own_keys.signer()
        while not channel.halted and len(sealed) < limit:
            envelope = _seal_next(channel, at=at, signer=signer, only_full=only_full)
            if envelope is None:
                break
            sealed.append((envelope.head.seq, envelope.wire))
            if not envelopes.is_full(envelope.facts):
                break
        if sealed:
            channel.moved_at = at
            channel.save(update_fields=["seq", "head", "facts", "moved_at"])
    return sealed


def _seal_next(
    channel: models.Channel, *, at: datetime, signer: Signer, only_full: bool
) -> envelopes.Envelope | None:
    waiting = models.Waiting.objects.filter(receiver=channel.receiver).order_by("id")
    rows = list(waiting.values_list("id", "line")[: envelopes.MAX_FACTS])
    lines = envelopes.one_filling([line.encode() for _, line in rows])
    if not lines or (only_full and not envelopes.is_full(lines)):
        return None
    envelope = envelopes.seal(
        lines,
        origin=HubCode(channel.origin),
        receiver=HubCode(channel.receiver),
        seq=channel.seq + 1,
        prev=channel.head,
        at=at,
        signer=signer,
    )
    models.Envelope.objects.create(
        channel=channel,
        seq=envelope.head.seq,
        prev=envelope.head.prev,
        hash=envelope.hash,
        count=envelope.head.count,
        sealed_at=at,
        wire=envelope.wire,
    )
    # By number, not "up to": a transaction that began earlier may commit a lower number only now.
    models.Waiting.objects.filter(id__in=[number for number, _ in rows[: len(lines)]]).delete()
    channel.seq, channel.head = envelope.head.seq, envelope.hash
    channel.facts += envelope.head.count
    return envelope
