"""What sails between ports now: what was reported moves, a plan does not, and nobody learns whose it is."""

from dataclasses import fields, replace
from datetime import timedelta

from entrepot.logistics import actions, public
from entrepot.logistics.tests.test_hear_consignment import PUBLISHED
from entrepot.logistics.tests.yard import (
    AT,
    BOOKING,
    DEPARTS,
    OTHER_BOX,
    consolidate,
    event,
    hear,
    report,
)
from entrepot.logistics.words import Consignment, LaneTraffic
from entrepot.ports.words import EventCode
from entrepot.values import UNLocode

DAYS_AT_SEA = timedelta(hours=1240 / 14)
LANE = (UNLocode("MYKUA"), UNLocode("CNQZH"))


def sail(*parcels: str, **more) -> Consignment:
    """Consolidated, published and on board."""
    made = consolidate(*parcels, **more)
    actions.publish_consignment(consignment_ref=made.ref, at=AT)
    report(event(EventCode.GATE_IN), event(EventCode.LOAD))
    return made


def traffic(days: float) -> list[tuple[UNLocode, UNLocode, tuple[int, ...]]]:
    """So many days after the planned departure."""
    found = public.lane_traffic(at=DEPARTS + timedelta(days=days))
    return [(lane.from_place, lane.to_place, lane.percents) for lane in found]


def call(consignment: Consignment, *, departure: bool, days: float, certain: bool = True, position: int = 1):
    call_at = DEPARTS + timedelta(days=days)
    actions.report_call(
        consignment_ref=consignment.ref, position=position, departure=departure, certain=certain,
        call_at=call_at, at=DEPARTS + timedelta(days=30),
    )  # fmt: skip


def test_a_consignment_on_board_sails_from_its_departure_to_its_arrival(coffee):
    sail(coffee)
    assert traffic(-0.01) == []
    assert traffic(0) == [(*LANE, (0,))]
    assert traffic(2) == [(*LANE, (54,))]
    assert traffic(3.69) == [(*LANE, (99,))]
    assert traffic(3.7) == []


def test_the_lane_says_when_its_next_ship_is_expected(coffee):
    sail(coffee)
    (lane,) = public.lane_traffic(at=DEPARTS + timedelta(days=1))
    assert abs(lane.next_arrival_at - (DEPARTS + DAYS_AT_SEA)) < timedelta(minutes=5)


def test_a_plan_moves_nothing(coffee):
    made = consolidate(coffee)
    actions.publish_consignment(consignment_ref=made.ref, at=AT)
    report(event(EventCode.GATE_IN))
    assert traffic(1) == []


def test_a_draft_is_nobodys_business(coffee):
    consolidate(coffee)
    report(event(EventCode.GATE_IN), event(EventCode.LOAD))
    assert traffic(1) == []


def test_a_report_that_is_taken_back_moves_nothing(coffee):
    sail(coffee)
    report(withdrawn=(event(EventCode.LOAD).key,))
    assert traffic(1) == []


def test_a_ship_that_is_discharged_early_has_arrived(coffee):
    sail(coffee)
    report(replace(event(EventCode.DISCHARGE), event_at=DEPARTS + timedelta(days=3)))
    assert traffic(3.1) == []


def test_the_last_box_comes_on_board_after_the_planned_departure(coffee):
    made = consolidate(coffee)
    actions.publish_consignment(consignment_ref=made.ref, at=AT)
    report(replace(event(EventCode.LOAD), event_at=DEPARTS + timedelta(days=1)))
    assert traffic(0.9) == []
    assert traffic(1) == [(*LANE, (0,))]


def test_the_carriers_word_goes_before_the_plan(coffee):
    made = sail(coffee)
    call(made, departure=True, days=1)
    assert traffic(0.9) == []
    assert traffic(1) == [(*LANE, (0,))]
    call(made, departure=False, days=5, certain=False)
    assert traffic(3) == [(*LANE, (50,))]
    call(made, departure=False, days=4.5)
    assert traffic(4.6) == []


def test_the_carriers_word_alone_moves_a_consignment_whose_terminal_reports_nothing(coffee):
    made = consolidate(coffee)
    actions.publish_consignment(consignment_ref=made.ref, at=AT)
    call(made, departure=True, days=0)
    assert traffic(2) == [(*LANE, (54,))]


def test_between_two_legs_a_consignment_lies_in_port(coffee):
    made = sail(coffee, booking=replace(BOOKING, via=(UNLocode("SGSIN"),)))
    first, second = made.legs
    in_port = first.arrivals[0][1].at + timedelta(hours=1)
    at_sea = second.departures[0][1].at + timedelta(hours=1)
    assert public.lane_traffic(at=in_port) == ()
    (lane,) = public.lane_traffic(at=at_sea)
    assert (lane.from_place, lane.to_place) == ("SGSIN", "CNQZH")
    call(made, departure=True, days=2)
    assert public.lane_traffic(at=at_sea) == ()
    (later,) = public.lane_traffic(at=at_sea + timedelta(days=2))
    assert (later.from_place, later.percents) == ("SGSIN", lane.percents)


def test_a_partners_consignment_that_its_terminal_loaded_sails_to_us(qinzhou):
    hear(PUBLISHED)
    assert traffic(1) == []
    report(replace(event(EventCode.LOAD), place=UNLocode("CNQZH")))
    assert traffic(1) == [("CNQZH", "MYKUA", (25,))]


def test_a_lane_counts_what_sails_on_it_and_names_none_of_it(coffee, tea):
    sail(coffee)
    made = consolidate(tea, container=OTHER_BOX, booking=replace(BOOKING, booking_ref="EXLN77"))
    actions.publish_consignment(consignment_ref=made.ref, at=AT)
    call(made, departure=True, days=1)
    assert traffic(2) == [(*LANE, (27, 54))]
    told = str(public.lane_traffic(at=DEPARTS + timedelta(days=2)))
    for private in (made.ref, "CSQU3054383", OTHER_BOX, "EXLN", "Bunga", "9321483", "042N", "org_"):
        assert private not in told
    assert {field.name for field in fields(LaneTraffic)} == {
        "from_place", "to_place", "percents", "next_arrival_at",
    }  # fmt: skip
