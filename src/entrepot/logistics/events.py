"""What becomes of parcels and consignments. ConsignmentPublished is told to other hubs: references only, no persons."""

from dataclasses import dataclass
from datetime import datetime

from entrepot.exchange.words import crosses
from entrepot.facts.words import Event
from entrepot.logistics.words import PlannedLeg, Step
from entrepot.values import ContainerNumber, HubCode, UNLocode


class ParcelOpened(Event):
    """An order is paid: its parcel waits to be sent."""

    parcel_ref: str
    order_ref: str


class ParcelsConsolidated(Event):
    """Parcels went into a container of a carrier."""

    consignment_ref: str
    container: ContainerNumber
    parcel_refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedBox:
    number: ContainerNumber
    iso_type: str


@crosses
class ConsignmentPublished(Event):
    """What travels, with whom and when, for the hubs of its ports.

    shipper_ref: the organisation that ships, by its reference at the publishing hub. hubs: those that may know.
    """

    consignment_ref: str
    carrier_code: str
    carrier_name: str
    booking_ref: str
    boxes: tuple[PublishedBox, ...]
    shipper_ref: str
    port_of_loading: UNLocode
    port_of_discharge: UNLocode
    vessel_name: str
    vessel_imo: str
    voyage: str
    legs: tuple[PlannedLeg, ...]
    hubs: tuple[HubCode, ...]


class ConsignmentHeard(Event):
    """A partner's consignment is known here."""

    consignment_ref: str
    origin: HubCode
    containers: tuple[ContainerNumber, ...]


class ParcelMoved(Event):
    """The box of a parcel passed a step. source_hub: whose port said so."""

    parcel_ref: str
    order_ref: str
    step: Step
    happened_at: datetime
    place: UNLocode
    source_hub: HubCode


class ParcelDelivered(Event):
    """The parcel was handed over at the door."""

    parcel_ref: str
    order_ref: str


class CallReported(Event):
    """The carrier said when the ship left or came."""

    consignment_ref: str
    position: int
    departure: bool
    certain: bool
    call_at: datetime


class FreightTariffLoaded(Event):
    """This hub's own freight table changed."""

    rows: int
    source: str
