"""Only those who may know are told: what happened before the grant too, and nothing twice."""

from datetime import timedelta

import pytest

from entrepot.exchange.models import Waiting
from entrepot.exchange.public import revoke_partner
from entrepot.exchange.tests.cast import KUANTAN, PORT_KLANG, QINZHOU
from entrepot.ports import models
from entrepot.ports.tests.harbour import (
    AT,
    BOX,
    OTHER_BOX,
    SINCE,
    let_know,
    report,
    send,
    told,
    told_text,
)


def test_a_hub_without_a_grant_is_told_nothing(qinzhou, port_klang):
    let_know(QINZHOU)
    send(report("gate_in", BOX, OTHER_BOX))
    assert told() == [("CNQZH", ["GTIN CSQU3054383"], [])]
    assert not Waiting.objects.filter(receiver=PORT_KLANG).exists()
    assert OTHER_BOX not in told_text()


def test_without_any_grant_nothing_leaves_the_house(qinzhou, port_klang):
    send(report("gate_in"))
    assert not Waiting.objects.exists()


def test_a_late_grant_tells_what_happened_before_and_once(qinzhou):
    send(report("gate_in"))
    send(report("load", document="D2", local="202611101012"))
    assert told() == []
    let_know()
    let_know()
    let_know(consignment="consignment_2")
    assert told() == [("CNQZH", ["GTIN CSQU3054383", "LOAD CSQU3054383"], [])]


def test_the_same_file_again_tells_nobody_again(qinzhou):
    let_know()
    send(report("gate_in"))
    send(report("gate_in"))
    send(report("gate_in"), report("load", document="D2", ref="2", local="202611101012"))
    assert told() == [("CNQZH", ["GTIN CSQU3054383"], []), ("CNQZH", ["LOAD CSQU3054383"], [])]


def test_an_earlier_voyage_of_the_box_stays_untold(qinzhou):
    send(report("gate_in", document="D0", local="202609011012", booking=""))
    send(report("gate_in"))
    let_know()
    assert told() == [("CNQZH", ["GTIN CSQU3054383"], [])]
    assert "20260901" not in told_text()


def test_events_after_the_time_of_the_grant_stay_untold(qinzhou):
    let_know(until=SINCE + timedelta(days=1))
    send(report("gate_in"))
    assert told() == []


def test_events_under_another_booking_stay_untold(qinzhou):
    let_know()
    send(report("gate_in", booking="RIVAL77"))
    assert told() == []
    send(report("gate_in", booking="", document="D2", local="202611091300"))
    assert told() == [("CNQZH", ["GTIN CSQU3054383"], [])]


def test_no_word_of_persons_or_trucks_leaves_the_house(qinzhou):
    let_know()
    send(report("gate_in"))
    text = told_text()
    assert "EQD+CN+CSQU3054383" in text
    assert "DTM+7:202611091012:203" in text
    assert "AHMAD" not in text
    assert "WXY 4411" not in text
    assert "clerk" not in text


def test_a_revoked_partner_is_told_nothing_though_it_has_a_grant(qinzhou):
    let_know()
    revoke_partner(QINZHOU, by="operator", at=AT)
    assert send(report("gate_in")).events_new == 1
    assert told() == []
    assert not models.Told.objects.exists()


def test_a_grant_to_ourselves_is_nothing(kuantan):
    let_know(KUANTAN)
    assert not models.Grant.objects.exists()


@pytest.mark.parametrize("boxes", [120])
def test_a_large_file_crosses_in_facts_that_fit(qinzhou, boxes):
    numbers = [f"CSQU{number:06d}0" for number in range(boxes)]
    for number in numbers:
        let_know(container=number)
    send(report("gate_in", *numbers))
    sent = told()
    assert len(sent) > 1
    assert [event for _, events, _ in sent for event in events] == [f"GTIN {number}" for number in numbers]
