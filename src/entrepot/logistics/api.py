"""Parcels and consignments over the API, for carriers' agents and the hub's operator."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from entrepot.logistics import actions, queries
from entrepot.logistics.actions import Booking
from entrepot.logistics.words import Consignment, Leg, Moment, Parcel, ParcelState
from entrepot.parties import public as parties
from entrepot.values import ContainerNumber, UNLocode, Weight
from entrepot.values.clock import now

router = Router(tags=["logistics"])

MOST_AT_ONCE = 500


class ParcelOut(Schema):
    parcel_ref: str
    order_ref: str
    shop_org_ref: str
    ship_from: str
    destination: str
    weight_g: int
    pieces: int
    state: str
    opened_at: datetime
    delivered_at: datetime | None
    consignment_ref: str | None
    container: str | None


class ConsignmentIn(Schema):
    """Parcels into one container of a booking. Sent again it changes nothing."""

    parcel_refs: list[str] = Field(min_length=1, max_length=2000)
    carrier_code: str = Field(min_length=1, max_length=17)
    carrier_name: str = Field("", max_length=120)
    booking_ref: str = Field(min_length=1, max_length=35)
    container: str = Field(max_length=20, description="ISO 6346, e.g. CSQU3054383")
    iso_type: str = Field(max_length=4, description="ISO 6346 size and type, e.g. 22G1")
    payload_kg: Decimal | None = Field(
        None, gt=0, le=100_000, description="What the plate on the door says, if it differs from the type."
    )
    vessel_name: str = Field("", max_length=70)
    vessel_imo: str = Field("", pattern="^([0-9]{7})?$")
    voyage: str = Field("", max_length=17)
    port_of_loading: str = Field(max_length=7, description="UN/LOCODE")
    port_of_discharge: str = Field(max_length=7, description="UN/LOCODE")
    via: list[str] = Field([], max_length=5, description="Ports of transhipment, in their order")
    departs_at: AwareDatetime
    speed_knots: Decimal | None = Field(
        None, description="Of the carrier's plan; without it the hub plans at its own setting."
    )


class MomentOut(Schema):
    """An instant and who says so."""

    certainty: str
    at: datetime
    source: str
    hub: str | None
    event_key: str


class LegOut(Schema):
    position: int
    mode: str
    from_place: str
    to_place: str
    distance_nm: int
    passages: list[str]
    speed_knots: Decimal
    departures: list[MomentOut]
    arrivals: list[MomentOut]


class StepOut(Schema):
    step: str
    at: datetime
    place: str
    hub: str | None
    event_key: str


class BoxOut(Schema):
    container: str
    iso_type: str
    payload_g: int | None
    loaded_g: int
    parcel_refs: list[str]
    steps: list[StepOut]


class ConsignmentOut(Schema):
    consignment_ref: str
    origin: str | None = Field(description="The hub that published it; null for this one.")
    state: str
    carrier_code: str
    carrier_name: str
    booking_ref: str
    shipper_ref: str
    vessel_name: str
    vessel_imo: str
    voyage: str
    port_of_loading: str
    port_of_discharge: str
    hubs: list[str] = Field(description="Those that may know.")
    made_at: datetime
    published_at: datetime | None
    distance_nm: int
    boxes: list[BoxOut]
    legs: list[LegOut]


class CallIn(Schema):
    """The carrier's word of when the ship leaves or comes."""

    position: int = Field(1, ge=1, le=20, description="Which leg, from 1.")
    departure: bool = Field(description="True: leaving the leg's first port. False: coming to its second.")
    certain: bool = Field(description="True: it happened. False: it is expected.")
    call_at: AwareDatetime


def _staff(request: HttpRequest) -> parties.Actor:
    actor = parties.actor_of(request)
    role = parties.Role
    actor.require(parties.hub_profile().operator_org_ref, role.OPERATOR, role.CARRIER)
    return actor


@router.get("/parcels", response=list[ParcelOut], auth=parties.api_auth)
def list_parcels(request: HttpRequest, state: ParcelState | None = None) -> list[ParcelOut]:
    """The oldest first, at most 500."""
    _staff(request)
    return [_parcel(parcel) for parcel in queries.parcels_in(state)[:MOST_AT_ONCE]]


@router.post("/parcels/{parcel_ref}/delivery", response=ParcelOut, auth=parties.api_auth)
def record_delivery(request: HttpRequest, parcel_ref: str, unreported: bool = False) -> ParcelOut:
    """The scan at the door. A second scan changes nothing. unreported: it was handed over, though no terminal reported
    that it landed."""
    actor = _staff(request)
    return _parcel(
        actions.record_delivery(
            parcel_ref=parcel_ref, unreported=unreported, by=actor.user_ref or "", at=now()
        )
    )


