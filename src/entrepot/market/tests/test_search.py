"""Offers are found in every edition, in either Chinese script, and with a slip of the pen."""

import pytest

from entrepot.market.queries.listing import Facet, Search, facets, pavilions, search
from entrepot.market.tests import stall


@pytest.fixture
def goods(shop):
    stall.upload(
        shop,
        stall.file_of(
            stall.COFFEE,
            stall.TEA,
            {**stall.TEA, "sku": "HM-SILV", "title_en": "Silver tips", "title_zh_hans": "银毫白茶", "title_zh_hant": "", "title_mn": "Цагаан цай", "brand": "Haputale Mist"},
        ),
    )  # fmt: skip


def skus(found):
    return [offer.public.sku for offer in found[:50]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("咖啡", ["KT-250"]),
        ("红茶", ["HM-OP"]),
        ("紅茶", ["HM-OP"]),
        ("白茶", ["HM-SILV"]),
        ("茶", ["HM-SILV", "HM-OP"]),
        ("锡兰红茶", ["HM-OP"]),
        ("茶红", []),
        ("coffee", ["KT-250"]),
        ("cofee", ["KT-250"]),
        ("COFFEE beans", ["KT-250"]),
        ("coffee tea", []),
        ("цай", ["HM-SILV", "HM-OP"]),
        ("кофены", ["KT-250"]),
        ("gunung tapis", ["HM-OP", "KT-250"]),
        ("roasters", ["KT-250"]),
        ("haputale", ["HM-SILV"]),
        ("KT-250", ["KT-250"]),
        ("%_%", []),
        ("nothing of the kind", []),
    ],
)
def test_what_a_reader_types_finds_what_they_mean(goods, text, expected):
    assert sorted(skus(search(Search(text=text)))) == sorted(expected)


def test_choices_narrow_the_list(goods):
    assert skus(search(Search(origin="LK", category="tea"))) == ["HM-SILV", "HM-OP"]
    assert skus(search(Search(origin="LK", brand="Gunung Tapis"))) == ["HM-OP"]
    assert skus(search(Search(country="LK"))) == []
    assert len(search(Search())) == 3


def test_facets_count_what_each_choice_leaves(goods):
    found = facets(Search(category="tea"))
    assert found.categories == (Facet("tea", 2), Facet("coffee", 1))
    assert found.brands == (Facet("Gunung Tapis", 1), Facet("Haputale Mist", 1))
    assert found.countries == (Facet("MY", 2),)


def test_pavilions_are_the_countries_of_shops(goods):
    (malaysia,) = pavilions()
    assert (malaysia.country, malaysia.offers, malaysia.shops) == ("MY", 3, 1)
    assert malaysia.brands == ("Gunung Tapis", "Haputale Mist")


def test_a_page_of_offers_asks_the_database_a_fixed_number_of_times(goods, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(search(Search())[0:20]) == 3
