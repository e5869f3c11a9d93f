"""Names of places and countries in the editions, as their sources have them. None is made up."""

from __future__ import annotations

from functools import cache

from babel import Locale

from entrepot.geo.queries import find_name, find_place, get_place
from entrepot.geo.words import PlaceName, unknown_country, unknown_edition
from entrepot.values.editions import EDITIONS


@cache
def _locale(edition: str) -> Locale:
    if edition not in EDITIONS:
        raise unknown_edition(edition)
    return Locale.parse(EDITIONS[edition].locale)


def country_name(code: str, edition: str) -> str:
    """CLDR's name of a country. Refuses geo.unknown_country."""
    name = _locale(edition).territories.get(code)
    if name is None or len(code) != 2 or not code.isalpha():
        raise unknown_country(code)
    return str(name)


def place_name(code: str, edition: str) -> PlaceName:
    """A place's name in an edition, with its source. Without a sourced name the Latin one of the place itself stands in
    its place, and `language` says so."""
    place = get_place(code)
    if edition not in EDITIONS:
        raise unknown_edition(edition)
    # UN/LOCODE puts a second name in brackets: "Kuantan (Tanjong Gelang)".
    latin = PlaceName(place.name.partition(" (")[0], place.name_source, "en")
    return find_name(code, edition) or latin


def place_text(code: str | None, edition: str) -> str:
    """What a page calls a place: its name in the edition; a code that geo does not know stands for itself."""
    if not code or find_place(code) is None:
        return code or ""
    return place_name(code, edition).text
