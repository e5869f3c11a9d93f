"""Read again what could not be read: a newer release may know the kind."""

from __future__ import annotations

from django.db import DataError, transaction

from entrepot.exchange import models
from entrepot.exchange.actions.taking import UnreadableFact, read_telling
from entrepot.exchange.words import CROSSING
from entrepot.facts import public as facts
from entrepot.values import HubCode


def release_quarantined() -> int:
    """Receive the quarantined facts of kinds that may cross now and can be read. Returns how many."""
    released = 0
    waiting = models.Quarantined.objects.filter(fact=None, kind__in=list(CROSSING)).order_by("id")
    for number in waiting.values_list("id", flat=True):
        with transaction.atomic():
            row = (
                models.Quarantined.objects.select_for_update()
                .select_related("envelope__channel")
                .get(pk=number)
            )
            if row.fact is not None:
                continue
            try:
                telling = read_telling(bytes(row.line))
                with transaction.atomic():
                    (row.fact,) = facts.receive_many([telling], origin=HubCode(row.envelope.channel.origin))
            except (UnreadableFact, DataError):
                continue
            row.save(update_fields=["fact"])
            released += 1
    return released
