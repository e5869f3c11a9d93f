"""Who may know what happens to a box."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from entrepot.exchange import public as exchange
from entrepot.facts import public as facts
from entrepot.ports import models
from entrepot.ports.actions.recording import hold_those_who_may_know
from entrepot.ports.actions.telling import covers, tell
from entrepot.ports.events import ContainerGranted
from entrepot.values import ContainerNumber, HubCode


@transaction.atomic
def grant(
    *,
    container: ContainerNumber,
    hub: HubCode,
    consignment_ref: str,
    since: datetime,
    until: datetime,
    booking_ref: str = "",
    at: datetime,
) -> None:
    """Let a partner know what happens to a box at our terminals between `since` and `until`, and tell it what has
    happened in that time already. Events that name another booking than `booking_ref` stay untold.

    Granted again for the same consignment, nothing is told twice; a longer time counts. Ourselves: nothing to do.
    """
    if hub == exchange.this_hub_code():
        return
    hold_those_who_may_know()
    row, new = models.Grant.objects.get_or_create(
        container=container,
        hub=hub,
        consignment_ref=consignment_ref,
        defaults={"booking_ref": booking_ref, "since": since, "until": until, "granted_at": at},
    )
    if not new:
        row.since, row.until = min(row.since, since), max(row.until, until)
        row.save()
    else:
        facts.announce(
            ContainerGranted(container, hub, consignment_ref, since, until),
            at=at,
            refs=[container, consignment_ref],
        )
    earlier = models.ContainerEvent.objects.filter(
        container=container, file__isnull=False, event_at__range=(row.since, row.until)
    ).order_by("id")
    tell(hub, [event for event in earlier if covers(row, event)], [], at=at)
