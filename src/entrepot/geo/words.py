"""The words that geography speaks: places, names, passages, routes, and what is drawn on a chart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from entrepot.values import CountryCode, Refusal, UNLocode
from entrepot.values.refusal import message

METRES_IN_NM = 1852
LonLat = tuple[float, float]
"""Degrees east and north, in GeoJSON's order."""


@dataclass(frozen=True, slots=True)
class Place:
    """A port or inland point. Every fact names its source: searoute, wpi, unlocode or geonames (data/SOURCES.md)."""

    code: UNLocode
    name: str
    name_source: str
    kind: Literal["port", "inland"]
    kind_source: str
    lat: float
    lon: float
    position_source: str
    position_check: str
    """Which rule chose the position: agree, single, majority, city, neighbours or disputed."""
    disagreement_km: int | None
    """The widest gap between two sources; None with a single source."""
    zone: str
    """IANA time zone, e.g. "Asia/Kuala_Lumpur"."""
    zone_source: str

    @property
    def country(self) -> CountryCode:
        return self.code.country

    @property
    def position(self) -> LonLat:
        return (self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place's name in an edition. `source` says where it is from (data/SOURCES.md); `language` what it is really
    written in."""

    text: str
    source: str
    language: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A narrow place that can close. `name` is a message id; `lon`, `lat` a point to mark it on a chart."""

    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class SeaLeg:
    """From a place or the middle of a passage to the next. `start` and `end` are UN/LOCODEs or passage codes."""

    start: str
    end: str
    distance_m: int

    @property
    def distance_nm(self) -> int:
        return round(self.distance_m / METRES_IN_NM)


@dataclass(frozen=True, slots=True)
class SeaRoute:
    """The shortest way by sea between two ports with some passages closed. For planning, not for navigation.

    The length is from port to port, and the legs add up to it. `approach_m` of it lies between the ports and the lanes;
    searoute and most tables count the lanes alone, which is `lanes_nm`.
    """

    origin: UNLocode
    destination: UNLocode
    distance_m: int
    approach_m: int
    passages: tuple[str, ...]
    legs: tuple[SeaLeg, ...]
    line: tuple[tuple[LonLat, ...], ...]
    """One run of points, or several where the way crosses 180°."""
    closed: frozenset[str]
    source: str

    @property
    def distance_nm(self) -> int:
        return round(self.distance_m / METRES_IN_NM)

    @property
    def lanes_nm(self) -> int:
        return round((self.distance_m - self.approach_m) / METRES_IN_NM)

    @property
    def exact_nm(self) -> Decimal:
        return Decimal(self.distance_m) / METRES_IN_NM


@dataclass(frozen=True, slots=True)
class ChartMark:
    """A labelled point of a chart. A passage or point is set small; a vessel stands out; here is where the reader is."""

    lon: float
    lat: float
    label: str
    kind: Literal["port", "here", "vessel", "passage", "point"] = "port"


@dataclass(frozen=True, slots=True)
class ChartLane:
    """A line of a chart. `sailed` is drawn full, `planned` dashed, `idle` full and fine (nothing moves there), `other`
    thin (an alternative for comparison)."""

    line: tuple[tuple[LonLat, ...], ...]
    kind: Literal["planned", "sailed", "idle", "other"] = "planned"


@dataclass(frozen=True, slots=True)
class LiveLane:
    """A line of a live chart. `title` says in words what it carries, `volume` how much of it: that is its thickness.
    `moving`: something moves along it now, from its first point to its last."""

    line: tuple[tuple[LonLat, ...], ...]
    title: str
    layer: str = "goods"
    volume: int = 0
    moving: bool = False


@dataclass(frozen=True, slots=True)
class LiveMark:
    """What moves: `count` of it, together at an estimated position, towards `bearing` in degrees from north."""

    lon: float
    lat: float
    bearing: float
    title: str
    count: int = 1
    layer: str = "goods"


@dataclass(frozen=True, slots=True)
class LiveChart:
    """What a live chart draws over the land. `layers`: code and name of those that a reader may choose among."""

    ports: tuple[ChartMark, ...]
    lanes: tuple[LiveLane, ...] = ()
    marks: tuple[LiveMark, ...] = ()
    layers: tuple[tuple[str, str], ...] = ()


def unknown_place(code: str) -> Refusal:
    return Refusal(
        "geo.unknown_place",
        message("No place is known under the code %(code)s."),
        {"code": code},
        field="code",
        status=404,
    )


def unknown_country(code: str) -> Refusal:
    return Refusal(
        "geo.unknown_country",
        message("No country is known under the code %(code)s."),
        {"code": code},
        field="country",
        status=404,
    )


def unknown_passage(code: str) -> Refusal:
    return Refusal(
        "geo.unknown_passage",
        message("No sea passage is known under the name %(passage)s."),
        {"passage": code},
        field="closed",
        status=422,
    )


def unknown_edition(edition: str) -> Refusal:
    return Refusal(
        "geo.unknown_edition",
        message("There are no names of places in the edition %(edition)s."),
        {"edition": edition},
        field="edition",
        status=422,
    )


def not_on_the_lanes(place: Place) -> Refusal:
    return Refusal(
        "geo.not_on_the_lanes",
        message("%(name)s (%(code)s) is not joined to the sea lanes, so no distance by sea can be given."),
        {"code": str(place.code), "name": place.name},
    )


def disputed_position(place: Place) -> Refusal:
    return Refusal(
        "geo.disputed_position",
        message("The sources disagree where %(name)s (%(code)s) lies, so no distance by sea can be given."),
        {"code": str(place.code), "name": place.name},
    )


def same_port(place: Place) -> Refusal:
    return Refusal(
        "geo.same_port",
        message("%(name)s (%(code)s) is both the start and the end of the voyage."),
        {"code": str(place.code), "name": place.name},
    )


def no_way(origin: Place, destination: Place, closed: frozenset[str]) -> Refusal:
    return Refusal(
        "geo.no_sea_route",
        message("No way by sea leads from %(origin)s to %(destination)s while these are closed: %(closed)s."),
        {"origin": origin.name, "destination": destination.name, "closed": ", ".join(sorted(closed))},
    )
