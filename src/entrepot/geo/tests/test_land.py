"""The shape of land for charts."""

import json
from itertools import pairwise

from entrepot.geo.public import land_shapes


def test_land_is_a_multipolygon_of_closed_rings_on_the_globe():
    land = json.loads(land_shapes())
    assert land["geometry"]["type"] == "MultiPolygon"
    assert len(land["geometry"]["coordinates"]) == 815
    for shape in land["geometry"]["coordinates"]:
        for ring in shape:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring)


def test_no_edge_jumps_across_the_date_line():
    for shape in json.loads(land_shapes())["geometry"]["coordinates"]:
        for ring in shape:
            steps = [abs(b[0] - a[0]) for a, b in pairwise(ring) if not (a[1] == b[1] == -90)]
            assert max(steps) < 90


def test_land_names_its_source():
    assert "Natural Earth" in json.loads(land_shapes())["properties"]["source"]
