"""What terminals and the carrier report becomes progress of legs and parcels. Order and repetition don't matter: the
state of a box follows from the reports that stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import datetime

from django.db import connection, transaction

from entrepot.exchange import public as exchange
from entrepot.facts import public as facts
from entrepot.logistics import models, queries, rules
from entrepot.logistics.events import CallReported, ParcelMoved
from entrepot.logistics.words import (
    Certainty,
    Consignment,
    ParcelState,
    Source,
    Step,
    no_such_consignment,
)
from entrepot.ports import public as ports
from entrepot.ports.events import KnownEvent
from entrepot.values import ContainerNumber, HubCode, Refusal, UNLocode
from entrepot.values.refusal import message

# Who makes boxes known holds this alone, reports share it: a report finds the box, or the box finds the report.
_FOLLOWING = 0x6C6F67


def hold_boxes_alone() -> None:
    """Until the end of the transaction. Take it before any row is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FOLLOWING])


@transaction.atomic
def record_progress(*, events: Sequence[KnownEvent], withdrawn: Sequence[str], at: datetime) -> None:
    """Take in what ports recorded, and what it took back (by event key). Known events change nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_FOLLOWING])
    numbers = {event.container for event in events}
    boxes = models.Box.objects.select_for_update(no_key=True).filter(number__in=numbers).order_by("id")
    for box in boxes:
        _take(box, [event for event in events if event.container == box.number], at=at)
    fallen = models.Box.objects.filter(milestones__event_key__in=withdrawn).order_by("id")
    for pk in list(fallen.values_list("pk", flat=True).distinct()):
        box = models.Box.objects.select_for_update(no_key=True).get(pk=pk)
        before = _steps(box)
        box.milestones.filter(event_key__in=withdrawn).delete()
        _settle(box, before, at=at)


def catch_up(box: models.Box, *, newcomers: Sequence[models.Parcel] = (), at: datetime) -> None:
    """What happened to a box before its consignment was known here, or before these parcels were. The caller holds
    boxes alone."""
    known = ports.container_events(ContainerNumber(box.number), since=box.since, until=box.until)
    _take(box, known, newcomers={parcel.pk for parcel in newcomers}, at=at)


def _take(
    box: models.Box, events: Iterable[KnownEvent], *, newcomers: Set[int] = frozenset(), at: datetime
) -> None:
    consignment = box.consignment
    before = _steps(box)
    found = []
    for event in events:
        step = rules.step_of(
            event.code,
            event.place,
            loading=UNLocode(consignment.port_of_loading),
            discharge=UNLocode(consignment.port_of_discharge),
        )
        if (
            step is not None
            and event.place is not None
            and event.happened
            and rules.concerns(
                event_at=event.event_at,
                event_booking=event.booking_ref,
                booking_ref=consignment.booking_ref,
                since=box.since,
                until=box.until,
            )
        ):
            found.append(
                models.BoxMilestone(
                    box=box,
                    step=step,
                    event_key=event.key,
                    happened_at=event.event_at,
                    place=event.place,
                    source_hub=event.source_hub,
                )
            )
    models.BoxMilestone.objects.bulk_create(found, ignore_conflicts=True)
    _settle(box, before, newcomers=newcomers, at=at)


def _steps(box: models.Box) -> set[Step]:
    return {Step(step) for step in box.milestones.values_list("step", flat=True)}


def _settle(box: models.Box, before: set[Step], *, newcomers: Set[int] = frozenset(), at: datetime) -> None:
    """Bring parcels and reckoned times in line with the reports that stand, and tell what is new."""
    after = _steps(box)
    if after != before:
        box.open = box.open and Step.GATED_OUT not in after
        box.save()
        _reckon(box.consignment)
    first: dict[str, models.BoxMilestone] = {}
    for report in box.milestones.order_by("happened_at", "id"):
        first.setdefault(report.step, report)
    state = rules.state_after(after)
    parcels = models.Parcel.objects.select_for_update(no_key=True, of=("self",)).filter(load__box=box)
    for parcel in parcels.order_by("id"):
        if parcel.state not in (ParcelState.DELIVERED, state):
            parcel.state = state
            parcel.save()
        news = after if parcel.pk in newcomers else after - before
        for report in first.values():
            if Step(report.step) in news:
                _tell_moved(parcel, report, at)


def _tell_moved(parcel: models.Parcel, report: models.BoxMilestone, at: datetime) -> None:
    event = ParcelMoved(
        parcel.ref,
        parcel.order_ref,
        Step(report.step),
        report.happened_at,
        UNLocode(report.place),
        HubCode(report.source_hub),
    )
    facts.announce(event, at=at, refs=[parcel.ref, parcel.order_ref])


@transaction.atomic
def report_call(
    *,
    consignment_ref: str,
    position: int,
    departure: bool,
    certain: bool,
    call_at: datetime,
    by: str = "",
    at: datetime,
) -> Consignment:
    """The carrier says when the ship left or came (certain), or will. A later word of the carrier replaces its own
    earlier one, never another's. Refuses logistics.consignment_not_found, logistics.no_such_leg, logistics.not_yet, and
    logistics.not_near for a day far from ours."""
    leg = (
        models.Leg.objects.select_for_update(no_key=True, of=("self",))
        .filter(consignment__ref=consignment_ref, position=position)
        .order_by("consignment__origin")
        .first()
    )
    if leg is None:
        if not models.Consignment.objects.filter(ref=consignment_ref).exists():
            raise no_such_consignment(consignment_ref)
        raise Refusal(
            "logistics.no_such_leg",
            message("Consignment %(ref)s has no leg %(position)s."),
            {"ref": consignment_ref, "position": position},
            field="position",
            status=404,
        )
    rules.require_near(call_at, at=at, field="call_at")
    if certain and call_at > at:
        raise Refusal(
            "logistics.not_yet",
            message("What has not happened yet can only be estimated."),
            field="call_at",
            status=422,
        )
    models.LegTime.objects.update_or_create(
        leg=leg,
        departure=departure,
        certainty=Certainty.ACTUAL if certain else Certainty.ESTIMATED,
        source=Source.CARRIER,
        defaults={"at": call_at, "hub": exchange.this_hub_code()},
    )
    _reckon(leg.consignment)
    facts.announce(
        CallReported(consignment_ref, position, departure, certain, call_at),
        at=at,
        refs=[consignment_ref],
        by=by,
    )
    return queries.get_consignment(consignment_ref)


def _reckon(consignment: models.Consignment) -> None:
    """The last arrival, from the ship's departure or else from loading, at the planned speed and stays."""
    legs = list(consignment.legs.order_by("position").prefetch_related("times"))
    first, last = legs[0], legs[-1]
    planned = {
        (time.leg_id, time.departure): time.at
        for leg in legs
        for time in leg.times.all()
        if time.certainty == Certainty.PLANNED
    }
    underway = planned[last.pk, False] - planned[first.pk, True]
    left = next(
        (time for time in first.times.all() if time.departure and time.certainty == Certainty.ACTUAL), None
    )
    loaded = (
        models.BoxMilestone.objects.filter(box__consignment=consignment, step=Step.LOADED)
        .order_by("-happened_at")
        .first()
    )
    if left is not None:
        start, hub, key = left.at, left.hub, left.event_key
    elif loaded is not None:
        start, hub, key = loaded.happened_at, loaded.source_hub, loaded.event_key
    else:
        last.times.filter(source=Source.RECKONED).delete()
        return
    models.LegTime.objects.update_or_create(
        leg=last,
        departure=False,
        certainty=Certainty.ESTIMATED,
        source=Source.RECKONED,
        defaults={"at": start + underway, "hub": hub, "event_key": key},
    )
