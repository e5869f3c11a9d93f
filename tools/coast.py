"""How much of a straight line lies over land: the test that keeps a port from being joined to the wrong sea."""

from __future__ import annotations

import math
from collections import defaultdict

from build_land import Ring, cut_at_date_line, unrolled

CELL = 0.5
Point = tuple[float, float]
Segment = tuple[float, float, float, float]


class Coast:
    """Natural Earth's coast in cells of half a degree."""

    def __init__(self, polygons: list[list[Ring]]) -> None:
        self._cells: dict[tuple[int, int], list[Segment]] = defaultdict(list)
        self._rows: dict[int, list[Segment]] = defaultdict(list)
        for polygon in polygons:
            for ring in polygon:
                for piece in cut_at_date_line(unrolled(ring)):
                    for (ax, ay), (bx, by) in zip(piece, piece[1:] + piece[:1], strict=True):
                        self._put((ax, ay, bx, by))

    def _put(self, segment: Segment) -> None:
        ax, ay, bx, by = segment
        rows = range(_cell(min(ay, by)), _cell(max(ay, by)) + 1)
        for row in rows:
            self._rows[row].append(segment)
            for column in range(_cell(min(ax, bx)), _cell(max(ax, bx)) + 1):
                self._cells[column, row].append(segment)

    def covers(self, point: Point) -> bool:
        x, y = point
        inside = False
        for ax, ay, bx, by in self._rows[_cell(y)]:
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
        return inside

    def share_over_land(self, start: Point, end: Point, start_covered: bool) -> float:
        """Between 0 and 1. Lines across 180° are not followed and count as water."""
        (ax, ay), (bx, by) = start, end
        if abs(bx - ax) > 180:
            return 0.0
        crossings = set()
        for column in range(_cell(min(ax, bx)), _cell(max(ax, bx)) + 1):
            for row in range(_cell(min(ay, by)), _cell(max(ay, by)) + 1):
                for cx, cy, dx, dy in self._cells.get((column, row), ()):
                    turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
                    if turn == 0:
                        continue
                    along = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn
                    across = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / turn
                    if 0 < along < 1 and 0 <= across < 1:
                        crossings.add(along)
        covered, before, total = start_covered, 0.0, 0.0
        for crossing in [*sorted(crossings), 1.0]:
            if covered:
                total += crossing - before
            covered, before = not covered, crossing
        return total


def _cell(degrees: float) -> int:
    return math.floor(degrees / CELL)
