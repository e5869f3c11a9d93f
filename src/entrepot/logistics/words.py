"""The words of logistics: parcels, consignments, the legs of a voyage, and what is known of when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from entrepot.values import ContainerNumber, CountryCode, HubCode, Money, Refusal, UNLocode, Weight
from entrepot.values.refusal import message


class ParcelState(StrEnum):
    WAITING = "waiting"  # at the port of the hub, in no box
    IN_BOX = "in_box"
    AT_PORT = "at_port"  # the box passed the gate of the port of loading
    AT_SEA = "at_sea"  # the box is on board
    LANDED = "landed"  # discharged at the port of discharge
    LAST_MILE = "last_mile"  # out of the gate there
    DELIVERED = "delivered"


STATE_NAMES = {
    ParcelState.WAITING: message("Waiting for a container"),
    ParcelState.IN_BOX: message("In a container"),
    ParcelState.AT_PORT: message("At the port of loading"),
    ParcelState.AT_SEA: message("At sea"),
    ParcelState.LANDED: message("Landed"),
    ParcelState.LAST_MILE: message("On the last mile"),
    ParcelState.DELIVERED: message("Delivered"),
}


class Step(StrEnum):
    """What happens to a parcel on its way, in the order of a voyage."""

    GATED_IN = "gated_in"
    LOADED = "loaded"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    DISCHARGED = "discharged"
    GATED_OUT = "gated_out"
    DELIVERED = "delivered"


STEP_NAMES = {
    Step.GATED_IN: message("Through the gate of the port of loading"),
    Step.LOADED: message("Loaded on board"),
    Step.DEPARTED: message("The ship departs"),
    Step.ARRIVED: message("The ship arrives"),
    Step.DISCHARGED: message("Discharged"),
    Step.GATED_OUT: message("Out of the gate of the port of discharge"),
    Step.DELIVERED: message("Handed over at the door"),
}


class Certainty(StrEnum):
    PLANNED = "planned"
    ESTIMATED = "estimated"
    ACTUAL = "actual"


class Source(StrEnum):
    """Who says so."""

    CARRIER_PLAN = "carrier_plan"
    HUB_PLAN = "hub_plan"
    CARRIER = "carrier"
    TERMINAL = "terminal"
    RECKONED = "reckoned"
    COURIER = "courier"


SOURCE_NAMES = {
    Source.CARRIER_PLAN: message("The carrier's plan"),
    Source.HUB_PLAN: message("This hub's plan, at its own speed setting"),
    Source.CARRIER: message("The carrier's report"),
    Source.TERMINAL: message("The terminal's report"),
    Source.RECKONED: message("Reckoned from loading: distance at the planned speed"),
    Source.COURIER: message("The scan at the door"),
}


class ConsignmentState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class Mode(StrEnum):
    """DCSA modeOfTransport."""

    VESSEL = "VESSEL"


@dataclass(frozen=True, slots=True)
class BoxLimit:
    """What a type of container holds. volume_m3 None: not known."""

    iso_type: str
    payload: Weight
    volume_m3: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One line of this hub's own table: from a place to a country. per_kg and minimum in one currency;
    insurance_rate is a fraction of the goods' value. transit_days from door to door, as this hub promises them."""

    ship_from: UNLocode
    to_country: CountryCode
    per_kg: Money
    minimum: Money
    insurance_rate: Decimal
    insurance_minimum: Money
    transit_days: int
    effective_from: date
    source: str


@dataclass(frozen=True, slots=True)
class FreightQuote:
    """insurance: of the declared goods' value, at least the table's minimum. source: whose table and since when."""

    freight: Money
    insurance: Money
    insurance_rate: Decimal
    transit_days: int
    source: str


@dataclass(frozen=True, slots=True)
class Parcel:
    ref: str
    order_ref: str
    shop_org_ref: str
    ship_from: UNLocode
    destination: CountryCode
    weight: Weight
    pieces: int
    state: ParcelState
    opened_at: datetime
    delivered_at: datetime | None = None
    consignment_ref: str | None = None
    container: ContainerNumber | None = None

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]

    @property
    def landed(self) -> bool:
        """The port of discharge reported it."""
        return self.state in (ParcelState.LANDED, ParcelState.LAST_MILE)


