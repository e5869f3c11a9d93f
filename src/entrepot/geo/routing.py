"""From one port to another by sea: joins the ports to the lanes, searches, and tells the way in words of the trade."""

from __future__ import annotations

from functools import lru_cache

from entrepot.geo.lanes import SOURCE, Stretch, climb_from, lanes
from entrepot.geo.queries import get_place
from entrepot.geo.rules import closed_passages, great_circle_m, split_at_date_line
from entrepot.geo.words import Place, SeaLeg, SeaRoute, disputed_position, no_way, not_on_the_lanes, same_port
from entrepot.values import Refusal


def _way_in(place: Place) -> int:
    """The point of the lanes that a port is joined to."""
    point = lanes().access.get(place.code)
    if point is None:
        raise disputed_position(place) if place.position_check == "disputed" else not_on_the_lanes(place)
    return point


def sea_route(
    origin: str, destination: str, closed: frozenset[str] = frozenset(), open_: frozenset[str] = frozenset()
) -> SeaRoute:
    """The shortest way by sea between two ports, by UN/LOCODE.

    `closed` names passages that are closed; those of rules.CLOSED_UNLESS_OPENED are closed too unless `open_` names
    them. Refuses geo.unknown_place, geo.unknown_passage, geo.same_port, geo.disputed_position, geo.not_on_the_lanes (an
    inland place) and geo.no_sea_route: there is never a straight line instead.
    """
    start, end = get_place(origin), get_place(destination)
    shut = closed_passages(closed, open_)
    if start.code == end.code:
        raise same_port(start)
    leave, reach = _way_in(start), _way_in(end)
    way = lanes().shortest(climb_from(leave), climb_from(reach), shut)
    if way is None:
        raise no_way(start, end, shut)
    at = lanes().points
    out, in_ = great_circle_m(start.position, at[leave]), great_circle_m(at[reach], end.position)
    metres = out + way.metres + in_
    return SeaRoute(
        origin=start.code,
        destination=end.code,
        distance_m=metres,
        approach_m=out + in_,
        passages=tuple(stretch.passage for stretch in way.passages),
        legs=_legs(start.code, end.code, metres, out, way.passages),
        line=split_at_date_line([start.position, *map(at.__getitem__, way.points), end.position]),
        closed=shut,
        source=SOURCE,
    )


@lru_cache(maxsize=1024)
def find_sea_route(origin: str, destination: str) -> SeaRoute | None:
    """`sea_route` with every passage as usual; None where it refuses, for a chart that draws what there is."""
    try:
        return sea_route(origin, destination)
    except Refusal:
        return None


def _legs(
    origin: str, destination: str, metres: int, before: int, stretches: list[Stretch]
) -> tuple[SeaLeg, ...]:
    """Cut in the middle of each passage; `before` are the metres from the port to the lanes."""
    names = [origin, *(stretch.passage for stretch in stretches), destination]
    marks = [0, *(before + (stretch.from_m + stretch.to_m) // 2 for stretch in stretches), metres]
    return tuple(SeaLeg(names[i], names[i + 1], marks[i + 1] - marks[i]) for i in range(len(names) - 1))
