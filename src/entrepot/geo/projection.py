"""From degrees to the paper of a chart: Mercator, as sea charts are, in a window fitted to what is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entrepot.geo.words import LonLat

XY = tuple[float, float]
HIGHEST_LAT = 78.0
LOWEST_LAT = -68.0
LEAST_SPAN = 9.0
"""Degrees of longitude; a shorter voyage is shown with some sea around it."""


def mercator(lat: float) -> float:
    """Degrees of latitude on the paper, at the scale of degrees of longitude."""
    held = max(-85.0, min(85.0, lat))
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(held) / 2)))


def latitude(y: float) -> float:
    return math.degrees(2 * math.atan(math.exp(math.radians(y))) - math.pi / 2)


def unrolled(points: Iterable[LonLat], near: float | None = None) -> list[LonLat]:
    """Longitudes that run on across 180° instead of jumping, beginning close to `near`."""
    flat: list[LonLat] = []
    before = near
    for lon, lat in points:
        shifted = lon if before is None else lon + 360 * round((before - lon) / 360)
        flat.append((shifted, lat))
        before = shifted
    return flat


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the globe on a sheet of `width` by `height`; west may lie beyond -180."""

    west: float
    east: float
    bottom: float
    """Mercator degrees, like `top`."""
    top: float
    width: float
    height: float

    def place(self, point: LonLat) -> XY:
        scale = self.width / (self.east - self.west)
        return ((point[0] - self.west) * scale, (self.top - mercator(point[1])) * scale)

    @property
    def middle_lon(self) -> float:
        return (self.west + self.east) / 2


def fitted(points: Sequence[LonLat], width: float, least_height: float, most_height: float) -> Window:
    """The window around unrolled points, with a margin for labels, no narrower than LEAST_SPAN."""
    lons = [lon for lon, _ in points]
    ys = [mercator(lat) for _, lat in points]
    margin = 0.07
    span = max(max(lons) - min(lons), LEAST_SPAN) * (1 + 2 * margin)
    rise = (max(ys) - min(ys)) * (1 + 2 * margin)
    span = min(max(span, rise * width / most_height), 360.0)
    rise = max(rise, span * least_height / width)
    middle_x = (min(lons) + max(lons)) / 2
    middle_y = (min(ys) + max(ys)) / 2
    top, bottom = middle_y + rise / 2, middle_y - rise / 2
    highest, lowest = mercator(HIGHEST_LAT), mercator(LOWEST_LAT)
    # Polar paper is huge and empty: move the window towards the equator rather than show it.
    if top > highest and max(ys) <= highest:
        top, bottom = highest, max(bottom - (top - highest), lowest)
    if bottom < lowest and min(ys) >= lowest:
        bottom, top = lowest, min(top + (lowest - bottom), highest)
    return Window(
        middle_x - span / 2, middle_x + span / 2, bottom, top, width, round((top - bottom) * width / span, 1)
    )


def clipped(ring: list[XY], width: float, height: float, beyond: float) -> list[XY]:
    """The part of a closed ring on the sheet and a little beyond its edges (Sutherland and Hodgman)."""
    for axis, limit, below in (
        (0, -beyond, False),
        (0, width + beyond, True),
        (1, -beyond, False),
        (1, height + beyond, True),
    ):
        kept: list[XY] = []
        for index, here in enumerate(ring):
            there = ring[(index + 1) % len(ring)]
            here_in = here[axis] <= limit if below else here[axis] >= limit
            there_in = there[axis] <= limit if below else there[axis] >= limit
            if here_in:
                kept.append(here)
            if here_in != there_in:
                share = (limit - here[axis]) / (there[axis] - here[axis])
                kept.append((here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])))
        ring = kept
        if not ring:
            break
    return ring


def thinned(points: list[XY], least: float) -> list[XY]:
    """Without points closer than `least` to the one before; first and last stay."""
    kept = points[:1]
    for point in points[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= least:
            kept.append(point)
    return kept + points[-1:] if len(points) > 1 else kept


def size(ring: list[XY]) -> float:
    """Area on the sheet."""
    return (
        abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2
    )
