"""Terminals' reports move parcels, whatever their order and however often they come."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from entrepot.facts.public import announce
from entrepot.logistics import actions, models, queries
from entrepot.logistics.events import ParcelMoved
from entrepot.logistics.tests.yard import (
    AT,
    BOX,
    DEPARTS,
    MOVEMENTS,
    announced,
    consolidate,
    event,
    open_parcel,
    react,
    report,
)
from entrepot.logistics.words import Certainty, ParcelState, Source, Step
from entrepot.ports.events import ContainerEventsRecorded
from entrepot.ports.words import Classifier, EventCode
from entrepot.values import Refusal

IN_ORDER = tuple(MOVEMENTS)
STEPS = [Step.GATED_IN, Step.LOADED, Step.DISCHARGED, Step.GATED_OUT]


def state(ref: str) -> ParcelState:
    return queries.get_parcel(ref).state


def moves() -> list[Step]:
    return [moved.step for moved in announced(ParcelMoved)]


def test_each_report_moves_the_parcel_on(coffee):
    consolidate(coffee)
    seen = []
    for code in IN_ORDER:
        report(event(code))
        seen.append(state(coffee).value)
    assert seen == ["at_port", "at_sea", "landed", "last_mile"]
    assert moves() == STEPS


def test_a_move_says_when_where_and_who_said_so(coffee):
    consolidate(coffee)
    report(event(EventCode.DISCHARGE))
    (moved,) = announced(ParcelMoved)
    assert moved == ParcelMoved(
        coffee, "order_coffee", Step.DISCHARGED, DEPARTS + timedelta(days=4), "CNQZH", "CNQZH"
    )


@pytest.mark.parametrize("order", list(itertools.permutations(IN_ORDER))[::5])
def test_the_order_of_arrival_does_not_matter(coffee, order):
    consolidate(coffee)
    for code in order:
        report(event(code))
    assert state(coffee) is ParcelState.LAST_MILE
    assert sorted(moves(), key=STEPS.index) == STEPS


def test_reports_twice_equal_reports_once(coffee, tea):
    consolidate(coffee, tea)
    for _ in range(2):
        report(*(event(code) for code in IN_ORDER))
    assert models.BoxMilestone.objects.count() == 4
    assert len(moves()) == 8


def test_a_second_report_of_the_same_step_under_another_number_moves_nothing(coffee):
    consolidate(coffee)
    report(event(EventCode.GATE_IN))
    report(event(EventCode.GATE_IN, number=2))
    assert moves() == [Step.GATED_IN]


def test_an_event_under_another_booking_moves_nothing(coffee):
    consolidate(coffee)
    report(event(EventCode.GATE_IN, booking="RIVAL77"))
    assert state(coffee) is ParcelState.IN_BOX


def test_an_event_without_a_booking_counts(coffee):
    consolidate(coffee)
    report(event(EventCode.GATE_IN, booking=""))
    assert state(coffee) is ParcelState.AT_PORT


def test_an_event_of_another_voyage_of_the_box_moves_nothing(coffee):
    consolidate(coffee)
    report(replace(event(EventCode.GATE_IN), event_at=DEPARTS - timedelta(days=22)))
    assert state(coffee) is ParcelState.IN_BOX


def test_a_plan_is_no_deed(coffee):
    consolidate(coffee)
    report(replace(event(EventCode.LOAD), classifier=Classifier.PLANNED))
    assert state(coffee) is ParcelState.IN_BOX


def test_a_gate_out_at_the_port_of_loading_is_no_step_of_the_voyage(coffee):
    consolidate(coffee)
    report(replace(event(EventCode.GATE_OUT), place=event(EventCode.LOAD).place))
    assert state(coffee) is ParcelState.IN_BOX


def test_a_report_that_is_taken_back_moves_the_parcel_back(coffee):
    consolidate(coffee)
    loaded = event(EventCode.LOAD)
    report(event(EventCode.GATE_IN), loaded)
    report(withdrawn=(loaded.key,))
    assert state(coffee) is ParcelState.AT_PORT
    report(event(EventCode.LOAD, number=2))
    assert state(coffee) is ParcelState.AT_SEA
    assert moves() == [Step.GATED_IN, Step.LOADED, Step.LOADED]


def test_a_delivered_parcel_stays_delivered(coffee):
    consolidate(coffee)
    actions.record_delivery(parcel_ref=coffee, unreported=True, at=DEPARTS)
    report(event(EventCode.GATE_OUT))
    assert state(coffee) is ParcelState.DELIVERED


def test_the_box_is_free_again_after_the_gate(coffee, tea):
    consolidate(coffee)
    report(*(event(code) for code in IN_ORDER))
    assert models.Box.objects.get().open is False


def test_the_reaction_follows_what_ports_announces(coffee):
    consolidate(coffee)
    with transaction.atomic():
        announce(ContainerEventsRecorded((event(EventCode.GATE_IN),)), at=AT)
    react()
    assert state(coffee) is ParcelState.AT_PORT


def arrivals() -> list[tuple[Certainty, Source]]:
    leg = queries.consignments()[0].legs[0]
    return [(certainty, moment.source) for certainty, moment in leg.arrivals]


def test_loading_gives_a_reckoned_arrival_beside_the_plan(coffee):
    planned = consolidate(coffee).legs[0]
    assert arrivals() == [(Certainty.PLANNED, Source.CARRIER_PLAN)]
    report(event(EventCode.LOAD))
    leg = queries.consignments()[0].legs[0]
    reckoned = next(moment for _, moment in leg.arrivals if moment.source is Source.RECKONED)
    underway = planned.arrivals[0][1].at - planned.departures[0][1].at
    assert reckoned.at == MOVEMENTS[EventCode.LOAD][1] + underway
    assert (reckoned.hub, reckoned.event_key) == ("MYKUA", event(EventCode.LOAD).key)
    report(withdrawn=(event(EventCode.LOAD).key,))
    assert arrivals() == [(Certainty.PLANNED, Source.CARRIER_PLAN)]


def test_the_carriers_word_stands_beside_the_others_and_a_later_one_replaces_it(coffee):
    made = consolidate(coffee)

    def estimate(days: int) -> None:
        actions.report_call(
            consignment_ref=made.ref,
            position=1,
            departure=False,
            certain=False,
            call_at=DEPARTS + timedelta(days=days),
            at=AT,
        )

    estimate(5)
    estimate(6)
    assert arrivals() == [(Certainty.PLANNED, Source.CARRIER_PLAN), (Certainty.ESTIMATED, Source.CARRIER)]
    leg = queries.consignments()[0].legs[0]
    assert leg.arrivals[1][1].at == DEPARTS + timedelta(days=6)


def test_a_ship_can_not_have_left_tomorrow(coffee):
    made = consolidate(coffee)
    with pytest.raises(Refusal, match="not_yet"):
        actions.report_call(
            consignment_ref=made.ref,
            position=1,
            departure=True,
            certain=True,
            call_at=AT + timedelta(days=1),
            at=AT,
        )


@pytest.mark.parametrize("call_at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("certain", [True, False])
def test_a_call_at_the_end_of_all_dates_is_refused(coffee, call_at, certain):
    made = consolidate(coffee)
    with pytest.raises(Refusal, match="not_near") as caught:
        actions.report_call(
            consignment_ref=made.ref, position=1, departure=True, certain=certain, call_at=call_at, at=AT
        )
    assert (caught.value.field, caught.value.status) == ("call_at", 422)
    assert arrivals() == [(Certainty.PLANNED, Source.CARRIER_PLAN)]


def test_a_leg_that_is_not_there_is_refused(coffee):
    made = consolidate(coffee)
    with pytest.raises(Refusal, match="no_such_leg"):
        actions.report_call(
            consignment_ref=made.ref, position=2, departure=True, certain=False, call_at=AT, at=AT
        )


def test_parcels_of_other_boxes_stay_where_they_are(coffee):
    waiting = open_parcel("dates")
    consolidate(coffee)
    report(event(EventCode.GATE_IN))
    assert state(waiting) is ParcelState.WAITING
    assert {moved.parcel_ref for moved in announced(ParcelMoved)} == {coffee}
    assert BOX == "CSQU3054383"
