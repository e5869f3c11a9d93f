"""Reads of the packaged reference data. It comes with the release and never changes while a hub runs: no tables.

`data/places.csv` and `data/names.csv` are read once per process and kept; tools/build_places.py and build_names.py make
them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast

from entrepot.geo.rules import folded
from entrepot.geo.words import Place, PlaceName, unknown_place
from entrepot.values import UNLocode
from entrepot.values.editions import EDITIONS


@dataclass(frozen=True, slots=True)
class _Entry:
    place: Place
    words: tuple[str, ...]
    """Folded names to look in: code, name, names in the editions."""


@cache
def _places() -> Mapping[str, Place]:
    return MappingProxyType({row["code"]: _place(row) for row in _rows("places.csv")})


def _rows(name: str) -> csv.DictReader[str]:
    return csv.DictReader(files("entrepot.geo").joinpath("data", name).read_text("utf-8").splitlines())


def _place(row: dict[str, str]) -> Place:
    return Place(
        code=UNLocode(row["code"]),
        name=row["name"],
        name_source=row["name_source"],
        kind=cast(Literal["port", "inland"], row["kind"]),
        kind_source=row["kind_source"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        position_source=row["position_source"],
        position_check=row["position_check"],
        disagreement_km=int(row["disagreement_km"]) if row["disagreement_km"] else None,
        zone=row["zone"],
        zone_source=row["zone_source"],
    )


@cache
def _names() -> Mapping[tuple[str, str], PlaceName]:
    return MappingProxyType(
        {
            (row["code"], row["edition"]): PlaceName(
                row["name"], f"{row['how']} {row['ref']}", row["edition"]
            )
            for row in _rows("names.csv")
        }
    )


def find_name(code: str, edition: str) -> PlaceName | None:
    """The sourced name of a place in an edition other than English."""
    return _names().get((code, edition))


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(
            place,
            (
                folded(place.code),
                folded(place.name),
                *(folded(name.text) for edition in EDITIONS if (name := find_name(place.code, edition))),
            ),
        )
        for place in _places().values()
    )


def find_place(code: str) -> Place | None:
    return _places().get(code)


def get_place(code: str) -> Place:
    """Refuses geo.unknown_place (404) with the code in it."""
    place = find_place(code)
    if place is None:
        raise unknown_place(code)
    return place


def time_zone(code: str) -> str:
    """IANA zone of a place, e.g. for EDIFACT times, which name none. From the nearest town of its country (GeoNames)."""
    return get_place(code).zone


def _rank(entry: _Entry, wanted: str) -> int | None:
    """0 is best: the code or the whole name; then the start of a name, of a word in it, anything inside."""
    best: int | None = None
    for words in entry.words:
        if words == wanted:
            return 0
        if words.startswith(wanted):
            best = 1
        elif f" {wanted}" in words:
            best = 2 if best is None else min(best, 2)
        elif wanted in words and best is None:
            best = 3
    return best


def search_places(text: str, country: str | None = None, limit: int = 10) -> tuple[Place, ...]:
    """Places whose code or name, in any edition, matches what a person typed; ports before inland points."""
    wanted = folded(text)
    if not wanted:
        return ()
    found = []
    for entry in _entries():
        if country is not None and entry.place.code[:2] != country:
            continue
        rank = _rank(entry, wanted)
        if rank is not None:
            found.append(
                (rank, entry.place.kind == "inland", entry.place.name, entry.place.code, entry.place)
            )
    return tuple(place for *_, place in sorted(found, key=lambda match: match[:4])[:limit])
