"""What the tests of logistics share: parcels at Kuantan, a booking to Qinzhou, what terminals say of the box."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from entrepot.exchange.tests.cast import KUANTAN, QINZHOU
from entrepot.facts.public import do_next, latest, receive
from entrepot.facts.words import Event
from entrepot.logistics import actions
from entrepot.logistics.actions import Booking
from entrepot.logistics.words import Consignment
from entrepot.ports.events import EvidenceRef, KnownEvent
from entrepot.ports.words import Classifier, DocumentFunction, EventCode
from entrepot.values import ContainerNumber, CountryCode, HubCode, UNLocode, Weight

AT = datetime(2026, 11, 8, 3, 0, tzinfo=UTC)
DEPARTS = datetime(2026, 11, 10, 0, 0, tzinfo=UTC)
BOX, OTHER_BOX = ContainerNumber("CSQU3054383"), ContainerNumber("ENTU1002002")
BOOKING = Booking(
    carrier_code="EXLN",
    carrier_name="Example Line",
    booking_ref="EXLN2610042",
    vessel_name="Bunga Teratai",
    vessel_imo="9321483",
    voyage="042N",
    port_of_loading=UNLocode("MYKUA"),
    port_of_discharge=UNLocode("CNQZH"),
    departs_at=DEPARTS,
    speed_knots=Decimal(14),
)

# Where and when the four movements of a voyage happen.
MOVEMENTS = {
    EventCode.GATE_IN: (KUANTAN, DEPARTS - timedelta(hours=20)),
    EventCode.LOAD: (KUANTAN, DEPARTS - timedelta(hours=3)),
    EventCode.DISCHARGE: (QINZHOU, DEPARTS + timedelta(days=4)),
    EventCode.GATE_OUT: (QINZHOU, DEPARTS + timedelta(days=5)),
}


def open_parcel(
    name: str, *, weight_g: int = 2_000, destination: str = "CN", ship_from: str = "MYKUA"
) -> str:
    actions.open_parcel(
        parcel_ref=f"parcel_{name}",
        order_ref=f"order_{name}",
        shop_org_ref="org_coffee",
        ship_from=UNLocode(ship_from),
        destination=CountryCode(destination),
        weight=Weight(weight_g),
        pieces=2,
        at=AT,
    )
    return f"parcel_{name}"


def consolidate(
    *parcel_refs: str, container: ContainerNumber = BOX, booking: Booking = BOOKING
) -> Consignment:
    return actions.consolidate(
        parcel_refs=parcel_refs, booking=booking, container=container, iso_type="22G1", at=AT
    )


def event(
    code: EventCode, *, booking: str = "EXLN2610042", container: str = BOX, number: int = 1
) -> KnownEvent:
    hub, at = MOVEMENTS[code]
    return KnownEvent(
        key=f"{hub}-{code.lower():0<40}{number:08d}".replace("gtin", "1111").replace("load", "2222")
        .replace("disc", "3333").replace("gtot", "4444"),
        source_hub=hub,
        container=ContainerNumber(container),
        code=code,
        classifier=Classifier.ACTUAL,
        event_at=at + timedelta(minutes=number - 1),
        local_time="",
        local_format="203",
        zone="",
        place=UNLocode(hub),
        facility="",
        vessel_name="BUNGA TERATAI",
        vessel_imo="9321483",
        voyage="042N",
        carrier_code="EXLN",
        booking_ref=booking,
        iso_equipment_code="22G1",
        empty_indicator=None,
        movement=None,
        function=DocumentFunction.ORIGINAL,
        document_ref=f"D{number}",
        port_of_loading=UNLocode("MYKUA"),
        port_of_discharge=UNLocode("CNQZH"),
        evidence=EvidenceRef("a" * 64, "COARRI:D:95B:UN", "1", 6, ()),
    )  # fmt: skip


def report(*events: KnownEvent, withdrawn: tuple[str, ...] = ()) -> None:
    """As ports would announce it."""
    actions.record_progress(events=events, withdrawn=withdrawn, at=AT + timedelta(days=9))


def hear(told: Event, *, origin: HubCode = QINZHOU, at: datetime = AT) -> None:
    with transaction.atomic():
        receive(told, origin=origin, at=at)
    react()


def react() -> None:
    while do_next():
        pass


def announced(kind: type[Event]) -> list[Event]:
    """Our own facts of this kind, oldest first."""
    return [line.event for line in reversed(latest([kind])) if line.fact.origin is None]
