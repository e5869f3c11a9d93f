"""Events go to those who may know, and come from partners about their own ports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from entrepot.exchange import public as exchange
from entrepot.facts import public as facts
from entrepot.ports import models, queries, rules
from entrepot.ports.actions.inserting import insert_new
from entrepot.ports.events import ContainerEventsRecorded, KnownEvent
from entrepot.values import HubCode

# What crosses in one fact may have 64 kB, its own frame included.
MOST_BYTES_OF_EVENTS = 48_000
KEYS_PER_FACT = 500


def announce_news(
    new: Sequence[models.ContainerEvent],
    withdrawn: Sequence[models.ContainerEvent],
    *,
    at: datetime,
    by: str = "",
) -> None:
    """Tell our own house."""
    for event, refs in _facts(new, withdrawn):
        facts.announce(event, at=at, refs=refs, by=by)


def tell_grantees(
    new: Sequence[models.ContainerEvent], withdrawn: Sequence[models.ContainerEvent], *, at: datetime
) -> None:
    """Tell each partner of the boxes that it may know of, and take back what it was told and does not stand."""
    boxes = {row.container for row in new}
    grants = models.Grant.objects.filter(container__in=boxes)
    of_box: defaultdict[str, list[models.Grant]] = defaultdict(list)
    for grant in grants:
        of_box[grant.container].append(grant)
    fresh: defaultdict[str, list[models.ContainerEvent]] = defaultdict(list)
    for row in new:
        for hub in {grant.hub for grant in of_box[row.container] if covers(grant, row)}:
            fresh[hub].append(row)
    fallen: defaultdict[str, list[models.ContainerEvent]] = defaultdict(list)
    for told in models.Told.objects.filter(event__in=withdrawn).select_related("event").order_by("event_id"):
        fallen[told.hub].append(told.event)
    for hub in sorted({*fresh, *fallen}):
        tell(HubCode(hub), fresh[hub], fallen[hub], at=at)


def covers(grant: models.Grant, row: models.ContainerEvent) -> bool:
    return rules.may_know(
        event_at=row.event_at,
        event_booking=row.booking_ref,
        booking_ref=grant.booking_ref,
        since=grant.since,
        until=grant.until,
    )


def tell(
    hub: HubCode,
    new: Sequence[models.ContainerEvent],
    withdrawn: Sequence[models.ContainerEvent],
    *,
    at: datetime,
) -> None:
    """Tell one partner, and keep that it was told. A hub that is no partner now is told nothing: a later grant
    looks back."""
    if hub not in exchange.partner_codes():
        return
    known = set(models.Told.objects.filter(hub=hub, event__in=new).values_list("event_id", flat=True))
    untold = [row for row in new if row.pk not in known]
    models.Told.objects.bulk_create([models.Told(event=row, hub=hub) for row in untold], batch_size=1000)
    exchange.tell_many(
        [facts.Telling(event, at, tuple(refs)) for event, refs in _facts(untold, withdrawn)], to=[hub]
    )


def _facts(
    new: Sequence[models.ContainerEvent], withdrawn: Sequence[models.ContainerEvent]
) -> Iterator[tuple[ContainerEventsRecorded, list[str]]]:
    for part in _parts([queries.known_event(row) for row in new]):
        yield ContainerEventsRecorded(tuple(part)), sorted({str(event.container) for event in part})
    for first in range(0, len(withdrawn), KEYS_PER_FACT):
        fell = withdrawn[first : first + KEYS_PER_FACT]
        event = ContainerEventsRecorded((), tuple(row.key for row in fell))
        yield event, sorted({row.container for row in fell})


def _parts(events: Sequence[KnownEvent]) -> Iterator[list[KnownEvent]]:
    part: list[KnownEvent] = []
    size = 0
    for event in events:
        one = len(facts.encode(ContainerEventsRecorded((event,)))) + len(event.container)
        if part and size + one > MOST_BYTES_OF_EVENTS:
            yield part
            part, size = [], 0
        part.append(event)
        size += one
    if part:
        yield part


@transaction.atomic
def hear_events(*, event: ContainerEventsRecorded, origin: HubCode, at: datetime) -> int:
    """Record what a partner tells of its own port. Returns how many reports were new.

    What it tells of another's port, or in another's name, is refused and kept for the operator to see.
    """
    good = [one for one in event.events if not _refuse_if_wrong(one, origin, at)]
    added = insert_new([_told_row(one, at) for one in good])
    new = list(models.ContainerEvent.objects.filter(pk__in=added).order_by("id"))
    mine = [key for key in event.withdrawn if rules.is_key_of(origin, key)]
    falling = models.ContainerEvent.objects.filter(key__in=mine, withdrawn="")
    fell = list(falling.select_for_update(no_key=True).order_by("id"))
    falling.update(withdrawn="cancelled", withdrawn_at=at)
    announce_news(new, fell, at=at, by=origin)
    return len(new)


def _refuse_if_wrong(one: KnownEvent, origin: HubCode, at: datetime) -> bool:
    why = rules.why_refused(
        origin=origin,
        key=one.key,
        source_hub=one.source_hub,
        place=one.place,
        event_at=one.event_at,
        told_at=at,
    )
    if why:
        models.RefusedReport.objects.get_or_create(
            origin=origin,
            key=one.key[:80],
            why=why,
            defaults={"container": one.container, "place": one.place or "", "told_at": at},
        )
    return bool(why)


def _told_row(one: KnownEvent, at: datetime) -> models.ContainerEvent:
    return models.ContainerEvent(
        key=one.key,
        source_hub=one.source_hub,
        container=one.container,
        code=one.code,
        classifier=one.classifier,
        event_at=one.event_at,
        local_time=one.local_time[:35],
        local_format=one.local_format[:3],
        zone=one.zone[:64],
        place=one.place or "",
        facility=one.facility[:70],
        vessel_name=one.vessel_name[:70],
        vessel_imo=one.vessel_imo[:17],
        voyage=one.voyage[:35],
        carrier_code=one.carrier_code[:35],
        booking_ref=one.booking_ref[:70],
        iso_equipment_code=one.iso_equipment_code[:35],
        empty_indicator=one.empty_indicator or "",
        movement=one.movement or "",
        function=one.function,
        document_ref=one.document_ref[:70],
        port_of_loading=one.port_of_loading or "",
        port_of_discharge=one.port_of_discharge or "",
        file_sha256=one.evidence.file_sha256[:64],
        message_kind=one.evidence.message_kind[:70],
        message_ref=one.evidence.message_ref[:35],
        segment=one.evidence.segment,
        segments=[text[:300] for text in one.evidence.segments[:20]],
        withdrawn=one.withdrawn if one.withdrawn in ("", "replaced", "cancelled") else "cancelled",
        withdrawn_at=at if one.withdrawn else None,
        recorded_at=at,
    )
