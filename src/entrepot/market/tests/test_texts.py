"""A reader whose edition has no text gets the next best."""

import pytest

from entrepot.market.tests import stall
from entrepot.market.words import Text
from entrepot.values.editions import next_best


@pytest.mark.parametrize(
    ("edition", "order"),
    [
        ("en", ("en", "zh-hans", "zh-hant", "mn", "ar")),
        ("zh-hans", ("zh-hans", "zh-hant", "en", "mn", "ar")),
        ("zh-hant", ("zh-hant", "zh-hans", "en", "mn", "ar")),
        ("mn", ("mn", "en", "zh-hans", "zh-hant", "ar")),
        ("ar", ("ar", "en", "zh-hans", "zh-hant", "mn")),
        ("xx", ("en", "zh-hans", "zh-hant", "mn", "ar")),
    ],
)
def test_near_editions_come_first_then_english_then_all_others(edition, order):
    assert next_best(edition) == order


def test_the_text_says_which_edition_it_is_in():
    offer = stall.description(texts=(Text("zh-hans", "坭兴陶杯"), Text("ar", "كوب خزفي")))
    assert [offer.text(edition).edition for edition in ("en", "zh-hant", "ar")] == [
        "zh-hans",
        "zh-hans",
        "ar",
    ]
