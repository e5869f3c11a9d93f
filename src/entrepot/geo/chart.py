"""A chart drawn on the server: land in paper, sea in wash, hairlines. It needs no script and no WebGL.

Colours are the page's own tokens by var(), with the light ones as fallback, so day and night follow the page. There are
presentation attributes and classes only: the content policy of a hub forbids inline styles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise

from entrepot.geo.labels import Box, Wish, placed, text_width
from entrepot.geo.land import land_rings
from entrepot.geo.projection import XY, Window, clipped, fitted, latitude, size, thinned, unrolled
from entrepot.geo.words import ChartLane, ChartMark, LonLat

PAPER, INK, INK_SOFT = "var(--paper, #fbfaf6)", "var(--ink, #16202b)", "var(--ink-soft, #55606b)"
RULE, SEA, WASH = "var(--rule, #d9d4c6)", "var(--sea, #0f5e6b)", "var(--wash, #e4eeee)"

NARROW = 600
_RADIUS = {"port": 3.5, "here": 4.5, "vessel": 6.0, "passage": 2.0, "point": 2.0}
_STEPS = (1, 2, 5, 10, 15, 20, 30)


class Svg(str):
    """Markup that is safe to put into a page: all texts in it are escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def chart_svg(
    *,
    title: str,
    description: str,
    lanes: Sequence[ChartLane] = (),
    marks: Sequence[ChartMark] = (),
    width: int = 960,
    least_height: int | None = None,
    most_height: int | None = None,
) -> Svg:
    """A chart fitted to its lanes and marks. `width` is in CSS pixels at which the labels read well.

    `title` and `description` are what a screen reader says: give the voyage and its facts in words, in the edition of
    the page; labels too. Heights default to 0.45 and 0.75 of the width, on a narrow sheet to 0.75 and 1.2: a telephone
    has room below, not beside.
    """
    marks = tuple(dict.fromkeys(marks))
    least, most = (0.45, 0.75) if width >= NARROW else (0.75, 1.2)
    runs, middle = _runs(lanes, marks)
    spots = [unrolled([(mark.lon, mark.lat)], near=middle)[0] for mark in marks]
    everything = [point for run in runs for point in run] + spots
    if not everything:
        raise ValueError("a chart shows at least one lane or mark")
    window = fitted(everything, width, least_height or width * least, most_height or width * most)
    mark_id = "chart-" + hashlib.sha256(f"{title}|{description}|{width}".encode()).hexdigest()[:10]
    drawn = [thinned([window.place(point) for point in run], 1.0) for run in runs]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="geo-chart" role="img" viewBox="0 0 {width} {window.height:g}"'
        f' aria-labelledby="{mark_id}-title {mark_id}-desc" direction="ltr">',
        f'<title id="{mark_id}-title">{escape(title)}</title>',
        f'<desc id="{mark_id}-desc">{escape(description)}</desc>',
        f'<rect class="geo-sea" width="{width}" height="{window.height:g}" fill="{WASH}"/>',
        _graticule(window),
        _land(window),
        *(_lane(points, lane.kind) for points, lane in zip(drawn, lanes, strict=True)),
        _edge_labels(window),
        _marks(marks, [window.place(spot) for spot in spots], drawn, window),
        f'<rect class="geo-frame" x="0.5" y="0.5" width="{width - 1}" height="{window.height - 1:g}" fill="none"'
        f' stroke="{INK_SOFT}"/>',
        "</svg>",
    ]
    return Svg("".join(parts))


def page_chart(
    *,
    title: str,
    description: str,
    lanes: Sequence[ChartLane] = (),
    marks: Sequence[ChartMark] = (),
    width: int = 960,
    most_height: int | None = None,
) -> Svg:
    """The same chart for wide screens and for telephones; `static/geo/chart.css` shows the one that fits."""
    wide, narrow = (
        chart_svg(title=title, description=description, lanes=lanes, marks=marks, **size)
        for size in ({"width": width, "most_height": most_height}, {"width": 390, "most_height": 430})
    )
    return Svg(f'<div class="geo-chart-wide">{wide}</div><div class="geo-chart-narrow">{narrow}</div>')


