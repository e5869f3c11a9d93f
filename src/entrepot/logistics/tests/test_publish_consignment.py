"""What the hubs of the ports are told, and who is not."""

import json
from datetime import timedelta

import pytest

from entrepot.exchange.models import Waiting
from entrepot.exchange.public import add_partner
from entrepot.exchange.tests.cast import PORT_KLANG, QINZHOU, PaperHub
from entrepot.logistics import actions, queries
from entrepot.logistics.events import ConsignmentPublished
from entrepot.logistics.tests.yard import AT, BOX, DEPARTS, announced, consolidate
from entrepot.logistics.words import ConsignmentState, Source
from entrepot.ports import models as ports_models
from entrepot.ports.tests.harbour import report as message
from entrepot.ports.tests.harbour import send
from entrepot.values import Refusal


def publish(ref: str) -> None:
    actions.publish_consignment(consignment_ref=ref, at=AT)


def told(kind: str = "logistics.ConsignmentPublished") -> list[tuple[str, dict[str, object]]]:
    rows = Waiting.objects.order_by("id").values_list("receiver", "line")
    lines = [(receiver, json.loads(line)) for receiver, line in rows]
    return [(receiver, line["body"]) for receiver, line in lines if line["kind"] == kind]


def test_the_hub_of_the_other_port_is_told_and_nobody_else(coffee, qinzhou):
    PaperHub(PORT_KLANG).join()
    made = consolidate(coffee)
    publish(made.ref)
    ((receiver, body),) = told()
    assert receiver == QINZHOU
    assert body["consignment_ref"] == made.ref
    assert body["boxes"] == [{"number": BOX, "iso_type": "22G1"}]
    assert (body["port_of_loading"], body["port_of_discharge"]) == ("MYKUA", "CNQZH")
    assert body["hubs"] == ["CNQZH", "MYKUA"]
    assert not Waiting.objects.filter(receiver=PORT_KLANG).exists()


def test_what_is_told_names_no_parcel_and_no_order(coffee, qinzhou):
    publish(consolidate(coffee).ref)
    text = "".join(Waiting.objects.values_list("line", flat=True))
    assert "parcel_" not in text
    assert "order_" not in text


def test_published_twice_it_is_told_once(coffee, qinzhou):
    made = consolidate(coffee)
    publish(made.ref)
    publish(made.ref)
    assert len(told()) == 1
    assert len(announced(ConsignmentPublished)) == 1
    assert ports_models.Grant.objects.count() == 1


def test_the_grant_covers_the_time_of_the_voyage_and_its_booking(coffee, qinzhou):
    made = consolidate(coffee)
    publish(made.ref)
    grant = ports_models.Grant.objects.get()
    assert (grant.container, grant.hub, grant.booking_ref) == (BOX, QINZHOU, "EXLN2610042")
    assert grant.since == DEPARTS - timedelta(days=21)
    arrives = made.legs[0].arrivals[0][1].at
    assert grant.until == arrives + timedelta(days=60)


def test_events_before_the_consignment_was_published_are_told_with_it(coffee, qinzhou):
    local = (DEPARTS - timedelta(hours=12)).strftime("%Y%m%d%H%M")
    send(message("gate_in", local=local))
    assert not Waiting.objects.exists()
    publish(consolidate(coffee).ref)
    ((receiver, body),) = told("ports.ContainerEventsRecorded")
    assert receiver == QINZHOU
    assert [event["code"] for event in body["events"]] == ["GTIN"]


def test_a_hub_that_becomes_a_partner_later_is_told_when_it_is_published_again(coffee):
    made = consolidate(coffee)
    publish(made.ref)
    assert told() == []
    assert queries.get_consignment(made.ref).hubs == ("MYKUA",)
    paper = PaperHub()
    add_partner(paper.card(), at=AT)
    publish(made.ref)
    assert told() == []
    paper.join()
    publish(made.ref)
    assert [receiver for receiver, _ in told()] == [QINZHOU]
    assert queries.get_consignment(made.ref).published_at == AT


def test_a_partners_consignment_can_not_be_published_by_us(kuantan):
    with pytest.raises(Refusal, match="consignment_not_found"):
        publish("consignment_nobody")


def test_a_published_consignment_says_its_plan_and_whose_it_is(coffee, qinzhou):
    made = consolidate(coffee)
    publish(made.ref)
    (event,) = announced(ConsignmentPublished)
    (leg,) = event.legs
    assert (leg.distance_nm, leg.departs_at, leg.source) == (1240, DEPARTS, Source.CARRIER_PLAN)
    assert queries.get_consignment(made.ref).state is ConsignmentState.PUBLISHED
