"""A chart drawn on the server: for eyes in day and night, for screen readers, within the content policy."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.geo.labels import Wish, placed
from entrepot.geo.public import PASSAGES, ChartLane, ChartMark, chart_svg, get_place, place_name, sea_route

SVG = "{http://www.w3.org/2000/svg}"


def voyage(origin, destination, *, closed=frozenset(), edition="en", width=960):
    route = sea_route(origin, destination, closed=closed)
    marks = [
        ChartMark(*get_place(code).position, place_name(code, edition).text) for code in (origin, destination)
    ]
    marks += [
        ChartMark(PASSAGES[p].lon, PASSAGES[p].lat, PASSAGES[p].name, "passage") for p in route.passages
    ]
    return chart_svg(
        title=f"{origin} to {destination}",
        description=f"{route.distance_nm} nautical miles",
        lanes=[ChartLane(route.line)],
        marks=marks,
        width=width,
    )


def test_a_chart_says_in_words_what_it_shows():
    drawing = ElementTree.fromstring(voyage("CNQZH", "GRPIR", closed=frozenset({"suez"})))
    title, description = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    assert (title.text, description.text) == ("CNQZH to GRPIR", "13425 nautical miles")
    assert drawing.get("role") == "img"
    assert drawing.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_ports_and_passages_are_labelled_in_the_edition():
    texts = [
        text.text
        for text in ElementTree.fromstring(voyage("CNQZH", "GRPIR", edition="zh-hans")).iter(f"{SVG}text")
    ]
    assert {"钦州", "比雷埃夫斯", "Suez Canal", "Bab al-Mandab", "Strait of Malacca"} <= set(texts)
    assert "Panama Canal" not in texts


@pytest.mark.parametrize(
    ("origin", "destination"), [("CNQZH", "MYKUA"), ("CNSHA", "USLAX"), ("CNQZH", "GRPIR")]
)
@pytest.mark.parametrize("width", [390, 960])
def test_every_mark_lies_on_the_sheet(origin, destination, width):
    drawing = ElementTree.fromstring(voyage(origin, destination, width=width))
    _, _, wide, high = map(float, drawing.get("viewBox").split())
    assert wide == width
    circles = list(drawing.iter(f"{SVG}circle"))
    assert len(circles) >= 2
    for circle in circles:
        assert 0 < float(circle.get("cx")) < wide
        assert 0 < float(circle.get("cy")) < high


def test_the_content_policy_has_nothing_to_forbid():
    drawing = voyage("CNSHA", "NLRTM")
    assert "style=" not in drawing.replace("font-style=", "")
    assert not re.search(r"<(style|script|foreignObject|image|use)\b|\son\w+=|href=", drawing)


def test_colours_are_the_tokens_of_the_page():
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', voyage("CNQZH", "MYKUA")))
    assert {colour for colour in colours if colour != "none" and not colour.startswith("var(--")} == set()


def test_what_people_wrote_is_escaped():
    drawing = chart_svg(
        title="<script>",
        description='a & b "c"',
        marks=[ChartMark(103.4, 4.0, "<b>Port</b>"), ChartMark(108.6, 21.7, "R&D", "vessel")],
    )
    assert "<script>" not in drawing
    assert "<b>" not in drawing
    assert drawing.__html__() == drawing
    texts = [text.text for text in ElementTree.fromstring(drawing).iter(f"{SVG}text")]
    assert {"<b>Port</b>", "R&D"} <= set(texts)


def test_a_chart_of_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        chart_svg(title="x", description="y")


def test_a_voyage_over_the_date_line_is_one_line_on_the_sheet():
    drawing = ElementTree.fromstring(voyage("CNSHA", "USLAX"))
    (lane,) = [path for path in drawing.iter(f"{SVG}path") if "geo-lane" in path.get("class", "")]
    assert lane.get("d").count("M") == 1
    shanghai, los_angeles = [float(circle.get("cx")) for circle in drawing.iter(f"{SVG}circle")]
    assert shanghai < los_angeles


@given(st.lists(st.tuples(st.integers(60, 900), st.integers(40, 500)), min_size=2, max_size=6, unique=True))
def test_labels_that_find_room_stay_inside_the_frame(points):
    wishes = [Wish(f"Port {index}", point, 3.5, 13.5, True) for index, point in enumerate(points)]
    for spot in placed(wishes, [], [], 960, 540):
        assert spot is not None
        assert 0 < spot.x < 960
        assert 0 < spot.y < 540


def test_two_ports_side_by_side_do_not_write_over_each_other():
    wishes = [
        Wish("Port Klang", (400.0, 300.0), 3.5, 13.5, True),
        Wish("Northport", (408.0, 300.0), 3.5, 13.5, True),
    ]
    one, other = placed(wishes, [], [], 960, 540)
    assert abs(one.y - other.y) >= 13 or one.anchor != other.anchor
