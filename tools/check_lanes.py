"""A second opinion on the sea lanes: the same voyages over another network, which shares no line with ours.

scgraph 2.15 carries Oak Ridge National Laboratory's maritime network (MIT). It is fetched for this check and never
shipped; it has no tagged passages, so only voyages with everything open are compared. The result goes to SOURCES.md.

    python tools/check_lanes.py          after build_lanes.py; `entrepot` must be importable
"""

from __future__ import annotations

import importlib
import statistics
import sys
import tempfile
from itertools import combinations
from pathlib import Path

from sources import sha256, wheel, write_section

from entrepot.geo.public import get_place, sea_route

WHEEL = "scgraph==2.15.0"
PORTS = """
AEJEA AUSYD BEANR BRSSZ CNNGB CNQZH CNSHA CNTAO DEHAM DJJIB EGPSD ESVLC GBFXT GRPIR HKHKG IDJKT INNSA ITGOA JPYOK KEMBA
KRPUS LKCMB MYKUA MYPKG NLRTM NZAKL OMSLL PHMNL PKKHI SAJED SGSIN THLCH TRIST TWKHH TZDAR USHOU USLAX USNYC VNSGN ZADUR
""".split()
NAMED = (
    ("CNQZH", "MYKUA"),
    ("CNQZH", "GRPIR"),
    ("MYPKG", "GRPIR"),
    ("AEJEA", "LKCMB"),
    ("KEMBA", "DJJIB"),
    ("CNSHA", "NLRTM"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        archive = wheel(WHEEL, Path(scratch))
        digest = sha256(archive)
        sys.path.insert(0, str(archive))
        network = importlib.import_module("scgraph.geographs.oak_ridge_maritime").oak_ridge_maritime_geograph

        def theirs_nm(origin: str, destination: str) -> float:
            start, end = get_place(origin), get_place(destination)
            found = network.get_shortest_path(
                origin_node={"latitude": start.lat, "longitude": start.lon},
                destination_node={"latitude": end.lat, "longitude": end.lon},
                output_units="km",
            )
            return float(found["length"]) / 1.852

        named = [(pair, sea_route(*pair).distance_nm, round(theirs_nm(*pair))) for pair in NAMED]
        ratios = [
            sea_route(origin, destination).distance_nm / theirs_nm(origin, destination)
            for origin, destination in combinations(PORTS, 2)
        ]
    tenths = statistics.quantiles(ratios, n=20)
    table = "\n".join(f"| {a}-{b} | {ours:,} | {theirs:,} |" for (a, b), ours, theirs in named)
    write_section(
        "Sea lanes, second opinion",
        f"""
Made by `tools/check_lanes.py` against the Oak Ridge maritime network in {WHEEL} (MIT, sha256 `{digest}`; a check,
not shipped), which shares no line with ours. Port to port, everything open but the Arctic; nautical miles.

| Voyage | Ours | Oak Ridge |
| --- | ---: | ---: |
{table}

The {len(ratios)} voyages between {len(PORTS)} large ports: ours is {statistics.median(ratios):.3f} of theirs in the median; nine in ten lie between
{tenths[0]:.3f} and {tenths[-1]:.3f}.
""",
    )
    sys.stdout.write(f"median {statistics.median(ratios):.3f}, {tenths[0]:.3f} to {tenths[-1]:.3f}\n")


if __name__ == "__main__":
    main()
