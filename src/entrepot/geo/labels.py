"""Where the labels of a chart go: beside their marks, inside the frame, not over each other or over the route."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from entrepot.geo.projection import XY

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
_SIDES: tuple[tuple[int, int], ...] = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))


@dataclass(frozen=True, slots=True)
class Wish:
    """A label to be placed at a mark of some radius. One that is not `needed` is left out where there is no room."""

    text: str
    at: XY
    radius: float
    font_size: float
    needed: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands: its baseline's point and anchor, and a leader from the mark if it had to move away."""

    x: float
    y: float
    anchor: str
    leader: tuple[XY, XY] | None


def text_width(text: str, font_size: float) -> float:
    """A careful guess without the font: full width for Chinese, about half an em for letters."""
    ems = 0.0
    for character in text:
        if unicodedata.combining(character):
            continue
        if unicodedata.east_asian_width(character) in "WF":
            ems += 1.0
        elif character == " ":
            ems += 0.3
        else:
            ems += 0.68 if character.isupper() else 0.56
    return ems * font_size


def _overlap(a: Box, b: Box) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _box(wish: Wish, side: tuple[int, int], away: float) -> tuple[Box, Spot]:
    wide, high = text_width(wish.text, wish.font_size), wish.font_size
    dx, dy = side
    reach = (wish.radius + away) * (0.75 if dx and dy else 1.0)
    x, y = wish.at[0] + dx * reach, wish.at[1] + dy * (reach + (high * 0.3 if not dx else 0.0))
    left = {1: x, -1: x - wide, 0: x - wide / 2}[dx]
    top = {1: y, -1: y - high, 0: y - high / 2}[dy]
    anchor = {1: "start", -1: "end", 0: "middle"}[dx]
    leader = (wish.at, (x - dx * 2, y - dy * 2)) if away > 8 else None
    return (left, top, left + wide, top + high), Spot(
        round(x, 1), round(top + high * 0.82, 1), anchor, leader
    )


def placed(
    wishes: Sequence[Wish], route: Sequence[XY], kept_free: Sequence[Box], width: float, height: float
) -> list[Spot | None]:
    """A spot for each wish, in order; None for one that is not needed and has no room."""
    taken: list[Box] = [
        (x - r - 1, y - r - 1, x + r + 1, y + r + 1) for x, y, r in ((*w.at, w.radius) for w in wishes)
    ]
    taken += kept_free
    spots: list[Spot | None] = [None] * len(wishes)
    for index in sorted(range(len(wishes)), key=lambda i: not wishes[i].needed):
        wish = wishes[index]
        own = taken[index]
        best: tuple[float, Box, Spot] | None = None
        for ring, away in enumerate((5.0, 16.0, 28.0, 42.0)):
            for rank, side in enumerate(_SIDES):
                box, spot = _box(wish, side, away)
                if box[0] < 4 or box[1] < 4 or box[2] > width - 4 or box[3] > height - 4:
                    continue
                hidden = sum(_overlap(box, other) for other in taken if other is not own)
                crossed = sum(
                    1 for x, y in route if box[0] - 2 < x < box[2] + 2 and box[1] - 2 < y < box[3] + 2
                )
                cost = hidden * 10 + crossed * 6 + ring * 14 + rank
                if best is None or cost < best[0]:
                    best = cost, box, spot
                if not wish.needed and ring:
                    break
        if best is None:
            continue
        cost, box, spot = best
        if not wish.needed and cost >= 60:
            continue
        spots[index] = spot
        taken.append(box)
    return spots
