"""Names in the editions: CLDR's first, then GeoNames', else the Latin name; never one made up."""

import csv
from importlib.resources import files

import pytest

from entrepot.geo.public import country_name, find_place, place_name, place_text
from entrepot.values import Refusal
from entrepot.values.editions import EDITIONS


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
    assert found.source == ("unlocode" if edition == "en" else "cldr Asia/Colombo")


@pytest.mark.parametrize(
    ("code", "hans", "hant", "mn", "ar"),
    [
        ("CNQZH", "钦州", "欽州", "Qinzhou", "Qinzhou"),
        ("MYKUA", "关丹", "關丹", "Kuantan", "كوانتان"),
        ("GRPIR", "比雷埃夫斯", "比雷埃夫斯", "Пирей", "بيرايوس"),
        ("KEMBA", "蒙巴萨", "蒙巴薩", "Момбаса", "مومباسا"),
        ("DJJIB", "吉布提", "吉布地", "Жибути", "جيبوتي"),
        ("AEJEA", "杰贝阿里", "傑貝阿里", "Jebel Ali", "جبل علي"),
        ("MYPKG", "巴生港", "巴生港", "Port Klang", "Port Klang"),
        ("THLCH", "林查班", "林查班", "Laem Chabang", "Laem Chabang"),
        ("SGSIN", "新加坡", "新加坡", "Сингапур", "سنغافورة"),
        ("CNNGB", "宁波", "寧波", "Нинбо", "نينغبو"),
        ("CNHAK", "海口", "海口", "Haikou", "هايكو"),
        ("HKHKG", "香港", "香港", "Хонг Конг", "هونغ كونغ"),
        ("ZACPT", "开普敦", "開普敦", "Кейптаун", "كيب تاون"),
        ("ITTRS", "的里雅斯特", "的里雅斯特", "Trieste", "Trieste"),
    ],
)
def test_a_port_is_called_as_its_readers_call_it_and_in_latin_where_no_source_does(code, hans, hant, mn, ar):
    editions = ("zh-hans", "zh-hant", "mn", "ar")
    assert tuple(place_text(code, edition) for edition in editions) == (hans, hant, mn, ar)


@pytest.mark.parametrize(
    ("code", "edition", "source"),
    [
        ("CNQZH", "zh-hans", "name geonames:1797551"),
        ("CNQZH", "zh-hant", "alias geonames:1797551"),
        ("MYKUA", "zh-hant", "opencc geonames:1735227"),
        ("ZACPT", "zh-hans", "opencc geonames:3369157"),
        ("GRPIR", "mn", "name geonames:255274"),
        ("AEDXB", "ar", "cldr Asia/Dubai"),
        ("MYPKG", "zh-hant", "page http://paper.wenweipo.com/2016/07/06/CH1607060008.htm"),
    ],
)
def test_a_name_says_where_it_is_from_and_whether_it_was_converted(code, edition, source):
    found = place_name(code, edition)
    assert (found.source, found.language) == (source, edition)


def test_every_name_has_its_place_its_edition_and_a_source():
    rows = list(
        csv.DictReader(files("entrepot.geo").joinpath("data/names.csv").read_text("utf-8").splitlines())
    )
    assert len(rows) > 5000
    assert len({(row["code"], row["edition"]) for row in rows}) == len(rows)
    for row in rows:
        assert find_place(row["code"]), row
        assert row["edition"] in set(EDITIONS) - {"en"}, row
        assert row["name"] == row["name"].strip() != "", row
        assert row["how"] in {"cldr", "name", "alias", "page", "opencc"}, row
        assert row["ref"].startswith(("geonames:", "http")) or row["how"] == "cldr", row


def test_a_town_does_not_lend_its_own_name_to_the_county_that_it_is_the_seat_of():
    """GeoNames lists the seat of Jiangyin as Chengjiang (澄江), and a town at Shantou with Laiwu among its aliases."""
    assert place_text("CNJGY", "zh-hans") == "江阴"
    assert place_text("CNCSL", "zh-hans") == "Laiwu"


def test_a_terminal_is_not_called_after_the_town_behind_the_stroke():
    assert place_text("PKBQM", "zh-hans") == "Muhammad Bin Qasim/Karachi"
    assert place_text("PKKHI", "zh-hans") == "卡拉奇"


def test_a_code_that_geo_does_not_know_stands_for_itself():
    assert place_text("XXZZZ", "mn") == "XXZZZ"
    assert place_text(None, "mn") == ""


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
