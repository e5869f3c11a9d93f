"""Rows of channels, locked for the one who moves them on."""

from __future__ import annotations

from django.db import transaction

from entrepot.exchange import models
from entrepot.exchange.rules.envelopes import FIRST_PREV
from entrepot.values import HubCode


def lock_channel(*, origin: HubCode, receiver: HubCode) -> models.Channel:
    """The channel's row, held until the transaction ends. Made if it is new."""
    rows = models.Channel.objects.select_for_update().filter(origin=origin, receiver=receiver)
    found = rows.first()
    if found is None:
        models.Channel.objects.get_or_create(origin=origin, receiver=receiver, defaults={"head": FIRST_PREV})
        found = rows.get()
    return found


def halt(channel: models.Channel, reason: str) -> None:
    """Seal nothing more on this channel until an operator has looked at it."""
    with transaction.atomic():
        channel.halted = reason
        channel.save(update_fields=["halted"])
