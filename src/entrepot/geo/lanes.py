"""The sea lanes in memory, and the search for a shortest way through them.

The file is a contraction hierarchy made by tools/build_lanes.py. Points stand in the order in which they were taken out;
from each one only arcs to later points lead on. A search climbs from both ends: it meets at a common point, or both
reach the core, the last points, where every passage begins and ends. Ways inside the core depend on what is closed
and are kept per set of closed passages; all else is the same for every set.

Lengths are whole metres, so equal ways are equal and legs add up.
"""

from __future__ import annotations

import heapq
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TypedDict

from entrepot.geo.rules import great_circle_m
from entrepot.geo.words import LonLat

SOURCE = "searoute 1.6.0 sea lanes (Apache-2.0), mended; see geo/data/SOURCES.md"


class _LanesFile(TypedDict):
    core: int
    lon: list[int]
    lat: list[int]
    arcs: list[int]
    to: list[int]
    through: list[int]
    passage_names: list[str]
    passages: list[tuple[int, int, int]]
    access: dict[str, int]


@dataclass(frozen=True, slots=True)
class Climb:
    """All that can be reached upwards from a point: metres below the core, the point before, the ways into the core."""

    metres: dict[int, int]
    before: dict[int, int]
    into_core: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage on a way: metres from the start of the way to its two ends."""

    passage: str
    from_m: int
    to_m: int


@dataclass(frozen=True, slots=True)
class Way:
    """Points in order with the whole length, and the passages between them."""

    metres: int
    points: list[int]
    passages: list[Stretch]


_Row = tuple[dict[int, int], dict[int, tuple[int, str | None]]]


class Lanes:
    """See the module. Read only; made once."""

    def __init__(self, file: _LanesFile) -> None:
        self.points: list[LonLat] = [
            (lon / 1e5, lat / 1e5) for lon, lat in zip(file["lon"], file["lat"], strict=True)
        ]
        self.access = file["access"]
        self._size = size = len(self.points)
        self._core_from = size - file["core"]
        self._up: list[list[tuple[int, int]]] = []
        self._core: dict[int, list[tuple[int, int, str | None]]] = {
            i: [] for i in range(self._core_from, size)
        }
        self._through: dict[int, int] = {}
        lengths: dict[int, int] = {}
        at = 0
        for low, count in enumerate(file["arcs"]):
            up: list[tuple[int, int]] = []
            for high, through in zip(
                file["to"][at : at + count], file["through"][at : at + count], strict=True
            ):
                if through < 0:
                    metres = great_circle_m(self.points[low], self.points[high])
                else:
                    # The point a shortcut runs through was taken out before both its ends: its arcs are known.
                    self._through[low * size + high] = through
                    metres = lengths[through * size + low] + lengths[through * size + high]
                lengths[low * size + high] = metres
                if low < self._core_from:
                    up.append((high, metres))
                else:
                    self._core[low].append((high, metres, None))
                    self._core[high].append((low, metres, None))
            self._up.append(up)
            at += count
        for low, high, name in file["passages"]:
            metres = great_circle_m(self.points[low], self.points[high])
            self._core[low].append((high, metres, file["passage_names"][name]))
            self._core[high].append((low, metres, file["passage_names"][name]))
        self._rows: dict[tuple[frozenset[str], int], _Row] = {}
        self._between: dict[int, tuple[int, ...]] = {}
        self._all = frozenset(file["passage_names"])

    def climb(self, start: int) -> Climb:
        """Upwards from the point where a port joins the lanes."""
        metres: dict[int, int] = {}
        before: dict[int, int] = {}
        queue = [(0, start, -1)]
        while queue:
            so_far, point, came_from = heapq.heappop(queue)
            if point in metres:
                continue
            metres[point] = so_far
            before[point] = came_from
            if point < self._core_from:
                for other, length in self._up[point]:
                    if other not in metres:
                        heapq.heappush(queue, (so_far + length, other, point))
        # A way into the core by way of another entry is found inside the core, whatever is closed.
        entries: list[tuple[int, int]] = []
        for point, so_far in metres.items():
            if point < self._core_from:
                continue
            for other, shorter in entries:
                inside = self._row(self._all, other)[0].get(point)
                if inside is not None and shorter + inside <= so_far:
                    break
            else:
                entries.append((point, so_far))
        below = {point: so_far for point, so_far in metres.items() if point < self._core_from}
        return Climb(below, before, tuple(entries))

    def _row(self, closed: frozenset[str], start: int) -> _Row:
        """From one point of the core to the others: metres, and the hop by which each was reached."""
        row = self._rows.get((closed, start))
        if row is None:
            row = self._rows[closed, start] = self._search_core(closed, start)
        return row

    def _search_core(self, closed: frozenset[str], start: int) -> _Row:
        metres = {start: 0}
        hops: dict[int, tuple[int, str | None]] = {}
        queue = [(0, start)]
        while queue:
            so_far, point = heapq.heappop(queue)
            if so_far > metres[point]:
                continue
            for other, length, passage in self._core[point]:
                total = so_far + length
                if passage not in closed and total < metres.get(other, total + 1):
                    metres[other] = total
                    hops[other] = (point, passage)
                    heapq.heappush(queue, (total, other))
        return metres, hops

    def shortest(self, start: Climb, end: Climb, closed: frozenset[str]) -> Way | None:
        """The shortest way between two climbs, or None if what is closed leaves none."""
        best: int | None = None
        meeting = core_in = core_out = -1
        if not start.metres.keys().isdisjoint(end.metres):
            for point in start.metres.keys() & end.metres.keys():
                total = start.metres[point] + end.metres[point]
                if best is None or total < best:
                    best, meeting = total, point
        for enter, metres in start.into_core:
            reached = self._row(closed, enter)[0]
            for leave, rest in end.into_core:
                inside = reached.get(leave)
                if inside is not None and (best is None or metres + inside + rest < best):
                    best, meeting, core_in, core_out = metres + inside + rest, -1, enter, leave
        if best is None:
            return None
        if meeting >= 0:
            points = self._up_to(start, meeting)
            points += self._up_to(end, meeting)[-2::-1]
            return Way(best, points, [])
        points = self._up_to(start, core_in)
        hops, stretches = self._through_core(closed, core_in, core_out, dict(start.into_core)[core_in])
        for one, other, passage in hops:
            points += self._unpacked(one, other) if passage is None else (other,)
        points += self._up_to(end, core_out)[-2::-1]
        return Way(best, points, stretches)

    def _through_core(
        self, closed: frozenset[str], enter: int, leave: int, so_far: int
    ) -> tuple[list[tuple[int, int, str | None]], list[Stretch]]:
        metres, came_by = self._row(closed, enter)
        hops: list[tuple[int, int, str | None]] = []
        point = leave
        while point != enter:
            one, passage = came_by[point]
            hops.append((one, point, passage))
            point = one
        hops.reverse()
        stretches: list[Stretch] = []
        for one, other, passage in hops:
            if passage is None:
                continue
            if stretches and stretches[-1].passage == passage:
                stretches[-1] = Stretch(passage, stretches[-1].from_m, so_far + metres[other])
            else:
                stretches.append(Stretch(passage, so_far + metres[one], so_far + metres[other]))
        return hops, stretches

    def _up_to(self, climb: Climb, top: int) -> list[int]:
        """Points from where the climb joined the lanes up to `top`."""
        chain = [top]
        while (point := climb.before[chain[-1]]) >= 0:
            chain.append(point)
        chain.reverse()
        points = [chain[0]]
        for one, other in pairwise(chain):
            points += self._unpacked(one, other)
        return points

    def _unpacked(self, one: int, other: int) -> tuple[int, ...]:
        """The points of an arc behind its first: shortcuts hold others, which are looked up once."""
        low, high = (one, other) if one < other else (other, one)
        key = low * self._size + high
        inner = self._between.get(key)
        if inner is None:
            through = self._through.get(key)
            if through is None:
                inner = ()
            else:
                inner = (*self._unpacked(low, through), *self._unpacked(through, high)[:-1])
            self._between[key] = inner
        return (*inner, other) if one == low else (*inner[::-1], other)


@cache
def lanes() -> Lanes:
    """Read once per process, in well under a second."""
    return Lanes(json.loads(files("entrepot.geo").joinpath("data/lanes.json").read_text("utf-8")))


@lru_cache(maxsize=4096)
def climb_from(point: int) -> Climb:
    return lanes().climb(point)
