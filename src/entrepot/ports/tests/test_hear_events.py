"""What a partner tells of its own port is recorded; what it tells of another's is refused and shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from entrepot.exchange.tests.cast import QINZHOU
from entrepot.facts.public import latest, receive
from entrepot.ports import models, queries
from entrepot.ports.events import ContainerEventsRecorded, EvidenceRef, KnownEvent
from entrepot.ports.public import container_events
from entrepot.ports.tests.harbour import AT, BOX, let_know, react, told
from entrepot.ports.words import Classifier, DocumentFunction, EmptyIndicator, EventCode, Movement
from entrepot.values import HubCode, UNLocode

DISCHARGED = KnownEvent(
    key="CNQZH-" + "1" * 48,
    source_hub=QINZHOU,
    container=BOX,
    code=EventCode.DISCHARGE,
    classifier=Classifier.ACTUAL,
    event_at=datetime(2026, 11, 10, 1, 0, tzinfo=UTC),
    local_time="202611100900",
    local_format="203",
    zone="Asia/Shanghai",
    place=UNLocode("CNQZH"),
    facility="",
    vessel_name="BUNGA TERATAI",
    vessel_imo="9321483",
    voyage="042N",
    carrier_code="EXLN",
    booking_ref="EXLN2610042",
    iso_equipment_code="22G1",
    empty_indicator=EmptyIndicator.LADEN,
    movement=Movement.IMPORT,
    function=DocumentFunction.ORIGINAL,
    document_ref="Q1",
    port_of_loading=UNLocode("MYKUA"),
    port_of_discharge=UNLocode("CNQZH"),
    evidence=EvidenceRef("a" * 64, "COARRI:D:95B:UN", "1", 6, ("EQD+CN+CSQU3054383+22G1'",)),
)


def hear(*events: KnownEvent, withdrawn: tuple[str, ...] = (), origin: HubCode = QINZHOU) -> None:
    with transaction.atomic():
        receive(ContainerEventsRecorded(events, withdrawn), origin=origin, at=AT)
    react()


def own_facts() -> list[ContainerEventsRecorded]:
    lines = latest([ContainerEventsRecorded])
    return [line.event for line in lines if line.fact.origin is None]


@pytest.fixture
def partner(qinzhou):
    return qinzhou


def test_a_partners_event_is_recorded_as_it_was_told(partner):
    hear(DISCHARGED)
    assert container_events(BOX) == [DISCHARGED]
    assert own_facts() == [ContainerEventsRecorded((DISCHARGED,))]


def test_heard_twice_it_is_recorded_and_announced_once(partner):
    hear(DISCHARGED)
    hear(DISCHARGED)
    assert models.ContainerEvent.objects.count() == 1
    assert len(own_facts()) == 1


def test_a_hub_can_not_speak_for_another_port(partner):
    hear(replace(DISCHARGED, place=UNLocode("MYKUA")))
    assert container_events(BOX) == []
    assert own_facts() == []
    (refused,) = queries.refused_reports()
    assert (refused.origin, refused.container, refused.place, refused.why) == (
        "CNQZH",
        BOX,
        "MYKUA",
        "other_port",
    )


def test_a_hub_can_not_speak_in_our_name(partner):
    hear(replace(DISCHARGED, source_hub=HubCode("MYKUA"), place=UNLocode("MYKUA")))
    assert container_events(BOX) == []
    assert [one.why for one in queries.refused_reports()] == ["other_hub"]


def test_a_wrong_report_keeps_the_good_one_beside_it(partner):
    wrong = replace(DISCHARGED, key="CNQZH-" + "2" * 48, place=UNLocode("MYPKG"))
    hear(wrong, DISCHARGED)
    assert container_events(BOX) == [DISCHARGED]


def test_a_report_from_the_future_is_refused(partner):
    hear(replace(DISCHARGED, event_at=AT + timedelta(days=30)))
    assert container_events(BOX) == []
    assert [one.why for one in queries.refused_reports()] == ["future"]


def test_a_partner_takes_its_own_report_back(partner):
    hear(DISCHARGED)
    hear(withdrawn=(DISCHARGED.key,))
    (event,) = container_events(BOX)
    assert not event.happened
    assert own_facts()[0] == ContainerEventsRecorded((), (DISCHARGED.key,))


def test_a_partner_can_not_take_back_what_another_hub_said(partner, port_klang):
    hear(DISCHARGED)
    hear(withdrawn=(DISCHARGED.key,), origin=port_klang.code)
    (event,) = container_events(BOX)
    assert event.happened


def test_what_a_partner_told_is_not_passed_on(partner, port_klang):
    let_know(port_klang.code)
    hear(DISCHARGED)
    let_know(port_klang.code, consignment="consignment_2")
    assert told() == []
