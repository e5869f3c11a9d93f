"""Places from packaged sources: every field says which one, and doubt is marked."""

import csv
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from entrepot.geo.public import find_place, get_place, time_zone
from entrepot.values import CountryCode, Refusal

DATA = files("entrepot.geo").joinpath("data")
ROWS = list(csv.DictReader(DATA.joinpath("places.csv").read_text("utf-8").splitlines()))
DEMO_PORTS = "CNQZH MYKUA MYPKG LKCMB AEJEA KEMBA DJJIB GRPIR THLCH".split()
SOURCES = {"searoute", "wpi", "unlocode", "geonames"}


@pytest.mark.parametrize(
    ("code", "name", "lat", "lon", "zone"),
    [
        ("CNQZH", "Qinzhou", 21.68, 108.65, "Asia/Shanghai"),
        ("MYKUA", "Kuantan (Tanjong Gelang)", 3.97, 103.43, "Asia/Kuala_Lumpur"),
        ("MYPKG", "Port Klang (Pelabuhan Klang)", 3.0, 101.38, "Asia/Kuala_Lumpur"),
        ("LKCMB", "Colombo", 6.93, 79.85, "Asia/Colombo"),
        ("AEJEA", "Jebel Ali", 25.02, 55.05, "Asia/Dubai"),
        ("KEMBA", "Mombasa", -4.07, 39.67, "Africa/Nairobi"),
        ("DJJIB", "Djibouti", 11.55, 43.08, "Africa/Djibouti"),
        ("GRPIR", "Piraeus", 37.95, 23.64, "Europe/Athens"),
        ("THLCH", "Laem Chabang", 13.08, 100.88, "Asia/Bangkok"),
    ],
)
def test_a_port_of_the_demo_has_its_name_position_and_zone(code, name, lat, lon, zone):
    place = get_place(code)
    assert (place.name, place.kind, place.position_check) == (name, "port", "agree")
    assert (round(place.lat, 2), round(place.lon, 2)) == (lat, lon)
    assert time_zone(code) == zone
    assert place.country == CountryCode(code[:2])


def test_an_unknown_code_is_refused_by_name():
    with pytest.raises(Refusal) as refused:
        get_place("XXZZZ")
    assert (refused.value.code, refused.value.status) == ("geo.unknown_place", 404)
    assert refused.value.params == {"code": "XXZZZ"}
    assert find_place("XXZZZ") is None


def test_every_field_names_a_source():
    assert len(ROWS) > 5000
    for row in ROWS:
        assert {row["name_source"], row["kind_source"], row["position_source"]} <= SOURCES, row
        assert row["zone_source"].startswith("geonames:"), row
        assert row["name"], row


def test_every_code_stands_once_and_every_position_is_on_the_globe():
    assert len({row["code"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert -90 <= float(row["lat"]) <= 90, row
        assert -180 <= float(row["lon"]) <= 180, row


def test_every_time_zone_exists():
    for zone in {row["zone"] for row in ROWS}:
        assert ZoneInfo(zone).key == zone


def test_sources_over_fifty_kilometres_apart_are_settled_by_a_named_rule():
    far = [row for row in ROWS if row["disagreement_km"] and int(row["disagreement_km"]) > 50]
    assert len(far) > 100
    assert {row["position_check"] for row in far} <= {"majority", "city", "neighbours", "disputed"}
    near = [row for row in ROWS if row["disagreement_km"] and int(row["disagreement_km"]) <= 49]
    assert {row["position_check"] for row in near} == {"agree"}


def test_all_positions_of_a_place_whose_sources_lie_apart_are_kept():
    apart = list(csv.DictReader(DATA.joinpath("disputed.csv").read_text("utf-8").splitlines()))
    kept = {row["code"] for row in apart}
    far = {row["code"] for row in ROWS if row["disagreement_km"] and int(row["disagreement_km"]) > 50}
    assert far <= kept
    chosen = [row["code"] for row in apart if row["chosen"] == "yes"]
    assert sorted(chosen) == sorted(far)


def test_two_sources_that_nearly_agree_keep_their_distance():
    kuantan = get_place("MYKUA")
    assert (kuantan.disagreement_km, kuantan.position_source) == (22, "wpi")


def test_namibia_is_a_country_and_not_nothing():
    assert get_place("NAWVB").country == CountryCode("NA")
    assert get_place("NAWVB").name == "Walvis Bay"


def test_no_code_begins_with_a_country_that_is_not_the_places():
    """CNHKG was Hong Kong, ANWIL Willemstad, JBHBI a port of Japan."""
    for code in ("CNHKG", "ANWIL", "CSBAR", "GCCOG", "JBHBI"):
        assert find_place(code) is None, code
    for code in ("HKHKG", "CWWIL", "MEBAR", "GQCOG"):
        assert find_place(code), code


def test_an_airports_name_does_not_cover_the_port_of_the_same_code():
    shanghai = get_place("CNSHA")
    assert (shanghai.name, shanghai.name_source, shanghai.kind) == ("Shanghai", "searoute", "port")


def test_inland_points_of_the_corridors_are_there():
    for code in ("LATHG", "LAVTE", "MNZUU", "MNULN", "ETMOJ", "KENBO", "CNCKG", "CNERC", "KZALA"):
        assert get_place(code).kind == "inland", code


def test_the_files_stay_small_enough_to_commit():
    assert len(DATA.joinpath("places.csv").read_bytes()) < 1_000_000
    assert len(DATA.joinpath("names.csv").read_bytes()) < 300_000
    assert len(DATA.joinpath("lanes.json").read_bytes()) < 700_000
    assert len(DATA.joinpath("land.geojson").read_bytes()) < 250_000
