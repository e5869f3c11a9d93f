"""Legs over the real sea network."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entrepot.geo.public import sea_route
from entrepot.logistics.public import plan_legs
from entrepot.logistics.tests.yard import DEPARTS
from entrepot.logistics.words import Source
from entrepot.values import Refusal, UNLocode

KUANTAN, QINZHOU, PIRAEUS, COLOMBO = (UNLocode(code) for code in ("MYKUA", "CNQZH", "GRPIR", "LKCMB"))


def test_kuantan_to_qinzhou_is_one_leg_of_some_1222_miles_on_the_lanes():
    (leg,) = plan_legs(KUANTAN, QINZHOU, departs_at=DEPARTS, speed_knots=Decimal(14))
    assert sea_route(KUANTAN, QINZHOU).lanes_nm == 1222
    assert leg.distance_nm == 1240  # with the approaches from port to lane
    assert leg.passages == ()
    assert (leg.departs_at, leg.source) == (DEPARTS, Source.CARRIER_PLAN)
    assert timedelta(days=3, hours=16) < leg.arrives_at - leg.departs_at < timedelta(days=3, hours=17)


def test_a_carrier_without_a_speed_is_planned_at_the_hubs_own_setting_and_it_says_so():
    (leg,) = plan_legs(KUANTAN, QINZHOU, departs_at=DEPARTS)
    assert (leg.speed_knots, leg.source) == (Decimal(14), Source.HUB_PLAN)


def test_twice_the_speed_takes_half_the_time():
    (slow,) = plan_legs(KUANTAN, QINZHOU, departs_at=DEPARTS, speed_knots=Decimal(10))
    (fast,) = plan_legs(KUANTAN, QINZHOU, departs_at=DEPARTS, speed_knots=Decimal(20))
    difference = (slow.arrives_at - DEPARTS) - 2 * (fast.arrives_at - DEPARTS)
    assert abs(difference) <= timedelta(minutes=2)


def test_a_transhipment_makes_two_legs_with_a_stay_between_them():
    first, second = plan_legs(KUANTAN, PIRAEUS, departs_at=DEPARTS, via=[COLOMBO])
    assert (first.to_place, second.from_place) == (COLOMBO, COLOMBO)
    assert second.departs_at - first.arrives_at == timedelta(days=2)
    assert "suez" in second.passages


def test_a_voyage_to_the_same_port_is_refused():
    with pytest.raises(Refusal) as refused:
        plan_legs(KUANTAN, KUANTAN, departs_at=DEPARTS)
    assert (refused.value.code, refused.value.field) == ("logistics.goes_nowhere", "port_of_discharge")


def test_a_port_that_does_not_exist_is_refused_by_its_code():
    with pytest.raises(Refusal) as refused:
        plan_legs(KUANTAN, UNLocode("CNZZ9"), departs_at=DEPARTS)
    assert refused.value.code == "geo.unknown_place"
    assert refused.value.params == {"code": "CNZZ9"}


@pytest.mark.parametrize("speed", ["0", "0.5", "41", "-14"])
def test_a_speed_that_no_ship_sails_is_refused(speed):
    with pytest.raises(Refusal, match="bad_speed"):
        plan_legs(KUANTAN, QINZHOU, departs_at=DEPARTS, speed_knots=Decimal(speed))
