"""Parcels into a carrier's container, and what the hubs of its ports are told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from entrepot.exchange import public as exchange
from entrepot.exchange.words import PartnerState
from entrepot.facts import public as facts
from entrepot.logistics import models, queries, rules
from entrepot.logistics.actions.progress import catch_up, hold_boxes_alone
from entrepot.logistics.events import (
    ConsignmentHeard,
    ConsignmentPublished,
    ParcelsConsolidated,
    PublishedBox,
)
from entrepot.logistics.planning import plan_legs
from entrepot.logistics.words import (
    Certainty,
    Consignment,
    ConsignmentState,
    ParcelState,
    PlannedLeg,
    Source,
    goes_nowhere,
    no_such_consignment,
    no_such_parcel,
)
from entrepot.parties import public as parties
from entrepot.ports import public as ports
from entrepot.values import ContainerNumber, HubCode, Refusal, UNLocode, Weight
from entrepot.values.references import new_ref
from entrepot.values.refusal import message


@dataclass(frozen=True, slots=True)
class Booking:
    """What the carrier agreed to. speed_knots: of the carrier's plan, None if it names none."""

    carrier_code: str
    carrier_name: str
    booking_ref: str
    vessel_name: str
    vessel_imo: str
    voyage: str
    port_of_loading: UNLocode
    port_of_discharge: UNLocode
    departs_at: datetime
    speed_knots: Decimal | None = None
    via: tuple[UNLocode, ...] = ()


@transaction.atomic
def consolidate(
    *,
    parcel_refs: Sequence[str],
    booking: Booking,
    container: ContainerNumber,
    iso_type: str,
    payload: Weight | None = None,
    at: datetime,
    by: str = "",
) -> Consignment:
    """Put waiting parcels into a container of a booking. The first box of a booking makes its consignment and plans
    its legs; asked again with the same parcels, nothing changes.

    payload: what the plate on the door says, before the figure known for the type.
    Refuses logistics.no_parcels, parcel_not_found, parcel_not_waiting, box_taken, booking_differs, already_published,
    payload_unknown, too_heavy, not_near for a departure far from today, and what plan_legs refuses.
    """
    rules.require_near(booking.departs_at, at=at, field="departs_at")
    hold_boxes_alone()
    parcels = _locked_parcels(parcel_refs)
    consignment = _consignment_of(booking, at)
    if all(_is_in(parcel, consignment, container) for parcel in parcels):
        return queries.get_consignment(consignment.ref)
    for parcel in parcels:
        if parcel.state != ParcelState.WAITING:
            raise Refusal(
                "logistics.parcel_not_waiting",
                message("Parcel %(ref)s is not waiting any more."),
                {"ref": parcel.ref},
                field="parcel_refs",
            )
    if consignment.state == ConsignmentState.PUBLISHED:
        raise Refusal(
            "logistics.already_published",
            message("Booking %(booking)s is published: nothing can be added. Use another booking."),
            {"booking": booking.booking_ref},
            field="booking_ref",
        )
    box = _box_of(consignment, container, iso_type, rules.payload_of(iso_type, payload))
    inside = [Weight(load.parcel.weight_g) for load in box.loads.select_related("parcel")]
    rules.require_room(Weight(box.payload_g or 0), inside, (Weight(parcel.weight_g) for parcel in parcels))
    models.ContainerLoad.objects.bulk_create(models.ContainerLoad(parcel=p, box=box) for p in parcels)
    for parcel in parcels:
        parcel.state = ParcelState.IN_BOX
        parcel.save()
    refs = tuple(parcel.ref for parcel in parcels)
    facts.announce(
        ParcelsConsolidated(consignment.ref, container, refs),
        at=at,
        refs=[consignment.ref, container, *refs],
        by=by,
    )
    catch_up(box, newcomers=parcels, at=at)
    return queries.get_consignment(consignment.ref)


def _locked_parcels(refs: Sequence[str]) -> list[models.Parcel]:
    wanted = sorted(set(refs))
    if not wanted:
        raise Refusal(
            "logistics.no_parcels",
            message("Choose at least one parcel."),
            field="parcel_refs",
            status=422,
        )
    rows = models.Parcel.objects.select_for_update(no_key=True).filter(ref__in=wanted).order_by("id")
    found = {row.ref: row for row in rows}
    for ref in wanted:
        if ref not in found:
            raise no_such_parcel(ref)
    return list(found.values())


def _is_in(parcel: models.Parcel, consignment: models.Consignment, container: str) -> bool:
    return models.ContainerLoad.objects.filter(
        parcel=parcel, box__consignment=consignment, box__number=container
    ).exists()


