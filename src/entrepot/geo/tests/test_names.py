"""Names in the editions: CLDR first, then GeoNames for Chinese, else the Latin name; never one made up."""

import pytest

from entrepot.geo.public import EDITIONS, country_name, place_name
from entrepot.values import Refusal


@pytest.mark.parametrize(
    ("edition", "name"),
    [
        ("en", "Malaysia"),
        ("zh-hans", "马来西亚"),
        ("zh-hant", "馬來西亞"),
        ("mn", "Малайз"),
        ("ar", "ماليزيا"),
    ],
)
def test_countries_have_a_name_in_every_edition(edition, name):
    assert country_name("MY", edition) == name


def test_namibia_has_a_name_in_every_edition():
    assert [country_name("NA", edition) for edition in EDITIONS] == [
        "Namibia",
        "纳米比亚",
        "納米比亞",
        "Намиби",
        "ناميبيا",
    ]


@pytest.mark.parametrize("code", ["ZZZ", "QX", "", "150"])
def test_an_unknown_country_is_refused(code):
    with pytest.raises(Refusal) as refused:
        country_name(code, "en")
    assert (refused.value.code, refused.value.status) == ("geo.unknown_country", 404)


@pytest.mark.parametrize(
    ("edition", "name"),
    [("en", "Colombo"), ("zh-hans", "科伦坡"), ("zh-hant", "可倫坡"), ("mn", "Коломбо"), ("ar", "كولومبو")],
)
def test_a_city_that_a_time_zone_is_called_after_is_named_by_cldr(edition, name):
    found = place_name("LKCMB", edition)
    assert (found.text, found.language) == (name, edition)
    assert found.source.startswith("unlocode" if edition == "en" else "CLDR")


def test_chinese_names_come_from_the_city_of_the_same_name():
    assert place_name("CNQZH", "zh-hans").text == "钦州"
    assert place_name("CNQZH", "zh-hans").source == "geonames:1797551"
    assert place_name("CNQZH", "zh-hant").text == "欽州"
    assert place_name("CNQZH", "zh-hant").source == "geonames:1797551"
    assert place_name("GRPIR", "zh-hans").text == "比雷埃夫斯"


def test_a_converted_name_says_so():
    kuantan = place_name("MYKUA", "zh-hant")
    assert kuantan.text == "關丹"
    assert kuantan.source == "converted by OpenCC from geonames:1735227"


def test_without_a_sourced_name_the_latin_one_stands_and_says_its_language():
    laem_chabang = place_name("THLCH", "mn")
    assert (laem_chabang.text, laem_chabang.source, laem_chabang.language) == (
        "Laem Chabang",
        "unlocode",
        "en",
    )


def test_a_second_name_in_brackets_is_left_out():
    assert place_name("MYKUA", "en").text == "Kuantan"
    assert place_name("MYPKG", "en").text == "Port Klang"


def test_a_japanese_spelling_is_not_taken_for_chinese():
    assert place_name("JPYOK", "zh-hans").text == "横滨市"


@pytest.mark.parametrize("code", "CNQZH MYKUA MYPKG LKCMB AEJEA KEMBA DJJIB GRPIR THLCH".split())
def test_every_port_of_the_demo_has_a_name_with_a_source_in_every_edition(code):
    for edition in EDITIONS:
        found = place_name(code, edition)
        assert found.text
        assert found.source
        assert found.language in {edition, "en"}


def test_an_unknown_place_or_edition_is_refused():
    with pytest.raises(Refusal) as refused:
        place_name("XXZZZ", "en")
    assert refused.value.code == "geo.unknown_place"
    with pytest.raises(Refusal) as refused:
        place_name("CNQZH", "tlh")
    assert refused.value.code == "geo.unknown_edition"
