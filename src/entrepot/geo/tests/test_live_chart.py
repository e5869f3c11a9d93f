"""The chart that comes alive: what it reads, where its files come from, and what stands without it."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from entrepot.geo.finders import ChartFinder
from entrepot.geo.public import (
    ChartLane,
    ChartMark,
    LiveChart,
    LiveLane,
    LiveMark,
    along,
    get_place,
    great_circle,
    live_chart_json,
    page_chart,
    sea_route,
)

KUANTAN, QINZHOU = get_place("MYKUA").position, get_place("CNQZH").position
ROUTE = sea_route("MYKUA", "CNQZH").line
CHART = LiveChart(
    ports=(ChartMark(*KUANTAN, "Kuantan", "here"), ChartMark(*QINZHOU, "钦州")),
    lanes=(LiveLane(ROUTE, "Kuantan – 钦州", volume=2, moving=True),),
    marks=(LiveMark(110.06891, 12.3, 7.6, "2 consignments", count=2),),
    layers=(("goods", "Goods at sea"), ("data", "Data")),
)


def test_the_chart_is_told_as_geojson_in_the_words_of_the_edition():
    told = json.loads(live_chart_json(CHART))
    assert told["layers"] == [{"code": "goods", "name": "Goods at sea"}, {"code": "data", "name": "Data"}]
    assert [port["properties"] for port in told["ports"]["features"]] == [
        {"name": "Kuantan", "here": True},
        {"name": "钦州", "here": False},
    ]
    (lane,) = told["lanes"]["features"]
    assert lane["properties"] == {"title": "Kuantan – 钦州", "layer": "goods", "volume": 2, "moving": True}
    assert lane["geometry"]["type"] == "MultiLineString"
    assert lane["geometry"]["coordinates"][0][0] == [round(KUANTAN[0], 3), round(KUANTAN[1], 3)]
    (mark,) = told["marks"]["features"]
    assert mark["geometry"] == {"type": "Point", "coordinates": [110.069, 12.3]}
    assert mark["properties"] == {"title": "2 consignments", "layer": "goods", "count": 2, "bearing": 8}


def test_the_same_chart_is_the_same_text():
    assert live_chart_json(CHART) == live_chart_json(CHART)


def test_a_share_of_a_line_lies_on_it_and_looks_ahead():
    line = (((0.0, 0.0), (10.0, 0.0), (10.0, 10.0)),)
    assert along(line, Fraction(0)) == ((0.0, 0.0), 90.0)
    assert along(line, Fraction(1)) == ((10.0, 10.0), 0.0)
    point, bearing = along(line, Fraction(3, 4))
    assert point == pytest.approx((10.0, 5.0), abs=1e-4)
    assert bearing == 0.0


def test_a_share_of_a_line_is_counted_across_180_degrees():
    line = (((170.0, 0.0), (180.0, 0.0)), ((-180.0, 0.0), (-170.0, 0.0)))
    point, bearing = along(line, Fraction(3, 4))
    assert point == pytest.approx((-175.0, 0.0), abs=1e-4)
    assert bearing == pytest.approx(90.0)


@pytest.mark.parametrize("share", [Fraction(-1, 100), Fraction(101, 100)])
def test_there_is_nothing_before_and_beyond_a_line(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        along(ROUTE, share)


def test_a_great_circle_bends_towards_the_pole_and_is_cut_at_180_degrees():
    (run,) = great_circle((0.0, 50.0), (90.0, 50.0))
    assert (run[0], run[-1]) == ((0.0, 50.0), (90.0, 50.0))
    assert run[16] == pytest.approx((45.0, 59.32), abs=0.01)
    assert [runs[-1][0] for runs in great_circle((170.0, 10.0), (-170.0, 20.0))] == [180.0, -170.0]
    assert great_circle(KUANTAN, KUANTAN) == ((KUANTAN, KUANTAN),)


def test_the_library_and_the_land_are_files_of_ours():
    named = dict(ChartFinder().list(None))
    assert set(named) == {"geo/maplibre-gl.js", "geo/maplibre-gl.css", "geo/land.json"}
    for name in named:
        assert Path(str(finders.find(name))).is_file()
    assert finders.find("geo/ipywidget.js") is None


def test_the_library_is_handed_out_with_its_licence_and_without_a_source_map_that_is_not_there():
    storage = dict(ChartFinder().list(None))["geo/maplibre-gl.js"]
    content = storage.open("geo/maplibre-gl.js").read()
    assert b"@license 3-Clause BSD" in content[:400]
    assert b"sourceMappingURL" not in content


def page() -> str:
    drawn = page_chart(
        title="Kuantan – Qinzhou",
        description="1,240 nautical miles",
        lanes=[ChartLane(ROUTE, "idle")],
        marks=CHART.ports,
    )
    context = Context({"drawn": drawn, "source": "/en/chart.json", "title": "Hubs & <ports>"})
    return Template('{% live_chart drawn title source "Estimated." %}').render(context)


def test_what_the_server_drew_stands_until_the_live_chart_does():
    shown = page()
    assert len(re.findall(r'<svg [^>]*class="geo-chart"', shown)) == 2
    assert re.search(r'<div class="live-chart-tools"[^>]* hidden>', shown)
    assert "Hubs &amp; &lt;ports&gt;" in shown
    assert "Estimated." in shown


def test_a_page_with_a_chart_loads_one_small_script_and_names_the_rest_for_later():
    shown = page()
    assert re.findall(r"<script [^>]*>", shown) == ['<script type="module" src="/static/geo/live_chart.js">']
    assert not re.search(r"<link|<style|\sstyle=", shown)
    for name in ("maplibre-gl.js", "maplibre-gl.css", "land.json"):
        assert re.search(rf'data-[a-z]+="/static/geo/{name}"', shown)
    assert 'data-live-chart="/en/chart.json"' in shown


def test_the_port_where_the_reader_is_and_a_lane_where_nothing_moves_look_their_own_way():
    shown = page()
    assert shown.count('class="geo-mark geo-mark-here"') == 2
    assert 'class="geo-lane geo-lane-idle"' in shown
