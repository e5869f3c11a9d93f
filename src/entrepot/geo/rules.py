"""Pure rules of geography: which passages are closed, how long a voyage takes, how texts are compared."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

from entrepot.geo.words import LonLat, Passage, SeaRoute, unknown_passage
from entrepot.values.refusal import message

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG), the one that searoute measures with."""

PASSAGES: Mapping[str, Passage] = MappingProxyType(
    {
        passage.code: passage
        for passage in (
            Passage("babalmandab", message("Bab al-Mandab"), 43.4, 12.6),
            Passage("bering", message("Bering Strait"), -169.4, 65.6),
            Passage("bosporus", message("Bosporus"), 29.07, 41.1),
            Passage("chili", message("Cape Horn and Strait of Magellan"), -67.3, -56.0),
            Passage("dardanelles", message("Dardanelles"), 26.4, 40.2),
            Passage("gibraltar", message("Strait of Gibraltar"), -5.5, 35.95),
            Passage("malacca", message("Strait of Malacca"), 100.2, 3.6),
            Passage("northwest", message("Arctic passages"), -92.0, 74.3),
            Passage("ormuz", message("Strait of Hormuz"), 56.5, 26.5),
            Passage("panama", message("Panama Canal"), -79.7, 9.1),
            Passage("south_africa", message("Cape of Good Hope"), 20.0, -35.0),
            Passage("suez", message("Suez Canal"), 32.4, 30.4),
            Passage("sunda", message("Sunda Strait"), 105.8, -5.95),
        )
    }
)
CLOSED_UNLESS_OPENED = frozenset({"northwest"})
"""Ice closes these to an ordinary voyage, so a caller must open them by name."""


def closed_passages(closed: frozenset[str], open_: frozenset[str]) -> frozenset[str]:
    """What is closed in the end. A passage that is named in both is closed. Refuses an unknown name."""
    for code in sorted(closed | open_):
        if code not in PASSAGES:
            raise unknown_passage(code)
    return closed | (CLOSED_UNLESS_OPENED - open_)


def great_circle_m(a: LonLat, b: LonLat) -> int:
    """Metres over the sphere."""
    lat_a, lat_b = math.radians(a[1]), math.radians(b[1])
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.sin(math.radians(b[0] - a[0]) / 2) ** 2 * math.cos(
        lat_a
    ) * math.cos(lat_b)
    return round(2 * EARTH_RADIUS_M * math.atan2(math.sqrt(half), math.sqrt(1 - half)))


def great_circle(a: LonLat, b: LonLat, *, steps: int = 32) -> tuple[tuple[LonLat, ...], ...]:
    """The shortest line over the sphere, cut at 180°: for what needs no water, such as a link between two hubs."""
    start, end = _vector(a), _vector(b)
    angle = math.acos(max(-1.0, min(1.0, sum(one * other for one, other in zip(start, end, strict=True)))))
    if math.isclose(math.sin(angle), 0, abs_tol=1e-9):
        return ((a, b),)
    between = [_lon_lat(start, end, angle, step / steps) for step in range(1, steps)]
    return split_at_date_line([a, *between, b])


def _vector(point: LonLat) -> tuple[float, float, float]:
    lon, lat = math.radians(point[0]), math.radians(point[1])
    return (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))


def _lon_lat(
    start: tuple[float, float, float], end: tuple[float, float, float], angle: float, share: float
) -> LonLat:
    before, after = math.sin((1 - share) * angle), math.sin(share * angle)
    x, y, z = (before * one + after * other for one, other in zip(start, end, strict=True))
    return (math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))


def along(line: Sequence[Sequence[LonLat]], share: Fraction) -> tuple[LonLat, float]:
    """The point that has this share of a line behind it, and the way on from there in degrees from north."""
    stretches = [pair for run in line for pair in pairwise(run)]
    metres = [great_circle_m(start, end) for start, end in stretches]
    left = share * sum(metres)
    for (start, end), length in zip(stretches, metres, strict=True):
        if 0 <= left <= length and length:
            part = float(left / length)
            return (
                (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])),
                bearing(start, end),
            )
        left -= length
    raise ValueError("a share of a line is between 0 and 1")


def bearing(a: LonLat, b: LonLat) -> float:
    """Degrees from north, clockwise, in which one leaves a for b."""
    (lon_a, lat_a), (lon_b, lat_b) = (tuple(map(math.radians, point)) for point in (a, b))
    east = math.sin(lon_b - lon_a) * math.cos(lat_b)
    north = math.cos(lat_a) * math.sin(lat_b) - math.sin(lat_a) * math.cos(lat_b) * math.cos(lon_b - lon_a)
    return math.degrees(math.atan2(east, north)) % 360


def voyage_time(
    route: SeaRoute, *, speed_knots: Decimal, waiting: Mapping[str, timedelta] = MappingProxyType({})
) -> timedelta:
    """Time at sea at the caller's speed, and the caller's waiting time at each passage on the way.

    Nothing is assumed: a passage without an entry in `waiting` costs no time. To the whole minute, up.
    """
    if speed_knots <= 0:
        raise ValueError("a speed is more than zero knots")
    minutes = math.ceil(route.exact_nm * 60 / speed_knots)
    return timedelta(minutes=minutes) + sum(
        (waiting.get(passage, timedelta()) for passage in route.passages), timedelta()
    )


def split_at_date_line(points: list[LonLat]) -> tuple[tuple[LonLat, ...], ...]:
    """Runs that never jump across 180°: where the way crosses it, one run ends and the next begins on the line."""
    lons = [lon for lon, _ in points]
    if max(lons) - min(lons) <= 180:
        return (tuple(points),)
    runs: list[tuple[LonLat, ...]] = []
    run: list[LonLat] = [points[0]]
    for (lon, lat), (next_lon, next_lat) in pairwise(points):
        if abs(next_lon - lon) > 180:
            side = 180.0 if lon > 0 else -180.0
            beyond = next_lon + 2 * side
            share = (side - lon) / (beyond - lon) if beyond != lon else 0.0
            crossing = round(lat + share * (next_lat - lat), 5)
            if (lon, lat) != (side, crossing):
                run.append((side, crossing))
            runs.append(tuple(run))
            run = [(-side, crossing)] if (next_lon, next_lat) != (-side, crossing) else []
        run.append((next_lon, next_lat))
    return (*runs, tuple(run))


_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "'": "", "’": ""}
)


def folded(text: str) -> str:
    """For comparing what people type: small letters without accents, other marks become single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return " ".join(re.sub(r"[^\w]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).split())
