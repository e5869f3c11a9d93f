"""The voyage as the buyer sees it: planned, estimated and done, each with its source, in the order of the way."""

from datetime import timedelta

from entrepot.logistics import actions
from entrepot.logistics.public import tracking
from entrepot.logistics.tests.yard import AT, DEPARTS, MOVEMENTS, consolidate, event, report
from entrepot.logistics.words import Source, Step
from entrepot.ports.words import EventCode


def test_an_order_without_a_parcel_has_no_voyage(kuantan):
    assert tracking("order_nobody") == ()


def test_a_waiting_parcel_has_only_its_delivery_before_it(coffee):
    (voyage,) = tracking("order_coffee")
    assert voyage.consignment is None
    assert [(mark.step, mark.passed) for mark in voyage.marks] == [(Step.DELIVERED, False)]


def test_the_steps_come_in_the_order_of_the_voyage(coffee):
    consolidate(coffee)
    (voyage,) = tracking("order_coffee")
    assert [(mark.step, mark.place) for mark in voyage.marks] == [
        (Step.GATED_IN, "MYKUA"),
        (Step.LOADED, "MYKUA"),
        (Step.DEPARTED, "MYKUA"),
        (Step.ARRIVED, "CNQZH"),
        (Step.DISCHARGED, "CNQZH"),
        (Step.GATED_OUT, "CNQZH"),
        (Step.DELIVERED, None),
    ]
    departed = voyage.marks[2]
    assert [(moment.at, moment.source) for moment in departed.planned] == [(DEPARTS, Source.CARRIER_PLAN)]
    assert not any(mark.done or mark.passed for mark in voyage.marks)


def test_a_done_step_has_its_source_hub_and_evidence_and_what_lies_before_it_is_passed(coffee):
    consolidate(coffee)
    report(event(EventCode.GATE_IN), event(EventCode.DISCHARGE))
    (voyage,) = tracking("order_coffee")
    assert [mark.passed for mark in voyage.marks] == [True, True, True, True, True, False, False]
    discharged = voyage.marks[4]
    (moment,) = discharged.done
    assert (moment.at, moment.source, moment.hub) == (
        MOVEMENTS[EventCode.DISCHARGE][1],
        Source.TERMINAL,
        "CNQZH",
    )
    assert moment.event_key == event(EventCode.DISCHARGE).key
    assert voyage.marks[1].done == ()  # nobody told when it was loaded


def test_rival_arrivals_stand_side_by_side(coffee):
    made = consolidate(coffee)
    report(event(EventCode.LOAD))
    actions.report_call(
        consignment_ref=made.ref,
        position=1,
        departure=False,
        certain=False,
        call_at=DEPARTS + timedelta(days=5),
        at=AT,
    )
    (voyage,) = tracking("order_coffee")
    arrived = voyage.marks[3]
    assert [moment.source for moment in arrived.planned] == [Source.CARRIER_PLAN]
    assert [moment.source for moment in arrived.estimated] == [Source.RECKONED, Source.CARRIER]


def test_after_the_door_all_is_passed(coffee):
    consolidate(coffee)
    actions.record_delivery(parcel_ref=coffee, unreported=True, at=DEPARTS)
    (voyage,) = tracking("order_coffee")
    assert all(mark.passed for mark in voyage.marks)
    assert voyage.marks[-1].done[0].at == DEPARTS
