"""Replacements and cancellations in the port's books."""

from entrepot.ports import models
from entrepot.ports.public import container_events
from entrepot.ports.tests.harbour import AT, BOX, OTHER_BOX, let_know, report, send, told


def standing(box: str = BOX) -> list[str]:
    return [event.local_time for event in container_events(box) if event.happened]


def test_a_replacement_makes_the_first_report_fall(kuantan):
    send(report("gate_in", local="202611091012"))
    send(report("gate_in", local="202611091115", function=5))
    assert standing() == ["202611091115"]
    first = models.ContainerEvent.objects.order_by("id")[0]
    assert (first.withdrawn, first.withdrawn_at) == ("replaced", AT)


def test_a_box_that_a_replacement_leaves_out_falls_too(kuantan):
    send(report("gate_in", BOX, OTHER_BOX))
    send(report("gate_in", OTHER_BOX, function=4))
    assert standing(BOX) == []
    assert standing(OTHER_BOX) == ["202611091012"]


def test_a_cancellation_takes_the_report_back_and_is_no_event_itself(kuantan):
    send(report("gate_in", BOX, OTHER_BOX))
    send(report("gate_in", BOX, function=1))
    assert standing(BOX) == []
    assert standing(OTHER_BOX) == ["202611091012"]


def test_an_original_that_comes_after_its_cancellation_never_stands(kuantan):
    send(report("gate_in", function=1))
    send(report("gate_in"))
    assert standing() == []


def test_documents_of_two_terminals_with_one_number_do_not_touch_each_other(kuantan):
    send(report("gate_in", local="202611091012"), terminal="KCT1")
    send(report("gate_in", local="202611091500", function=5), terminal="KCT2")
    assert standing() == ["202611091012", "202611091500"]


def test_a_gate_report_and_a_ship_report_with_one_number_do_not_touch_each_other(kuantan):
    send(report("gate_in"))
    send(report("load", local="202611101012", function=5))
    assert standing() == ["202611091012", "202611101012"]


def test_who_was_told_of_a_report_is_told_that_it_fell(qinzhou):
    let_know()
    send(report("gate_in"))
    first = models.ContainerEvent.objects.get()
    send(report("gate_in", local="202611091115", function=5))
    assert told() == [
        ("CNQZH", ["GTIN CSQU3054383"], []),
        ("CNQZH", ["GTIN CSQU3054383"], []),
        ("CNQZH", [], [first.key]),
    ]


def test_who_was_not_told_of_a_report_does_not_hear_that_it_fell(qinzhou):
    send(report("gate_in"))
    send(report("gate_in", local="202611091115", function=5))
    assert told() == []