@dataclass(frozen=True, slots=True)
class PlannedLeg:
    """One passage from port to port. passages: straits and canals on the way, as the sea network names them."""

    mode: Mode
    from_place: UNLocode
    to_place: UNLocode
    distance_nm: int
    passages: tuple[str, ...]
    speed_knots: Decimal
    departs_at: datetime
    arrives_at: datetime
    source: Source


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant and who says so. event_key: the container event behind it, where there is one."""

    at: datetime
    source: Source
    hub: HubCode | None = None
    event_key: str = ""

    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]


@dataclass(frozen=True, slots=True)
class Leg:
    """Rival times stand side by side, each with its source."""

    position: int
    mode: Mode
    from_place: UNLocode
    to_place: UNLocode
    distance_nm: int
    passages: tuple[str, ...]
    speed_knots: Decimal
    departures: tuple[tuple[Certainty, Moment], ...]
    arrivals: tuple[tuple[Certainty, Moment], ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step that a terminal reported for a box."""

    step: Step
    moment: Moment
    place: UNLocode


@dataclass(frozen=True, slots=True)
class Box:
    """A container of a consignment. loads: the parcels in it; none where another hub filled it."""

    number: ContainerNumber
    iso_type: str
    payload: Weight | None
    loads: tuple[Parcel, ...]
    milestones: tuple[Milestone, ...]

    @property
    def loaded_weight(self) -> Weight:
        return Weight.total(parcel.weight for parcel in self.loads)


@dataclass(frozen=True, slots=True)
class Consignment:
    """origin: the hub that published it, None for our own."""

    ref: str
    origin: HubCode | None
    state: ConsignmentState
    carrier_code: str
    carrier_name: str
    booking_ref: str
    shipper_ref: str
    vessel_name: str
    vessel_imo: str
    voyage: str
    port_of_loading: UNLocode
    port_of_discharge: UNLocode
    hubs: tuple[HubCode, ...]
    made_at: datetime
    published_at: datetime | None
    boxes: tuple[Box, ...]
    legs: tuple[Leg, ...]

    @property
    def distance_nm(self) -> int:
        return sum(leg.distance_nm for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Mark:
    """One step on the timeline. passed: done, or something after it is, though nobody told when."""

    step: Step
    place: UNLocode | None
    planned: tuple[Moment, ...] = ()
    estimated: tuple[Moment, ...] = ()
    done: tuple[Moment, ...] = ()
    passed: bool = False

    @property
    def name(self) -> str:
        return STEP_NAMES[self.step]


@dataclass(frozen=True, slots=True)
class ParcelVoyage:
    parcel: Parcel
    consignment: Consignment | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Sailing:
    """A passage from port to port that was begun and has not ended, as far as it is known."""

    from_place: UNLocode
    to_place: UNLocode
    departed_at: datetime
    arrives_at: datetime

    def percent(self, at: datetime) -> int:
        """Of the way, down to a whole one: what is estimated is not told more finely than it is known."""
        return int(100 * (at - self.departed_at) / (self.arrives_at - self.departed_at))


@dataclass(frozen=True, slots=True)
class LaneTraffic:
    """What sails from one port to another now, for everybody's eyes: how many consignments, and how many hundredths of the
    way each has behind it. Never whose they are, in which boxes, or on which ship."""

    from_place: UNLocode
    to_place: UNLocode
    percents: tuple[int, ...]
    next_arrival_at: datetime

    @property
    def consignments(self) -> int:
        return len(self.percents)


def no_such_consignment(ref: str) -> Refusal:
    return Refusal(
        "logistics.consignment_not_found",
        message("There is no consignment %(ref)s."),
        {"ref": ref},
        status=404,
    )


def no_such_parcel(ref: str) -> Refusal:
    return Refusal(
        "logistics.parcel_not_found", message("There is no parcel %(ref)s."), {"ref": ref}, status=404
    )


def goes_nowhere(place: UNLocode) -> Refusal:
    return Refusal(
        "logistics.goes_nowhere",
        message("A leg from %(place)s to %(place)s goes nowhere. Name another port of discharge."),
        {"place": place},
        field="port_of_discharge",
        status=422,
    )
