"""Each thing that can be wrong with a row is named with its column, its value and how to mend it."""

import pytest

from entrepot.market.rules import product_row
from entrepot.market.rules.product_file import COLUMN_NAMES, read
from entrepot.market.words import CATEGORIES, Severity, Size, Text
from entrepot.values import HSCode, Money, Weight

GOOD = {
    "sku": "KT-250",
    "title_en": "Arabica, dark roast",
    "title_zh_hans": "阿拉比卡深烘咖啡豆",
    "title_zh_hant": "阿拉比卡深烘咖啡豆",
    "title_mn": "Арабика кофе",
    "title_ar": "بن أرابيكا",
    "description_en": "Whole beans.",
    "hs_code": "090121",
    "origin": "MY",
    "brand": "Gunung Tapis",
    "category": "coffee",
    "price": "29.90",
    "currency": "MYR",
    "stock": "10",
    "net_weight_g": "250",
    "gross_weight_g": "300",
    "length_mm": "120",
    "width_mm": "80",
    "height_mm": "200",
}


def check(cells, currency="MYR", decimals=2):
    given = {**GOOD, **cells}
    row = ",".join('"' + given.get(name, "").replace('"', '""') + '"' for name in COLUMN_NAMES)
    content = f"{','.join(COLUMN_NAMES)}\n{row}".encode()
    return product_row.check(read(content).rows[0], currency=currency, decimals=decimals, brand="House")


def found(**cells):
    product, findings = check(cells)
    assert product is None
    return [(f.row, f.column, f.code, f.value) for f in findings if f.severity is Severity.ERROR]


def test_a_good_row_is_a_product():
    product, findings = check({})
    assert findings == ()
    assert product.price == Money(2990, "MYR")
    assert (product.sku, product.hs, product.origin, product.stock) == ("KT-250", HSCode("090121"), "MY", 10)
    assert (product.net_weight, product.gross_weight) == (Weight(250), Weight(300))
    assert product.size == Size(120, 80, 200)
    assert product.texts == (
        Text("en", "Arabica, dark roast", "Whole beans."),
        Text("zh-hans", "阿拉比卡深烘咖啡豆"),
        Text("zh-hant", "阿拉比卡深烘咖啡豆"),
        Text("mn", "Арабика кофе"),
        Text("ar", "بن أرابيكا"),
    )


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("sku", "", "missing"),
        ("sku", "KT 250", "sku_form"),
        ("sku", "K" * 41, "sku_form"),
        ("title_en", "", "missing"),
        ("title_en", "x" * 201, "text_too_long"),
        ("title_zh_hans", "Coffee", "not_in_script"),
        ("title_mn", "咖啡", "not_in_script"),
        ("title_mn", "Coffee", "not_in_script"),
        ("title_ar", "Coffee", "not_in_script"),
        ("title_ar", "咖啡", "not_in_script"),
        ("title_en", "咖啡", "not_in_script"),
        ("description_en", "x" * 3001, "text_too_long"),
        ("hs_code", "", "no_hs"),
        ("hs_code", "90121", "hs_zero_lost"),
        ("hs_code", "coffee", "hs_form"),
        ("hs_code", "0901", "hs_too_short"),
        ("hs_code", "090199", "hs_unknown"),
        ("hs_code", "999999", "hs_unknown"),
        ("origin", "", "missing"),
        ("origin", "XX", "origin_unknown"),
        ("origin", "Malaysia", "origin_unknown"),
        ("brand", "x" * 81, "brand_too_long"),
        ("category", "", "missing"),
        ("category", "kofi", "category_unknown"),
        ("price", "", "missing"),
        ("price", "RM 29.90", "price_form"),
        ("price", "29,90", "price_form"),
        ("price", "29.905", "price_form"),
        ("price", "-1", "price_form"),
        ("price", "1e3", "price_form"),
        ("price", "0", "price_range"),
        ("currency", "USD", "currency_other"),
        ("stock", "", "missing"),
        ("stock", "-1", "not_whole"),
        ("stock", "ten", "not_whole"),
        ("stock", "1.5", "not_whole"),
        ("stock", "10000001", "not_whole"),
        ("net_weight_g", "0", "not_whole"),
        ("net_weight_g", "", "missing"),
        ("gross_weight_g", "249", "gross_below_net"),
        ("length_mm", "", "size_incomplete"),
        ("width_mm", "8 cm", "not_whole"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(column, value, code):
    assert found(**{column: value}) == [(2, column, code, value[:200])]


def test_a_description_needs_a_title_in_its_language():
    assert found(description_zh_hant="整粒咖啡豆。", title_zh_hant="") == [
        (2, "title_zh_hant", "title_missing", "")
    ]


def test_all_that_is_wrong_with_a_row_is_found_at_once():
    assert found(hs_code="", price="free", stock="") == [
        (2, "hs_code", "no_hs", ""),
        (2, "price", "price_form", "free"),
        (2, "stock", "missing", ""),
    ]


def test_a_currency_without_decimals_takes_whole_numbers_only():
    assert check({"currency": "", "price": "2990"}, "JPY", 0)[0].price == Money(2990, "JPY")
    product, findings = check({"currency": "", "price": "2990.5"}, "JPY", 0)
    assert product is None
    assert findings[0].params == (("currency", "JPY"), ("decimals", "0"))


def test_a_code_longer_than_six_digits_stands_for_its_subheading():
    product, _ = check({"hs_code": "0901.21.10"})
    assert product.hs == HSCode("09012110")


def test_missing_traditional_chinese_is_drafted_and_said():
    product, findings = check(
        {"title_zh_hans": "烘焙咖啡豆，云南", "title_zh_hant": "", "description_zh_hans": "干净的香气"}
    )
    assert product.texts[2] == Text("zh-hant", "烘焙咖啡豆，雲南", "乾淨的香氣", draft=True)
    assert [(f.column, f.severity, f.code) for f in findings] == [
        ("title_zh_hant", Severity.WARNING, "text_drafted")
    ]


def test_editions_without_a_title_are_said_and_do_not_stop_the_row():
    product, findings = check({"title_zh_hans": "", "title_zh_hant": "", "title_mn": "", "title_ar": ""})
    assert [text.edition for text in product.texts] == ["en"]
    assert [(f.column, f.severity, f.code) for f in findings] == [
        ("title_zh_hans", Severity.WARNING, "text_missing"),
        ("title_zh_hant", Severity.WARNING, "text_missing"),
        ("title_mn", Severity.WARNING, "text_missing"),
        ("title_ar", Severity.WARNING, "text_missing"),
    ]


def test_a_row_without_a_brand_has_the_shops():
    assert check({"brand": ""})[0].brand == "House"


def test_every_finding_has_words_for_what_and_how():
    given = {
        "value": "v", "cells": "1", "columns": "2", "most": "3", "least": "0", "first": "2", "known": "a",
        "currency": "MYR", "decimals": "2", "net": "1", "reserved": "1",
    }  # fmt: skip
    for text in product_row.FINDING_TEXTS.values():
        assert text.what % given
        assert text.mend % given


def test_every_category_has_a_name():
    assert all(CATEGORIES.values())


def test_digits_of_other_scripts_are_no_hs_code():
    product, findings = check({"hs_code": "090121٠٠"})
    assert product is None
    assert [(one.column, one.code) for one in findings if one.severity is Severity.ERROR] == [
        ("hs_code", "hs_form")
    ]