def _consignment_of(booking: Booking, at: datetime) -> models.Consignment:
    """The consignment of this booking, made with its legs if it is the first time."""
    if booking.port_of_loading == booking.port_of_discharge:
        raise goes_nowhere(booking.port_of_loading)
    made, new = models.Consignment.objects.get_or_create(
        origin="",
        carrier_code=booking.carrier_code,
        booking_ref=booking.booking_ref,
        defaults={
            "ref": new_ref("consignment"),
            "carrier_name": booking.carrier_name,
            "shipper_ref": parties.hub_profile().operator_org_ref,
            "vessel_name": booking.vessel_name,
            "vessel_imo": booking.vessel_imo,
            "voyage": booking.voyage,
            "port_of_loading": booking.port_of_loading,
            "port_of_discharge": booking.port_of_discharge,
            "made_at": at,
        },
    )
    row = models.Consignment.objects.select_for_update(no_key=True).get(pk=made.pk)
    if new:
        legs = plan_legs(
            booking.port_of_loading,
            booking.port_of_discharge,
            departs_at=booking.departs_at,
            speed_knots=booking.speed_knots,
            via=booking.via,
        )
        _write_legs(row, legs, hub="")
    elif (row.voyage, row.port_of_loading, row.port_of_discharge) != (
        booking.voyage,
        booking.port_of_loading,
        booking.port_of_discharge,
    ):
        raise Refusal(
            "logistics.booking_differs",
            message(
                "Booking %(booking)s is known with voyage %(voyage)s from %(from_place)s to %(to_place)s."
            ),
            {
                "booking": row.booking_ref,
                "voyage": row.voyage,
                "from_place": row.port_of_loading,
                "to_place": row.port_of_discharge,
            },
            field="booking_ref",
        )
    return row


def _write_legs(consignment: models.Consignment, legs: Sequence[PlannedLeg], *, hub: str) -> None:
    for position, leg in enumerate(legs, start=1):
        row = models.Leg.objects.create(
            consignment=consignment,
            position=position,
            mode=leg.mode,
            from_place=leg.from_place,
            to_place=leg.to_place,
            distance_nm=leg.distance_nm,
            passages=list(leg.passages),
            speed_knots=leg.speed_knots,
        )
        for departure, at in ((True, leg.departs_at), (False, leg.arrives_at)):
            models.LegTime.objects.create(
                leg=row, departure=departure, certainty=Certainty.PLANNED, source=leg.source, hub=hub, at=at
            )


def _box_of(
    consignment: models.Consignment, container: ContainerNumber, iso_type: str, payload: Weight
) -> models.Box:
    known = consignment.boxes.filter(number=container).first()
    if known is not None:
        return known
    first, last = _plan(consignment)
    try:
        with transaction.atomic():
            return models.Box.objects.create(
                consignment=consignment,
                number=container,
                iso_type=iso_type,
                payload_g=payload.grams,
                since=first - rules.BEFORE_DEPARTURE,
                until=last + rules.AFTER_ARRIVAL,
                filled_here=True,
            )
    except IntegrityError as error:
        raise Refusal(
            "logistics.box_taken",
            message("Container %(container)s is still on its way with another consignment."),
            {"container": container},
            field="container",
        ) from error


def _plan(consignment: models.Consignment) -> tuple[datetime, datetime]:
    """Planned departure of the first leg and arrival of the last."""
    times = models.LegTime.objects.filter(leg__consignment=consignment, certainty=Certainty.PLANNED).order_by(
        "leg__position", "-departure"
    )
    instants = [time.at for time in times]
    return instants[0], instants[-1]


@transaction.atomic
def publish_consignment(*, consignment_ref: str, at: datetime, by: str = "") -> Consignment:
    """Tell the partner hubs of its ports what travels, and let each know what happens to its boxes here.

    Published again: hubs that became partners meanwhile are told; the others hear nothing twice.
    Refuses logistics.consignment_not_found for one that is not ours.
    """
    row = (
        models.Consignment.objects.select_for_update(no_key=True)
        .filter(ref=consignment_ref, origin="")
        .first()
    )
    if row is None:
        raise no_such_consignment(consignment_ref)
    own = exchange.this_hub_code()
    legs = list(row.legs.order_by("position"))
    stops = {stop for leg in legs for stop in (leg.from_place, leg.to_place)} - {own}
    partners = [code for code in _confirmed_partners() if code in stops]
    told_now = [code for code in partners if code not in row.hubs]
    if row.state == ConsignmentState.PUBLISHED and not told_now:
        return queries.get_consignment(consignment_ref)
    row.hubs = sorted({*row.hubs, own, *partners})
    row.state, row.published_at = ConsignmentState.PUBLISHED, row.published_at or at
    row.save()
    event = _published(row)
    boxes = list(row.boxes.order_by("id"))
    refs = [row.ref, *[box.number for box in boxes]]
    facts.announce(event, at=at, refs=refs, by=by)
    exchange.tell(event, to=told_now, at=at, refs=refs)
    for hub in told_now:
        for box in boxes:
            _let_know(row, box, hub, at)
    return queries.get_consignment(consignment_ref)


