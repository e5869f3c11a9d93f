"""Build `lanes.json`: the network of sea lanes, ready for fast answers whatever passage is closed.

Three things happen to searoute's network on the way.

1. It is mended: the date line's two copies of every point become one, lines along 180° that run over Chukotka are
   left out, and the one untagged line round the Cape of Good Hope is tagged, so that a closed Cape is closed.
2. Ports are joined to it: to the nearest point that is reached over water, as far as Natural Earth's coast tells.
3. It is contracted (Geisberger's contraction hierarchy): points are taken out one after the other, the unimportant
   first, and where a shortest way led through one a shortcut replaces it. Both ends of every tagged line are never taken
   out, and no shortcut runs through a tagged line. So one file serves every set of closed passages.

    python tools/build_lanes.py          after build_places.py
"""

from __future__ import annotations

import csv
import heapq
import json
import math
import sys
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

from build_land import ATLAS, natural_earth
from coast import Coast, Point
from searoute.data.marnet_dict import edge_list
from sources import DATA, installed, sha256, write_section

EARTH_RADIUS_M = 6_371_008.8
NOT_PASSAGES = {"segment", "segment2", "pacific_ocean"}
"""searoute's tags for the lines along 180° and for its joints across it."""
OVER_CHUKOTKA = {
    ((-180.0, 60.0), (-180.0, 70.0)),
    ((-180.0, 62.1), (-180.0, 80.0)),
    ((-180.0, 70.0), (-180.0, 80.0)),
}
CAPE_GAP = ((20.0, -40.0), (22.0, -35.0))
"""The line that is not tagged `south_africa` though the whole Cape route runs over it."""
PASSAGE_BOX = {
    "bering": (-170.2, 64.9, -169.1, 66.0),
    "bosporus": (28.99, 41.02, 29.2, 41.3),
    "dardanelles": (26.1, 40.0, 27.0, 40.5),
    "ormuz": (56.3, 26.3, 56.8, 26.6),
    "panama": (-80.1, 8.98, -79.5, 9.8),
    "suez": (32.0, 29.6, 32.7, 31.2),
}
"""The narrow part of a passage, west, south, east, north. searoute's tags run on into the Gulf of Suez, the Sea of Marmara
and the Gulf of Panama: a closed canal would cut off Sokhna, Izmit and Balboa, which lie outside it."""

REACH_M = 150 * 1852
"""A port farther from every lane than this is not joined."""
OVER_LAND_M = 40 * 1852
"""A port whose straight way to the lanes leads over more land than this (up a river, mostly) is not joined."""
AS_GOOD_M = 3_000
"""The coast is not drawn finer than this: of points that need at most so much more land than the best, the nearest wins."""

Node = tuple[float, float]
Arc = tuple[int, int]


def metres(a: Point, b: Point) -> int:
    lat_a, lat_b = math.radians(a[1]), math.radians(b[1])
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.sin(math.radians(b[0] - a[0]) / 2) ** 2 * math.cos(
        lat_a
    ) * math.cos(lat_b)
    return round(2 * EARTH_RADIUS_M * math.atan2(math.sqrt(half), math.sqrt(1 - half)))


def on_the_globe(node: Node) -> Node:
    """One name for a point: longitude from -180 up to 180, five decimals (a metre)."""
    lon, lat = round((node[0] + 180) % 360 - 180, 5), round(node[1], 5)
    return (lon, 0.0 if abs(lat) < 0.0001 else lat)


def passage_of(a: Node, b: Node, tag: str | None) -> str | None:
    if (a, b) == CAPE_GAP:
        return "south_africa"
    if tag is None or tag in NOT_PASSAGES:
        return None
    west, south, east, north = PASSAGE_BOX.get(tag, (-180, -90, 180, 90))
    inside = all(west <= lon <= east and south <= lat <= north for lon, lat in (a, b))
    return tag if inside else None


class Network:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.lines: dict[int, dict[int, int]] = defaultdict(dict)
        """Untagged lines: metres by both ends."""
        self.passages: dict[Arc, str] = {}
        number: dict[Node, int] = {}
        for one, others in edge_list.items():
            for other, facts in others.items():
                a, b = sorted((on_the_globe(one), on_the_globe(other)))
                if a == b or (a, b) in OVER_CHUKOTKA:
                    continue
                ends = []
                for node in (a, b):
                    if node not in number:
                        number[node] = len(self.nodes)
                        self.nodes.append(node)
                    ends.append(number[node])
                passage = passage_of(a, b, facts.get("passage"))
                low, high = sorted(ends)
                if passage:
                    self.passages[low, high] = passage
                else:
                    self.lines[low][high] = self.lines[high][low] = metres(a, b)
        for low, high in self.passages:
            self.lines[low].pop(high, None)
            self.lines[high].pop(low, None)