def _runs(lanes: Sequence[ChartLane], marks: Sequence[ChartMark]) -> tuple[list[list[LonLat]], float]:
    """Every lane as one run on one sheet, and the longitude around which all is gathered."""
    runs: list[list[LonLat]] = []
    near: float | None = marks[0].lon if marks and not lanes else None
    for lane in lanes:
        run = unrolled((point for part in lane.line for point in part), near=near)
        runs.append(run)
        if near is None:
            near = (min(lon for lon, _ in run) + max(lon for lon, _ in run)) / 2
            # The first point fixed the sheet; the lanes after it begin on the turn closest to its middle.
    return runs, near or 0.0


def _path(points: Sequence[XY]) -> str:
    """Whole steps of a tenth of a pixel from point to point: short and exact enough."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    x, y = tenths[0]
    text = [f"M{x / 10:g} {y / 10:g}"]
    steps = [
        f"{(bx - ax) / 10:g} {(by - ay) / 10:g}"
        for (ax, ay), (bx, by) in pairwise(tenths)
        if (ax, ay) != (bx, by)
    ]
    if steps:
        text.append("l" + " ".join(steps).replace(" -", "-"))
    return "".join(text)


@lru_cache(maxsize=128)
def _land(window: Window) -> str:
    """Most of the work of a chart, and the same for all voyages between the same ports."""
    paths: list[str] = []
    seams: list[str] = []
    for shape in land_rings():
        west, east = min(lon for lon, _ in shape[0]), max(lon for lon, _ in shape[0])
        for turn in (-360, 0, 360):
            if east + turn < window.west or west + turn > window.east:
                continue
            for ring in shape:
                sheet = [window.place((lon + turn, lat)) for lon, lat in ring[:-1]]
                sheet = thinned(clipped(sheet, window.width, window.height, 4), 0.8)
                if len(sheet) >= 3 and size(sheet) >= 1.2:
                    paths.append(_path(sheet) + "z")
                    seams += _seams(ring, turn, window)
    return (
        f'<path class="geo-land" d="{"".join(paths)}" fill="{PAPER}" fill-rule="evenodd" stroke="{INK_SOFT}"'
        f' stroke-opacity="0.55" stroke-width="0.6" stroke-linejoin="round"/>'
        + (
            f'<path class="geo-land" d="{"".join(seams)}" fill="none" stroke="{PAPER}" stroke-width="1.4"/>'
            if seams
            else ""
        )
    )


def _seams(ring: Sequence[LonLat], turn: int, window: Window) -> list[str]:
    """Where a shape was cut at 180° there is no coast: these edges are painted over."""
    return [
        _path([window.place((lon + turn, lat)), window.place((lon + turn, next_lat))])
        for (lon, lat), (next_lon, next_lat) in pairwise(ring)
        if abs(lon) == 180 and lon == next_lon
    ]


def _step(window: Window) -> int:
    span = window.east - window.west
    return next((step for step in _STEPS if span / step <= window.width / 110), 30)


def _multiples(low: float, high: float, step: int) -> list[int]:
    return list(range(int(-(-low // step)) * step, int(high // step) * step + 1, step))


def _grid(window: Window) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """Meridians with their x and parallels with their y."""
    step = _step(window)
    lons = [(lon, window.place((lon, 0))[0]) for lon in _multiples(window.west, window.east, step)]
    low, high = latitude(window.bottom), latitude(window.top)
    lats = [(lat, window.place((0, lat))[1]) for lat in _multiples(low, high, step) if abs(lat) < 85]
    return lons, lats


def _graticule(window: Window) -> str:
    lons, lats = _grid(window)
    lines = "".join(f"M{x:.1f} 0V{window.height:g}" for _, x in lons)
    lines += "".join(f"M0 {y:.1f}H{window.width:g}" for _, y in lats)
    return f'<path class="geo-grid" d="{lines}" fill="none" stroke="{INK_SOFT}" stroke-opacity="0.22" stroke-width="0.5"/>'


def _edge_texts(window: Window) -> list[tuple[str, XY, str]]:
    """Degrees along the lower and the left edge: text, baseline point, anchor."""
    lons, lats = _grid(window)
    below = [
        (_lon_text(lon), (x, window.height - 6), "middle") for lon, x in lons if 34 < x < window.width - 24
    ]
    beside = [(_lat_text(lat), (6.0, y + 3.5), "start") for lat, y in lats if 16 < y < window.height - 22]
    return below + beside


def _edge_boxes(window: Window) -> list[Box]:
    boxes: list[Box] = []
    for text, (x, y), anchor in _edge_texts(window):
        wide = text_width(text, 10)
        left = x - wide / 2 if anchor == "middle" else x
        boxes.append((left, y - 9, left + wide, y + 2))
    return boxes


def _edge_labels(window: Window) -> str:
    texts = "".join(
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
        for text, (x, y), anchor in _edge_texts(window)
    )
    return (
        f'<g class="geo-degrees" aria-hidden="true" font-size="10" fill="{INK_SOFT}" stroke="{WASH}" stroke-width="2"'
        f' paint-order="stroke">{texts}</g>'
    )


def _lon_text(lon: int) -> str:
    lon = (lon + 180) % 360 - 180
    return f"{abs(lon)}°" + ("" if lon in (0, -180) else "E" if lon > 0 else "W")


def _lat_text(lat: int) -> str:
    return f"{abs(lat)}°" + ("N" if lat > 0 else "S" if lat < 0 else "")


def _lane(points: list[XY], kind: str) -> str:
    look = {
        "planned": 'stroke-width="1.8" stroke-dasharray="7 4"',
        "sailed": 'stroke-width="2.2"',
        "idle": 'stroke-width="1" stroke-opacity="0.75"',
        "other": 'stroke-width="1" stroke-opacity="0.6" stroke-dasharray="2 3"',
    }[kind]
    return (
        f'<path class="geo-lane geo-lane-{kind}" d="{_path(points)}" fill="none" stroke="{SEA}" {look}'
        f' stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _marks(marks: Sequence[ChartMark], at: list[XY], lanes: list[list[XY]], window: Window) -> str:
    small = {"passage", "point"}
    wishes = [
        Wish(
            mark.label, spot, _RADIUS[mark.kind], 11.5 if mark.kind in small else 13.5, mark.kind not in small
        )
        for mark, spot in zip(marks, at, strict=True)
    ]
    spots = placed(wishes, _beads(lanes), _edge_boxes(window), window.width, window.height)
    parts: list[str] = []
    for mark, wish, (x, y), spot in zip(marks, wishes, at, spots, strict=True):
        parts.append(f'<g class="geo-mark geo-mark-{mark.kind}">')
        if spot and spot.leader:
            parts.append(
                f'<path d="{_path(spot.leader)}" stroke="{INK_SOFT}" stroke-width="0.6" fill="none"/>'
            )
        parts.append(_symbol(mark.kind, x, y))
        if spot:
            slant = ' font-style="italic"' if mark.kind == "passage" else ""
            weight = ' font-weight="600"' if mark.kind == "vessel" else ""
            colour = INK_SOFT if mark.kind in small else INK
            parts.append(
                f'<text x="{spot.x:g}" y="{spot.y:g}" text-anchor="{spot.anchor}" font-size="{wish.font_size:g}"'
                f' fill="{colour}" stroke="{WASH}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
                f"{slant}{weight}>{escape(mark.label)}</text>"
            )
        else:
            parts.append(f"<title>{escape(mark.label)}</title>")
        parts.append("</g>")
    return "".join(parts)


def _symbol(kind: str, x: float, y: float) -> str:
    radius = _RADIUS[kind]
    if kind == "vessel":
        shape = (
            f"M{x:.1f} {y - radius:.1f}l{radius:g} {radius:g} {-radius:g} {radius:g} {-radius:g} {-radius:g}z"
        )
        return f'<path d="{shape}" fill="{SEA}" stroke="{PAPER}" stroke-width="1.5"/>'
    if kind in ("port", "here"):
        fill = INK if kind == "here" else PAPER
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{INK}" stroke-width="1.6"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{INK_SOFT}"/>'


def _beads(lanes: list[list[XY]]) -> list[XY]:
    """Points along the lanes every few pixels, for labels to keep clear of."""
    beads: list[XY] = []
    for lane in lanes:
        for (ax, ay), (bx, by) in pairwise(lane):
            count = max(1, int((abs(bx - ax) + abs(by - ay)) / 6))
            beads += [(ax + (bx - ax) * i / count, ay + (by - ay) * i / count) for i in range(count)]
    return beads
