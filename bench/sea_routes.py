"""Sea routes a second beside searoute, between the same ports in the same run. Prints one JSON line.

    python -m bench.sea_routes [routes]

Both answer from the middle of a process that has read its network. `ours` is the whole answer of
`entrepot.geo.public.sea_route` with passages, legs and the line to draw, once every port has been asked about; nothing is
kept per pair. `first_pass` is the same where each port is new and must first be searched from. `peer` is searoute's
own default (networkx, bidirectional Dijkstra) with passages returned, joined at the same points of the lanes.

Every length is compared. Ours may be shorter, where searoute's network has two copies of a point that are not joined (at
180 degrees, or a hair apart); the run fails when one is longer than searoute's by a tenth of a percent. `suez_closed`
is ours with that canal closed, `cold_s` the first route of a fresh process, imports included.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence

import searoute

from entrepot.geo.lanes import climb_from, lanes
from entrepot.geo.public import SeaRoute, sea_route
from entrepot.values import Refusal

SEED = 20261124
PEER_ROUTES = 150
COLD = "import time; t = time.perf_counter(); from entrepot.geo.public import sea_route; sea_route('CNQZH', 'GRPIR'); print(time.perf_counter() - t)"
Pair = tuple[str, str]


def pairs_of_ports(count: int) -> list[Pair]:
    """Different ports that a way leads between; the few behind the Arctic passages are passed over."""
    chance = random.Random(SEED)
    ports = sorted(lanes().access)
    pairs: set[Pair] = set()
    while len(pairs) < count:
        origin, destination = chance.sample(ports, 2)
        if (
            lanes().access[origin] != lanes().access[destination]
            and reachable(origin)
            and reachable(destination)
        ):
            pairs.add((origin, destination))
    return sorted(pairs)


def reachable(port: str) -> bool:
    if port == "CNQZH":
        return True
    try:
        sea_route("CNQZH", port)
    except Refusal as refusal:
        if refusal.code != "geo.no_sea_route":
            raise
        return False
    return True


def ours_a_second(pairs: Sequence[Pair], closed: frozenset[str]) -> tuple[float, list[SeaRoute]]:
    started = time.perf_counter()
    routes = [sea_route(origin, destination, closed) for origin, destination in pairs]
    return len(pairs) / (time.perf_counter() - started), routes


def peers_a_second(pairs: Sequence[Pair]) -> tuple[float, list[float]]:
    points = [tuple(lanes().points[lanes().access[port]] for port in pair) for pair in pairs]
    searoute.searoute(*points[0], restrictions=["northwest"])
    started = time.perf_counter()
    found = [
        searoute.searoute(start, end, units="naut", restrictions=["northwest"], return_passages=True)
        for start, end in points
    ]
    speed = len(pairs) / (time.perf_counter() - started)
    return speed, [route.properties["length"] for route in found]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    pairs = pairs_of_ports(count)
    climb_from.cache_clear()
    first_pass, routes = ours_a_second(pairs, frozenset())
    ours, _ = ours_a_second(pairs, frozenset())
    closed, _ = ours_a_second([pair for pair in pairs if "EGISM" not in pair], frozenset({"suez"}))
    sample = random.Random(SEED).sample(range(count), PEER_ROUTES)
    peer, theirs = peers_a_second([pairs[index] for index in sample])
    equal = shorter = 0
    for index, length in zip(sample, theirs, strict=True):
        more = (routes[index].distance_m - routes[index].approach_m) / 1852 - length
        allowed = max(1.0, length / 1000)
        if more > allowed:
            raise SystemExit(f"{pairs[index]} is {more:.0f} nm longer than searoute's {length:.0f}")
        shorter += more < -allowed
        equal += abs(more) <= allowed
    cold = float(
        subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True).stdout
    )
    print(
        json.dumps(
            {
                "name": "Sea routes between two ports, with passages, legs and line",
                "ours": round(ours),
                "peer": round(peer, 1),
                "ratio": round(ours / peer),
                "unit": "routes/s",
                "peer_name": "searoute 1.6.0",
                "first_pass": round(first_pass),
                "suez_closed": round(closed),
                "cold_s": round(cold, 3),
                "equal_lengths": equal,
                "shorter": shorter,
                "routes": count,
            }
        )
    )


if __name__ == "__main__":
    main()
