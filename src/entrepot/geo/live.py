"""What a live chart draws, as the text that `static/geo/live_chart.js` reads: GeoJSON for each kind of thing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from entrepot.geo.words import LiveChart, LonLat

_DECIMALS = 3
"""Of a degree: about a hundred metres, finer than the lanes are."""


def live_chart_json(chart: LiveChart) -> str:
    """The same chart is the same text, so that a browser which has it need not be sent it again."""
    return json.dumps(
        {
            "layers": [{"code": code, "name": name} for code, name in chart.layers],
            "ports": _features(
                ("Point", _rounded((mark.lon, mark.lat)), {"name": mark.label, "here": mark.kind == "here"})
                for mark in chart.ports
            ),
            "lanes": _features(
                (
                    "MultiLineString",
                    [[_rounded(point) for point in run] for run in lane.line],
                    {"title": lane.title, "layer": lane.layer, "volume": lane.volume, "moving": lane.moving},
                )
                for lane in chart.lanes
            ),
            "marks": _features(
                (
                    "Point",
                    _rounded((mark.lon, mark.lat)),
                    {
                        "title": mark.title, "layer": mark.layer, "count": mark.count, "bearing": round(mark.bearing),
                    },
                )
                for mark in chart.marks
            ),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )  # fmt: skip


def _features(drawn: Iterable[tuple[str, Sequence[object], Mapping[str, object]]]) -> dict[str, object]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": {"type": kind, "coordinates": where}, "properties": what}
            for kind, where, what in drawn
        ],
    }


def _rounded(point: LonLat) -> list[float]:
    return [round(point[0], _DECIMALS), round(point[1], _DECIMALS)]