def within(lines: dict[int, dict[int, int]], start: int, farthest: int) -> dict[int, int]:
    """Metres along untagged lines to every point within reach."""
    known = {start: 0}
    queue = [(0, start)]
    while queue:
        so_far, node = heapq.heappop(queue)
        if so_far > known[node]:
            continue
        for other, length in lines[node].items():
            total = so_far + length
            if total <= farthest and total < known.get(other, farthest + 1):
                known[other] = total
                heapq.heappush(queue, (total, other))
    return known


def way_in(port: Point, network: Network, coast: Coast) -> int | None:
    """The point where a port joins the lanes: the nearest of those that are reached over the least land."""
    squeeze = math.cos(math.radians(port[1]))

    def roughly(node: Node) -> float:
        return ((((node[0] - port[0] + 180) % 360) - 180) * squeeze) ** 2 + (node[1] - port[1]) ** 2

    close = heapq.nsmallest(10, range(len(network.nodes)), key=lambda i: roughly(network.nodes[i]))
    reach = {i: metres(port, network.nodes[i]) for i in close}
    on_land = coast.covers(port)
    land = {
        i: reach[i] * coast.share_over_land(port, network.nodes[i], on_land)
        for i in close
        if reach[i] <= REACH_M
    }
    if not land or min(land.values()) > OVER_LAND_M:
        return None
    least = min(land.values())
    return min((i for i in land if land[i] <= least + AS_GOOD_M), key=lambda i: reach[i])


def contracted(network: Network) -> tuple[list[int], dict[Arc, tuple[int, int | None]], int]:
    """Points in the order they were taken out, the arcs left at each, and how many points stay (the core, last)."""
    lines = {node: dict(network.lines[node]) for node in range(len(network.nodes))}
    middle: dict[Arc, int] = {}
    core = {end for ends in network.passages for end in ends}
    depth = dict.fromkeys(lines, 0)

    def other_way(start: int, avoid: int, targets: set[int], farthest: int) -> dict[int, int]:
        known = {start: 0}
        queue = [(0, start)]
        settled = 0
        left = set(targets)
        while queue and left and settled < 400:
            so_far, node = heapq.heappop(queue)
            if so_far > known[node]:
                continue
            if so_far > farthest:
                break
            settled += 1
            left.discard(node)
            for other, length in lines[node].items():
                total = so_far + length
                if other != avoid and total < known.get(other, total + 1):
                    known[other] = total
                    heapq.heappush(queue, (total, other))
        return known

    def shortcuts(node: int) -> list[tuple[int, int, int]]:
        around = sorted(lines[node].items())
        found = []
        for index, (a, to_a) in enumerate(around):
            rest = around[index + 1 :]
            if not rest:
                continue
            known = other_way(a, node, {b for b, _ in rest}, to_a + max(to_b for _, to_b in rest))
            found += [(a, b, to_a + to_b) for b, to_b in rest if known.get(b, to_a + to_b + 1) > to_a + to_b]
        return found

    def worth(node: int) -> int:
        return 2 * (len(shortcuts(node)) - len(lines[node])) + depth[node]

    queue = [(worth(node), node) for node in lines if node not in core]
    heapq.heapify(queue)
    order: list[int] = []
    arcs: dict[Arc, tuple[int, int | None]] = {}
    while queue:
        _, node = heapq.heappop(queue)
        now = worth(node)
        if queue and now > queue[0][0]:
            heapq.heappush(queue, (now, node))
            continue
        for a, b, length in shortcuts(node):
            lines[a][b] = lines[b][a] = length
            middle[min(a, b), max(a, b)] = node
        for other, length in lines.pop(node).items():
            del lines[other][node]
            arcs[node, other] = length, middle.get((min(node, other), max(node, other)))
            depth[other] = max(depth[other], depth[node] + 1)
        order.append(node)
    keep_shortest(lines)
    for node in sorted(lines):
        for other, length in lines[node].items():
            if node < other:
                arcs[node, other] = length, middle.get((node, other))
    return [*order, *sorted(core)], arcs, len(core)


def keep_shortest(lines: dict[int, dict[int, int]]) -> None:
    """Between the points that stay, drop every arc that another way matches."""
    for node in sorted(lines):
        for other in sorted(lines[node]):
            length = lines[node].pop(other)
            del lines[other][node]
            if within(lines, node, length).get(other, length + 1) > length:
                lines[node][other] = lines[other][node] = length


