"""Shortest ways by sea: known distances, closed passages, and the same answers as a plain search."""

import heapq
import json
import random
from functools import cache
from importlib.resources import files
from itertools import pairwise

import pytest
import searoute
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.geo.lanes import climb_from, lanes
from entrepot.geo.public import PASSAGES, find_sea_route, get_place, sea_route
from entrepot.geo.rules import great_circle_m
from entrepot.values import Refusal

FILE = json.loads(files("entrepot.geo").joinpath("data/lanes.json").read_text())
PORTS = sorted(FILE["access"])


@pytest.mark.parametrize(
    ("origin", "destination", "measured_nm", "passages"),
    [
        ("CNQZH", "MYKUA", 1222, ()),
        ("CNSHA", "NLRTM", 10546, ("malacca", "babalmandab", "suez", "gibraltar")),
        ("MYPKG", "GRPIR", 5484, ("malacca", "babalmandab", "suez")),
        ("AEJEA", "LKCMB", 1922, ("ormuz",)),
        ("KEMBA", "DJJIB", 1805, ()),
    ],
)
def test_a_known_distance_along_the_lanes_is_met_within_one_percent(
    origin, destination, measured_nm, passages
):
    route = sea_route(origin, destination)
    assert abs(route.lanes_nm - measured_nm) <= measured_nm / 100
    assert route.passages == passages


def test_the_distance_is_from_port_to_port():
    route = sea_route("CNQZH", "MYKUA")
    assert (route.distance_nm, route.lanes_nm) == (1240, 1222)
    assert route.line[0][0] == get_place("CNQZH").position
    assert route.line[0][-1] == get_place("MYKUA").position
    drawn = sum(great_circle_m(a, b) for run in route.line for a, b in pairwise(run))
    assert abs(drawn - route.distance_m) < 100


def test_qinzhou_to_piraeus_with_suez_closed_goes_by_the_cape_and_not_through_the_arctic():
    route = sea_route("CNQZH", "GRPIR", closed=frozenset({"suez"}))
    assert route.passages == ("sunda", "south_africa", "gibraltar")
    assert (route.distance_nm, route.lanes_nm) == (13425, 13416)
    assert route.closed == {"suez", "northwest"}
    by_panama = sea_route("CNQZH", "GRPIR", closed=frozenset({"suez", "south_africa"}))
    assert by_panama.passages == ("panama", "gibraltar")
    assert by_panama.distance_nm == 15575


def test_shanghai_to_rotterdam_with_suez_closed_is_shorter_by_panama_than_by_the_cape():
    assert sea_route("CNSHA", "NLRTM", closed=frozenset({"suez"})).passages == ("panama",)
    by_cape = sea_route("CNSHA", "NLRTM", closed=frozenset({"suez", "panama"}))
    assert "south_africa" in by_cape.passages
    assert by_cape.lanes_nm == 13909


def test_the_arctic_stays_closed_until_it_is_opened():
    assert "northwest" not in sea_route("CNSHA", "NLRTM", closed=frozenset({"suez", "panama"})).passages
    opened = sea_route("CNSHA", "NLRTM", open_=frozenset({"northwest"}))
    assert "northwest" in opened.passages
    assert opened.distance_nm < 9000
    both = sea_route("CNSHA", "NLRTM", closed=frozenset({"northwest"}), open_=frozenset({"northwest"}))
    assert "northwest" not in both.passages


def test_a_closed_cape_lets_nothing_round_it():
    shut = frozenset({"suez", "south_africa", "panama", "chili"})
    with pytest.raises(Refusal) as refused:
        sea_route("CNQZH", "GRPIR", closed=shut)
    assert refused.value.code == "geo.no_sea_route"
    assert refused.value.params["closed"] == "chili, northwest, panama, south_africa, suez"


def test_a_closed_canal_does_not_cut_off_the_port_before_it():
    assert sea_route("EGSUZ", "SAJED", closed=frozenset({"suez"})).passages == ()
    with pytest.raises(Refusal) as refused:
        sea_route("AEJEA", "LKCMB", closed=frozenset({"ormuz"}))
    assert refused.value.code == "geo.no_sea_route"


@pytest.mark.parametrize("code", sorted(PASSAGES))
def test_every_passage_is_on_the_lanes_and_its_mark_lies_at_it(code):
    assert code in FILE["passage_names"]
    index = FILE["passage_names"].index(code)
    ends = {end for low, high, name in FILE["passages"] if name == index for end in (low, high)}
    mark = (PASSAGES[code].lon, PASSAGES[code].lat)
    assert min(great_circle_m(mark, lanes().points[end]) for end in ends) < 200_000


def test_the_legs_add_up_and_meet():
    route = sea_route("CNSHA", "NLRTM")
    assert sum(leg.distance_m for leg in route.legs) == route.distance_m
    assert [leg.start for leg in route.legs] == ["CNSHA", *route.passages]
    assert [leg.end for leg in route.legs] == [*route.passages, "NLRTM"]