@router.post("/consignments", response={201: ConsignmentOut}, auth=parties.api_auth)
def consolidate(request: HttpRequest, body: ConsignmentIn) -> Status[ConsignmentOut]:
    """Put parcels into a container of a booking; the first makes the consignment and plans its legs."""
    actor = _staff(request)
    made = actions.consolidate(
        parcel_refs=body.parcel_refs,
        booking=Booking(
            carrier_code=body.carrier_code,
            carrier_name=body.carrier_name,
            booking_ref=body.booking_ref,
            vessel_name=body.vessel_name,
            vessel_imo=body.vessel_imo,
            voyage=body.voyage,
            port_of_loading=UNLocode.parse(body.port_of_loading),
            port_of_discharge=UNLocode.parse(body.port_of_discharge),
            departs_at=body.departs_at,
            speed_knots=body.speed_knots,
            via=tuple(UNLocode.parse(code) for code in body.via),
        ),
        container=ContainerNumber.parse(body.container),
        iso_type=body.iso_type,
        payload=Weight(int(body.payload_kg * 1000)) if body.payload_kg is not None else None,
        at=now(),
        by=actor.user_ref or "",
    )
    return Status(201, _consignment(made))


@router.get("/consignments", response=list[ConsignmentOut], auth=parties.api_auth)
def list_consignments(request: HttpRequest) -> list[ConsignmentOut]:
    """The newest first, at most 100; those of partners too."""
    _staff(request)
    return [_consignment(one) for one in queries.consignments()]


@router.get("/consignments/{consignment_ref}", response=ConsignmentOut, auth=parties.api_auth)
def read_consignment(request: HttpRequest, consignment_ref: str) -> ConsignmentOut:
    _staff(request)
    return _consignment(queries.get_consignment(consignment_ref))


@router.post("/consignments/{consignment_ref}/publish", response=ConsignmentOut, auth=parties.api_auth)
def publish_consignment(request: HttpRequest, consignment_ref: str) -> ConsignmentOut:
    """Tell the partner hubs of its ports. Published again, only hubs that are new partners are told."""
    actor = _staff(request)
    return _consignment(
        actions.publish_consignment(consignment_ref=consignment_ref, at=now(), by=actor.user_ref or "")
    )


@router.post("/consignments/{consignment_ref}/calls", response=ConsignmentOut, auth=parties.api_auth)
def report_call(request: HttpRequest, consignment_ref: str, body: CallIn) -> ConsignmentOut:
    """Stands beside the plan and what is reckoned; a later word of the carrier replaces its earlier one."""
    actor = _staff(request)
    return _consignment(
        actions.report_call(
            consignment_ref=consignment_ref,
            position=body.position,
            departure=body.departure,
            certain=body.certain,
            call_at=body.call_at,
            by=actor.user_ref or "",
            at=now(),
        )
    )


def _parcel(parcel: Parcel) -> ParcelOut:
    return ParcelOut(
        parcel_ref=parcel.ref,
        order_ref=parcel.order_ref,
        shop_org_ref=parcel.shop_org_ref,
        ship_from=parcel.ship_from,
        destination=parcel.destination,
        weight_g=parcel.weight.grams,
        pieces=parcel.pieces,
        state=parcel.state.value,
        opened_at=parcel.opened_at,
        delivered_at=parcel.delivered_at,
        consignment_ref=parcel.consignment_ref,
        container=parcel.container,
    )


def _consignment(one: Consignment) -> ConsignmentOut:
    return ConsignmentOut(
        consignment_ref=one.ref,
        origin=one.origin,
        state=one.state.value,
        carrier_code=one.carrier_code,
        carrier_name=one.carrier_name,
        booking_ref=one.booking_ref,
        shipper_ref=one.shipper_ref,
        vessel_name=one.vessel_name,
        vessel_imo=one.vessel_imo,
        voyage=one.voyage,
        port_of_loading=one.port_of_loading,
        port_of_discharge=one.port_of_discharge,
        hubs=list(one.hubs),
        made_at=one.made_at,
        published_at=one.published_at,
        distance_nm=one.distance_nm,
        boxes=[
            BoxOut(
                container=box.number,
                iso_type=box.iso_type,
                payload_g=box.payload.grams if box.payload else None,
                loaded_g=box.loaded_weight.grams,
                parcel_refs=[parcel.ref for parcel in box.loads],
                steps=[
                    StepOut(
                        step=milestone.step.value,
                        at=milestone.moment.at,
                        place=milestone.place,
                        hub=milestone.moment.hub,
                        event_key=milestone.moment.event_key,
                    )
                    for milestone in box.milestones
                ],
            )
            for box in one.boxes
        ],
        legs=[_leg(leg) for leg in one.legs],
    )


def _leg(leg: Leg) -> LegOut:
    return LegOut(
        position=leg.position,
        mode=leg.mode.value,
        from_place=leg.from_place,
        to_place=leg.to_place,
        distance_nm=leg.distance_nm,
        passages=list(leg.passages),
        speed_knots=leg.speed_knots,
        departures=[_moment(certainty.value, moment) for certainty, moment in leg.departures],
        arrivals=[_moment(certainty.value, moment) for certainty, moment in leg.arrivals],
    )


def _moment(certainty: str, moment: Moment) -> MomentOut:
    return MomentOut(
        certainty=certainty,
        at=moment.at,
        source=moment.source.value,
        hub=moment.hub,
        event_key=moment.event_key,
    )
