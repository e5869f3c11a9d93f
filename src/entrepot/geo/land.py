"""The shape of land: Natural Earth, packaged by tools/build_land.py."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from entrepot.geo.words import LonLat


@cache
def land_shapes() -> str:
    """GeoJSON text: one Feature with a MultiPolygon, for maps in the page. Public domain (data/SOURCES.md)."""
    return files("entrepot.geo").joinpath("data/land.geojson").read_text("utf-8")


@cache
def land_rings() -> tuple[tuple[tuple[LonLat, ...], ...], ...]:
    """Polygons as rings of points: the outer first, inland seas after it."""
    shapes = json.loads(land_shapes())["geometry"]["coordinates"]
    return tuple(tuple(tuple((lon, lat) for lon, lat in ring) for ring in shape) for shape in shapes)
