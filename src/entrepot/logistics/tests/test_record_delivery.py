"""The scan at the door."""

from datetime import timedelta

import pytest

from entrepot.logistics import actions, queries
from entrepot.logistics.events import ParcelDelivered, ParcelOpened
from entrepot.logistics.tests.yard import AT, DEPARTS, announced, consolidate, event, open_parcel, report
from entrepot.logistics.words import ParcelState
from entrepot.ports.words import EventCode
from entrepot.values import Refusal

LATER = AT + timedelta(days=9)


def deliver(ref: str, at=LATER, *, unreported: bool = False) -> None:
    actions.record_delivery(parcel_ref=ref, unreported=unreported, by="carrier", at=at)


def land(ref: str) -> None:
    consolidate(ref)
    report(event(EventCode.DISCHARGE))


def test_a_delivery_is_recorded_with_its_instant_and_told_to_the_house(coffee):
    land(coffee)
    deliver(coffee)
    parcel = queries.get_parcel(coffee)
    assert (parcel.state, parcel.delivered_at) == (ParcelState.DELIVERED, LATER)
    assert announced(ParcelDelivered) == [ParcelDelivered(coffee, "order_coffee")]


def test_a_second_scan_changes_nothing(coffee):
    land(coffee)
    deliver(coffee)
    deliver(coffee, LATER + timedelta(hours=2))
    assert queries.get_parcel(coffee).delivered_at == LATER
    assert len(announced(ParcelDelivered)) == 1


def test_a_parcel_that_never_left_can_not_be_abroad(coffee):
    with pytest.raises(Refusal, match="not_sent_yet"):
        deliver(coffee)
    assert queries.get_parcel(coffee).state is ParcelState.WAITING
    assert announced(ParcelDelivered) == []


def test_a_parcel_at_sea_is_handed_over_only_if_a_person_says_that_no_report_came(coffee):
    consolidate(coffee)
    report(event(EventCode.LOAD))
    with pytest.raises(Refusal, match="arrival_unreported"):
        deliver(coffee)
    assert queries.get_parcel(coffee).state is ParcelState.AT_SEA
    assert announced(ParcelDelivered) == []
    deliver(coffee, unreported=True)
    assert queries.get_parcel(coffee).state is ParcelState.DELIVERED


def test_nobody_can_say_that_a_parcel_arrived_before_its_ship_was_to_leave(coffee):
    consolidate(coffee)
    with pytest.raises(Refusal, match="not_sent_yet"):
        deliver(coffee, DEPARTS - timedelta(minutes=1), unreported=True)
    assert queries.get_parcel(coffee).state is ParcelState.IN_BOX


def test_a_parcel_within_the_country_needs_no_container(kuantan):
    home = open_parcel("home", destination="MY")
    deliver(home)
    assert queries.get_parcel(home).state is ParcelState.DELIVERED


def test_an_unknown_parcel_is_refused(kuantan):
    with pytest.raises(Refusal, match="parcel_not_found"):
        deliver("parcel_nobody")


def test_a_parcel_is_opened_once(kuantan):
    open_parcel("coffee")
    open_parcel("coffee", weight_g=5)
    assert queries.get_parcel("parcel_coffee").weight.grams == 2_000
    assert len(announced(ParcelOpened)) == 1
