"""Time at sea is the caller's speed and the caller's waiting; nothing is assumed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entrepot.geo.public import sea_route, voyage_time


def test_the_time_is_the_distance_over_the_speed_to_the_next_minute():
    route = sea_route("CNQZH", "MYKUA")
    assert route.distance_m == 2_295_979  # 1239.73 nautical miles, 77.48 hours at 16 knots
    assert voyage_time(route, speed_knots=Decimal("16")) == timedelta(hours=77, minutes=29)


def test_waiting_is_added_for_each_passage_on_the_way_only():
    route = sea_route("MYPKG", "GRPIR")
    bare = voyage_time(route, speed_knots=Decimal("16"))
    waiting = {"suez": timedelta(hours=14), "panama": timedelta(days=9)}
    assert voyage_time(route, speed_knots=Decimal("16"), waiting=waiting) == bare + timedelta(hours=14)


def test_a_ship_that_does_not_move_never_arrives():
    with pytest.raises(ValueError, match="more than zero"):
        voyage_time(sea_route("CNQZH", "MYKUA"), speed_knots=Decimal(0))