def test_a_way_over_the_date_line_is_drawn_in_two_runs():
    west, east = sea_route("CNSHA", "USLAX").line
    assert (west[-1][0], east[0][0]) == (180.0, -180.0)
    assert west[-1][1] == east[0][1]
    for run in (west, east):
        assert all(abs(b[0] - a[0]) < 180 for a, b in pairwise(run))


def test_an_inland_place_has_no_way_by_sea():
    with pytest.raises(Refusal) as refused:
        sea_route("MNULN", "CNQZH")
    assert refused.value.code == "geo.not_on_the_lanes"
    assert refused.value.params == {"code": "MNULN", "name": "Ulaanbaatar"}


def test_a_port_whose_position_is_disputed_has_no_distance():
    assert get_place("CNHAK").position_check == "disputed"
    with pytest.raises(Refusal) as refused:
        sea_route("CNHAK", "MYKUA")
    assert refused.value.code == "geo.disputed_position"


def test_unknown_places_and_passages_and_a_voyage_to_nowhere_are_refused():
    with pytest.raises(Refusal) as refused:
        sea_route("XXZZZ", "MYKUA")
    assert (refused.value.code, refused.value.status) == ("geo.unknown_place", 404)
    with pytest.raises(Refusal) as refused:
        sea_route("CNQZH", "MYKUA", closed=frozenset({"styx"}))
    assert (refused.value.code, refused.value.params) == ("geo.unknown_passage", {"passage": "styx"})
    with pytest.raises(Refusal) as refused:
        sea_route("CNQZH", "CNQZH")
    assert refused.value.code == "geo.same_port"


def test_fifty_random_routes_are_as_long_as_searoutes():
    chance = random.Random(20)
    compared = 0
    while compared < 50:
        origin, destination = chance.sample(PORTS, 2)
        start, end = (lanes().points[FILE["access"][code]] for code in (origin, destination))
        if start == end:
            continue
        ours = way_unless_ice(origin, destination)
        if ours is None:
            continue
        theirs = searoute.searoute(start, end, units="naut", restrictions=["northwest"], return_passages=True)
        passages = set(theirs.properties["traversed_passages"])
        if passages != set(ours.passages) - {"dardanelles"}:
            continue
        length = theirs.properties["length"]
        assert abs(ours.lanes_nm - length) <= max(1, length / 1000), (origin, destination)
        compared += 1


def way_unless_ice(origin, destination):
    """Eight ports of the Arctic are cut off until its passages are opened."""
    try:
        return sea_route(origin, destination)
    except Refusal as refusal:
        if refusal.code != "geo.no_sea_route":
            raise
        return None


@cache
def plain_lines():
    """The lanes without shortcuts: metres and passage by both ends."""
    found = {}
    at = 0
    for low, count in enumerate(FILE["arcs"]):
        for high, through in zip(FILE["to"][at : at + count], FILE["through"][at : at + count], strict=True):
            if through < 0:
                metres = great_circle_m(lanes().points[low], lanes().points[high])
                found.setdefault(low, []).append((high, metres, None))
                found.setdefault(high, []).append((low, metres, None))
        at += count
    for low, high, name in FILE["passages"]:
        metres = great_circle_m(lanes().points[low], lanes().points[high])
        passage = FILE["passage_names"][name]
        found.setdefault(low, []).append((high, metres, passage))
        found.setdefault(high, []).append((low, metres, passage))
    return found


def plainly(start, end, closed):
    known = {start: 0}
    queue = [(0, start)]
    while queue:
        so_far, point = heapq.heappop(queue)
        if point == end:
            return so_far
        for other, metres, passage in plain_lines()[point]:
            total = so_far + metres
            if passage not in closed and total < known.get(other, total + 1):
                known[other] = total
                heapq.heappush(queue, (total, other))
    return None


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(FILE["lon"]) - 1),
    st.integers(0, len(FILE["lon"]) - 1),
    st.frozensets(st.sampled_from(sorted(PASSAGES))),
)
def test_shortcuts_never_change_a_length_whatever_is_closed(start, end, closed):
    way = lanes().shortest(climb_from(start), climb_from(end), closed)
    assert (way.metres if way else None) == plainly(start, end, closed)
    if way:
        lines = plain_lines()
        length = 0
        for a, b in pairwise(way.points):
            length += min(m for other, m, passage in lines[a] if other == b and passage not in closed)
        assert length == way.metres
        assert (way.points[0], way.points[-1]) == (start, end)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(PORTS), st.sampled_from(PORTS))
def test_the_way_back_is_as_long(origin, destination):
    if origin == destination:
        return
    there, back = way_unless_ice(origin, destination), way_unless_ice(destination, origin)
    assert (there and there.distance_m) == (back and back.distance_m)


def test_where_no_distance_can_be_given_a_search_finds_nothing():
    assert find_sea_route("CNQZH", "MYKUA") == sea_route("CNQZH", "MYKUA")
    assert find_sea_route("CNQZH", "CNQZH") is None
    assert find_sea_route("CNQZH", "MNULN") is None
