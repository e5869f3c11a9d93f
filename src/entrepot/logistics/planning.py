"""Legs over the real sea network: how far, through which passages, and how many days at a speed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from entrepot.geo import public as geo
from entrepot.logistics.rules import SPEED_KNOTS, TRANSHIPMENT_STAY, require_speed
from entrepot.logistics.words import Mode, PlannedLeg, Source, goes_nowhere
from entrepot.values import UNLocode


def plan_legs(
    origin: UNLocode,
    destination: UNLocode,
    *,
    departs_at: datetime,
    speed_knots: Decimal | None = None,
    via: Sequence[UNLocode] = (),
) -> tuple[PlannedLeg, ...]:
    """One leg for each pair of ports from origin over `via` to destination.

    speed_knots: of the carrier's plan; None plans at this hub's own setting, and says so as the source. A port of
    transhipment is left after this hub's setting for a stay. Refuses logistics.goes_nowhere, logistics.bad_speed, and
    what geo refuses: a place it does not know, ports without a way over the sea.
    """
    stops = [origin, *via, destination]
    source = Source.CARRIER_PLAN if speed_knots is not None else Source.HUB_PLAN
    speed = require_speed(speed_knots if speed_knots is not None else SPEED_KNOTS)
    legs: list[PlannedLeg] = []
    leaves = departs_at
    for start, end in pairwise(stops):
        if start == end:
            raise goes_nowhere(start)
        route = geo.sea_route(start, end)
        arrives = leaves + geo.voyage_time(route, speed_knots=speed)
        legs.append(
            PlannedLeg(
                Mode.VESSEL,
                start,
                end,
                route.distance_nm,
                tuple(route.passages),
                speed,
                leaves,
                arrives,
                source,
            )
        )
        leaves = arrives + TRANSHIPMENT_STAY
    return tuple(legs)
