"""Names of places and countries in the editions: CLDR's first, else what the place's own sources say. None is made up."""

from __future__ import annotations

from functools import cache

from babel import Locale
from opencc import OpenCC

from entrepot.geo.queries import get_place
from entrepot.geo.rules import folded
from entrepot.geo.words import EDITIONS, Place, PlaceName, unknown_country, unknown_edition

_LOCALES = {"en": "en", "zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "mn": "mn", "ar": "ar"}
CLDR = "CLDR (Unicode), by Babel"


@cache
def _locale(edition: str) -> Locale:
    if edition not in EDITIONS:
        raise unknown_edition(edition)
    return Locale.parse(_LOCALES[edition])


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


def country_name(code: str, edition: str) -> str:
    """CLDR's name of a country. Refuses geo.unknown_country."""
    name = _locale(edition).territories.get(code)
    if name is None or len(code) != 2 or not code.isalpha():
        raise unknown_country(code)
    return str(name)


def _zone_city(zone: str, edition: str) -> str | None:
    """CLDR names the city that a time zone is called after in every language; English is in the zone's own name."""
    facts = _locale(edition).time_zones.get(zone)
    city = facts.get("city") if facts else None
    if city is None and edition == "en":
        return zone.rpartition("/")[2].replace("_", " ")
    return city


def _cldr_name(place: Place, edition: str) -> str | None:
    english = _zone_city(place.zone, "en")
    if english is None or folded(english) != folded(place.name.removesuffix(" Pt")):
        return None
    return _zone_city(place.zone, edition)


@cache
def place_name(code: str, edition: str) -> PlaceName:
    """A place's name in an edition, with its source.

    Chinese: CLDR, else GeoNames' alias of the city, traditional by OpenCC where only the simplified form is listed.
    Mongolian and Arabic: CLDR alone. Without a sourced name the Latin one of the place itself stands in its place, and
    `language` says so.
    """
    place = get_place(code)
    _locale(edition)
    # UN/LOCODE puts a second name in brackets: "Kuantan (Tanjong Gelang)".
    latin = PlaceName(place.name.partition(" (")[0], place.name_source, "en")
    if edition == "en":
        return latin
    if city := _cldr_name(place, edition):
        return PlaceName(city, CLDR, edition)
    if edition == "zh-hans" and place.name_zh_hans:
        return PlaceName(place.name_zh_hans, f"{place.name_zh_source}", edition)
    if edition == "zh-hant" and place.name_zh_hant:
        return PlaceName(place.name_zh_hant, f"{place.name_zh_source}", edition)
    if edition == "zh-hant" and place.name_zh_hans:
        converted = _to_traditional().convert(place.name_zh_hans)
        return PlaceName(converted, f"converted by OpenCC from {place.name_zh_source}", edition)
    return latin