def _confirmed_partners() -> list[HubCode]:
    return [partner.code for partner in exchange.partners() if partner.state is PartnerState.CONFIRMED]


def _let_know(consignment: models.Consignment, box: models.Box, hub: HubCode, at: datetime) -> None:
    ports.grant(
        container=ContainerNumber(box.number),
        hub=hub,
        consignment_ref=consignment.ref,
        booking_ref=consignment.booking_ref,
        since=box.since,
        until=box.until,
        at=at,
    )


def _published(row: models.Consignment) -> ConsignmentPublished:
    words = queries.get_consignment(row.ref)
    return ConsignmentPublished(
        consignment_ref=row.ref,
        carrier_code=row.carrier_code,
        carrier_name=row.carrier_name,
        booking_ref=row.booking_ref,
        boxes=tuple(PublishedBox(box.number, box.iso_type) for box in words.boxes),
        shipper_ref=row.shipper_ref,
        port_of_loading=words.port_of_loading,
        port_of_discharge=words.port_of_discharge,
        vessel_name=row.vessel_name,
        vessel_imo=row.vessel_imo,
        voyage=row.voyage,
        legs=tuple(_planned(leg) for leg in row.legs.order_by("position").prefetch_related("times")),
        hubs=words.hubs,
    )


def _planned(leg: models.Leg) -> PlannedLeg:
    times = {time.departure: time for time in leg.times.all() if time.certainty == Certainty.PLANNED}
    words = queries.leg_words(leg)
    return PlannedLeg(
        mode=words.mode,
        from_place=words.from_place,
        to_place=words.to_place,
        distance_nm=words.distance_nm,
        passages=words.passages,
        speed_knots=words.speed_knots,
        departs_at=times[True].at,
        arrives_at=times[False].at,
        source=Source(times[True].source),
    )


@transaction.atomic
def hear_consignment(*, event: ConsignmentPublished, origin: HubCode, at: datetime) -> None:
    """Keep a partner's consignment and let that partner know what happens to its boxes at our port.

    Heard again, only boxes that are new are added. What does not concern a port of ours, or not the partner that
    tells it, is refused: it goes into the audit trail, and nobody is granted anything.
    """
    own = exchange.this_hub_code()
    why = rules.why_refused(
        own=own,
        origin=origin,
        hubs=event.hubs,
        stops={stop for leg in event.legs for stop in (leg.from_place, leg.to_place)},
        calls=[call for leg in event.legs for call in (leg.departs_at, leg.arrives_at)],
        boxes=len(event.boxes),
        told_at=at,
    )
    told = _as_told(event, origin, at)
    if not why and not _well_formed(told):
        why = "malformed"
    if why:
        facts.note(at=at, by=origin, did=f"logistics.refused_{why}", about=event.consignment_ref[:200])
        return
    hold_boxes_alone()
    row = models.Consignment.objects.filter(origin=origin, ref=told.ref).first()
    if row is None:
        told.save()
        row = told
        _write_legs(row, event.legs, hub=origin)
    added = []
    for published in event.boxes:
        box, fresh = models.Box.objects.get_or_create(
            consignment=row,
            number=published.number,
            defaults={
                "iso_type": published.iso_type,
                "since": event.legs[0].departs_at - rules.BEFORE_DEPARTURE,
                "until": event.legs[-1].arrives_at + rules.AFTER_ARRIVAL,
                "filled_here": False,
            },
        )
        if fresh:
            added.append(published.number)
            _let_know(row, box, origin, at)
            catch_up(box, at=at)
    if added:
        facts.announce(
            ConsignmentHeard(row.ref, origin, tuple(added)), at=at, refs=[row.ref, *added], by=origin
        )


def _as_told(event: ConsignmentPublished, origin: HubCode, at: datetime) -> models.Consignment:
    return models.Consignment(
        ref=event.consignment_ref,
        origin=origin,
        state=ConsignmentState.PUBLISHED,
        carrier_code=event.carrier_code,
        carrier_name=event.carrier_name,
        booking_ref=event.booking_ref,
        shipper_ref=event.shipper_ref,
        vessel_name=event.vessel_name,
        vessel_imo=event.vessel_imo,
        voyage=event.voyage,
        port_of_loading=event.port_of_loading,
        port_of_discharge=event.port_of_discharge,
        hubs=list(event.hubs),
        made_at=at,
        published_at=at,
    )


def _well_formed(row: models.Consignment) -> bool:
    """Whether the texts fit their columns."""
    try:
        row.clean_fields()
    except ValidationError:
        return False
    return True
