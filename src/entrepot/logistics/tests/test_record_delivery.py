"""The scan at the door."""

from datetime import timedelta

import pytest

from entrepot.logistics import actions, queries
from entrepot.logistics.events import ParcelDelivered, ParcelOpened
from entrepot.logistics.tests.yard import AT, announced, consolidate, open_parcel
from entrepot.logistics.words import ParcelState
from entrepot.values import Refusal


def deliver(ref: str, at=AT) -> None:
    actions.record_delivery(parcel_ref=ref, by="carrier", at=at)


def test_a_delivery_is_recorded_with_its_instant_and_told_to_the_house(coffee):
    consolidate(coffee)
    deliver(coffee)
    parcel = queries.get_parcel(coffee)
    assert (parcel.state, parcel.delivered_at) == (ParcelState.DELIVERED, AT)
    assert announced(ParcelDelivered) == [ParcelDelivered(coffee, "order_coffee")]


def test_a_second_scan_changes_nothing(coffee):
    consolidate(coffee)
    deliver(coffee)
    deliver(coffee, AT + timedelta(hours=2))
    assert queries.get_parcel(coffee).delivered_at == AT
    assert len(announced(ParcelDelivered)) == 1


def test_a_parcel_that_never_left_can_not_be_abroad(coffee):
    with pytest.raises(Refusal, match="not_sent_yet"):
        deliver(coffee)
    assert queries.get_parcel(coffee).state is ParcelState.WAITING
    assert announced(ParcelDelivered) == []


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