def main() -> None:
    network = Network()
    polygons, atlas_digest = natural_earth()
    coast = Coast(polygons)
    access: dict[str, int] = {}
    unjoined = []
    with (DATA / "places.csv").open(encoding="utf-8") as opened:
        for place in csv.DictReader(opened):
            if place["kind"] != "port" or place["position_check"] == "disputed":
                continue
            point = way_in((float(place["lon"]), float(place["lat"])), network, coast)
            if point is not None:
                access[place["code"]] = point
            else:
                unjoined.append(place["code"])

    order, arcs, core = contracted(network)
    rank = {node: position for position, node in enumerate(order)}
    upward: list[list[tuple[int, int]]] = [[] for _ in order]
    for (one, other), (_, through) in arcs.items():
        low, high = sorted((rank[one], rank[other]))
        upward[low].append((high, -1 if through is None else rank[through]))
    nodes = [network.nodes[node] for node in order]
    names = sorted(set(network.passages.values()))
    lanes = {
        "about": "Sea lanes from searoute's network (Apache-2.0), mended and contracted. See SOURCES.md.",
        "core": core,
        "lon": [round(lon * 100_000) for lon, _ in nodes],
        "lat": [round(lat * 100_000) for _, lat in nodes],
        "arcs": [len(arcs_up) for arcs_up in upward],
        "to": [to for arcs_up in upward for to, _ in sorted(arcs_up)],
        "through": [through for arcs_up in upward for _, through in sorted(arcs_up)],
        "passage_names": names,
        "passages": sorted(
            [*sorted((rank[a], rank[b])), names.index(passage)]
            for (a, b), passage in network.passages.items()
        ),
        "access": {code: rank[node] for code, node in sorted(access.items())},
    }
    file = DATA / "lanes.json"
    file.write_text(json.dumps(lanes, separators=(",", ":")).replace('],"', '],\n"') + "\n")
    shortcuts = sum(1 for _, through in arcs.values() if through is not None)
    lines = sum(len(others) for others in network.lines.values()) // 2
    describe(network, lines, shortcuts, core, access, unjoined, atlas_digest)
    sys.stdout.write(
        f"{file.stat().st_size:,} bytes, {len(nodes)} points, {len(arcs)} arcs, core {core}, {len(access)} ports\n"
    )


def describe(
    network: Network,
    lines: int,
    shortcuts: int,
    core: int,
    access: dict[str, int],
    unjoined: list[str],
    atlas_digest: str,
) -> None:
    marnet = Path(str(files("searoute").joinpath("data/marnet_dict.py")))
    tagged = Counter(network.passages.values())
    write_section(
        "Sea lanes: `lanes.json`",
        f"""
Built by `tools/build_lanes.py` after the places.

| What | From | Licence | sha256 |
| --- | --- | --- | --- |
| network | `marnet_dict.py` of {installed("searoute")}, modelled on Eurostat's SeaRoute | Apache-2.0 | `{sha256(marnet)}` |
| coast, for joining ports | Natural Earth 1:50m land in npm {ATLAS} | public domain | `{atlas_digest}` |

{len(network.nodes):,} points, {lines:,} lines and {len(network.passages)} tagged lines; {shortcuts:,} shortcuts; {core} points stay in the core.
Tagged lines by passage: {", ".join(f"{name} {count}" for name, count in sorted(tagged.items()))}.

**Mended**: the points that stood twice, at 180° and -180° or a hair apart, are one; {len(OVER_CHUKOTKA)} lines along 180° north of 60°N, which
ran over Chukotka and Wrangel Island, are left out; the line from 40°S 20°E to 35°S 22°E is tagged `south_africa`: without
it a closed Cape was passed untagged. `dardanelles` is tagged in the network though searoute's own list lacks it. Tags of {", ".join(sorted(PASSAGE_BOX))}
are kept on the narrow part only, so that a closed passage does not cut off the ports before it.

**Ports**: {len(access):,} are joined to one point each, within {REACH_M // 1852} nautical miles and over at most {OVER_LAND_M // 1852} nautical miles of land
(rivers): the nearest of those over the least land, so that a port is not joined across an isthmus. {len(unjoined)} ports lie farther and are not routed. Lengths are great circles between points on a sphere of
{EARTH_RADIUS_M:,.1f} m. The lanes are for planning and drawing, never for navigation.
""",
    )


if __name__ == "__main__":
    main()
