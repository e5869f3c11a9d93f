"""Build `land.geojson`: the shape of land for charts, small enough to read at once.

Natural Earth's 1:50m land comes as topology from npm world-atlas: arcs of a sphere without a seam. A flat map needs
the seam back, so shapes that cross 180° are cut there and Antarctica is closed along the pole.

    python tools/build_land.py
"""

from __future__ import annotations

import heapq
import json
import math
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from sources import DATA, npm_archive, sha256, write_section

ATLAS = "world-atlas@2.0.2"
MEMBER = "package/land-50m.json"
FINENESS = 0.009
"""Corners whose triangle spans less than this (square degrees at the equator) are left out."""
SMALLEST = 0.015
"""Islands and inland seas smaller than this (square degrees at the equator) are left out."""
DECIMALS = 2

Ring = list[tuple[float, float]]


def arcs_of(topology: dict[str, Any]) -> list[Ring]:
    scale_x, scale_y = topology["transform"]["scale"]
    from_x, from_y = topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + from_x, y * scale_y + from_y))
        arcs.append(arc)
    return arcs


def ring_of(indexes: list[int], arcs: list[Ring]) -> Ring:
    ring: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def polygons_of(geometry: dict[str, Any], arcs: list[Ring]) -> list[list[Ring]]:
    match geometry["type"]:
        case "GeometryCollection":
            return [polygon for part in geometry["geometries"] for polygon in polygons_of(part, arcs)]
        case "MultiPolygon":
            return [[ring_of(ring, arcs) for ring in polygon] for polygon in geometry["arcs"]]
        case "Polygon":
            return [[ring_of(ring, arcs) for ring in geometry["arcs"]]]
    raise ValueError(geometry["type"])


def unrolled(ring: Ring) -> Ring:
    """The ring with longitudes that run on past 180° instead of jumping; closed along the pole if it goes round it."""
    flat = [ring[0]]
    for lon, lat in ring[1:]:
        before = flat[-1][0]
        flat.append((lon + 360 * round((before - lon) / 360), lat))
    if abs(flat[-1][0] - flat[0][0]) > 180:
        pole = math.copysign(90, flat[0][1])
        flat += [(flat[-1][0], pole), (flat[0][0], pole), flat[0]]
    return flat


def area(ring: Ring) -> float:
    """Square degrees, as if at the equator."""
    middle = math.cos(math.radians(sum(lat for _, lat in ring) / len(ring)))
    return (
        middle
        * abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)))
        / 2
    )


def thinned(ring: Ring) -> Ring:
    """Visvalingam's simplification: drop the corner that matters least, until all that are left matter."""
    count = len(ring) - 1
    before = [(i - 1) % count for i in range(count)]
    after = [(i + 1) % count for i in range(count)]
    left = [True] * count

    def weight(i: int) -> float:
        a, b, c = ring[before[i]], ring[i], ring[after[i]]
        if abs(b[1]) == 90:
            return math.inf
        span = abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2
        return span * math.cos(math.radians(b[1]))

    weights = [weight(i) for i in range(count)]
    heap = [(weights[i], i) for i in range(count)]
    heapq.heapify(heap)
    remaining = count
    while heap and remaining > 4:
        least, i = heapq.heappop(heap)
        if not left[i] or least != weights[i]:
            continue
        if least >= FINENESS:
            break
        left[i] = False
        remaining -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for neighbour in (before[i], after[i]):
            weights[neighbour] = max(weight(neighbour), least)
            heapq.heappush(heap, (weights[neighbour], neighbour))
    return [ring[i] for i in range(count) if left[i]]


def clipped(ring: Ring, side: float, keep_below: bool) -> Ring:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman)."""
    kept: Ring = []
    for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
        here_in = here[0] <= side if keep_below else here[0] >= side
        there_in = there[0] <= side if keep_below else there[0] >= side
        if here_in:
            kept.append(here)
        if here_in != there_in:
            share = (side - here[0]) / (there[0] - here[0])
            kept.append((side, here[1] + share * (there[1] - here[1])))
    return kept


def cut_at_date_line(ring: Ring) -> list[Ring]:
    pieces = []
    for turn in (-1, 0, 1):
        piece = clipped(clipped(ring, 180 + 360 * turn, True), -180 + 360 * turn, False)
        if len(piece) >= 3:
            pieces.append([(lon - 360 * turn, lat) for lon, lat in piece])
    return pieces


def rounded(ring: Ring) -> Ring:
    corners: Ring = []
    for lon, lat in ring:
        corner = (round(lon, DECIMALS), round(lat, DECIMALS))
        if not corners or corners[-1] != corner:
            corners.append(corner)
    if corners[0] != corners[-1]:
        corners.append(corners[0])
    return corners


def natural_earth() -> tuple[list[list[Ring]], str]:
    """Every polygon of the 1:50m land as the atlas has it, and the checksum of the atlas."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = npm_archive(ATLAS, Path(scratch))
        digest = sha256(archive)
        with tarfile.open(archive) as opened:
            member = opened.extractfile(MEMBER)
            assert member is not None
            topology = json.load(member)
    return polygons_of(topology["objects"]["land"], arcs_of(topology)), digest


def main() -> None:
    polygons, digest = natural_earth()
    shapes = []
    inland_seas = islands_left_out = 0
    for outer, *inner in polygons:
        flat = unrolled(outer)
        if area(flat) < SMALLEST:
            islands_left_out += 1
            continue
        pieces = [rounded(piece) for piece in cut_at_date_line(thinned(flat))]
        pieces = sorted(
            (ring for ring in pieces if len(ring) >= 4 and area(ring) > 0), key=area, reverse=True
        )
        seas = [rounded(thinned(hole)) for hole in inner if area(hole) >= SMALLEST]
        inland_seas += len(seas)
        shapes += [[pieces[0], *seas], *([piece] for piece in pieces[1:])]
    shapes.sort(key=lambda shape: -area(shape[0]))
    land = {
        "type": "Feature",
        "properties": {
            "source": "Natural Earth 1:50m land (public domain), by world-atlas 2.0.2, simplified"
        },
        "geometry": {"type": "MultiPolygon", "coordinates": shapes},
    }
    file = DATA / "land.geojson"
    file.write_text(json.dumps(land, separators=(",", ":")) + "\n")
    corners = sum(len(ring) for shape in shapes for ring in shape)
    write_section(
        "Land: `land.geojson`",
        f"""
Built by `tools/build_land.py`.

| What | From | Licence | sha256 of what was read |
| --- | --- | --- | --- |
| shape of land | Natural Earth 1:50m land in npm {ATLAS}, `{MEMBER}` | public domain (Natural Earth); ISC (package) | `{digest}` |

{len(shapes)} shapes with {corners:,} corners, two decimals. Simplified by Visvalingam's rule; {islands_left_out} islands under
{SMALLEST} square degrees (about {SMALLEST * 111.2**2:.0f} km²) are left out; {inland_seas} inland seas (the Caspian) are holes.
Shapes that cross 180° are cut there; Antarctica is closed along the pole. Coast lines are for drawing, never for navigation;
Natural Earth's de facto view of coasts carries no borders here.
""",
    )
    sys.stdout.write(f"{file.stat().st_size:,} bytes, {len(shapes)} shapes, {corners} corners\n")


if __name__ == "__main__":
    main()
