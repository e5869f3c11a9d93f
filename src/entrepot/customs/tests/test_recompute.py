"""A stored quote comes out again to the last bit, whatever became of the tables."""

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from entrepot.customs import rules, stored
from entrepot.customs.public import from_json, recompute, to_json
from entrepot.customs.tests.asking import CHINA, MALAYSIA, RINGGIT, ask, line
from entrepot.customs.words import BuyerFacts, StoredQuoteDamaged
from entrepot.values import Money


def coffee(**more):
    return ask(
        CHINA,
        line("60.00", currency="MYR", quantity=2),
        line("35.50", "090230", currency="MYR", ref="tea", origin="LK"),
        freight="25.00",
        rates=(RINGGIT,),
        importer=BuyerFacts("b", Money(100_00, "CNY"), Money(5_00, "CNY")),
        **more,
    )


def test_text_and_quote_are_each_other():
    text = to_json(coffee())
    assert from_json(text) == coffee()
    assert to_json(from_json(text)) == text


def test_a_stored_quote_is_recomputed_bit_exact():
    text = to_json(coffee())
    assert to_json(recompute(from_json(text))) == text


def test_new_rates_change_new_quotes_but_not_the_stored_one():
    text = to_json(coffee())
    dearer = replace(
        CHINA,
        tariff=replace(
            CHINA.tariff,
            rows=tuple(
                replace(row, ad_valorem=Decimal("0.20")) if row.schedule == "VAT" else row
                for row in CHINA.tariff.rows
            ),
        ),
        limits=(),
    )
    assert rules.quote(coffee().request, dearer).total != coffee().total
    assert to_json(rules.recompute(from_json(text), dearer)) == text


def test_an_unknown_quote_stays_unknown_after_the_rate_was_found():
    quote = ask(MALAYSIA, line("600.00", currency="MYR", origin="CN"))
    richer = replace(
        MALAYSIA,
        tariff=replace(MALAYSIA.tariff, rows=(*MALAYSIA.tariff.rows, *CHINA.tariff.rows)),
    )
    assert not quote.duty_known
    assert stored.encode(rules.recompute(quote, richer)) == stored.encode(quote)


def test_the_fingerprint_is_that_of_the_law_not_of_the_cart():
    one, two = ask(CHINA, line("10.00")), ask(CHINA, line("20.00"))
    tea = ask(CHINA, line("10.00", "090230"))
    assert one.rules_fingerprint == two.rules_fingerprint
    assert one.rules_fingerprint != tea.rules_fingerprint


def test_a_quote_whose_law_was_touched_is_refused():
    text = to_json(coffee())
    assert '"ad_valorem":"0.13"' in text
    with pytest.raises(StoredQuoteDamaged, match="fingerprint"):
        from_json(text.replace('"ad_valorem":"0.13"', '"ad_valorem":"0.03"'))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"request": 1}'])
def test_what_is_no_quote_is_refused(text):
    with pytest.raises(StoredQuoteDamaged):
        from_json(text)


def test_decimals_are_text_and_money_is_minor_units():
    data = msgspec.json.decode(to_json(coffee()))
    tax = data["lines"][-1]
    assert tax["rate"] == "0.0630"
    assert tax["amount"] == {"minor": tax["levied"]["minor"], "currency": "CNY"}
    assert data["request"]["rates"][0]["rate"] == "1.6423"


def test_a_quote_of_another_engine_is_not_pretended():
    quote = coffee()
    with pytest.raises(ValueError, match="engine 0"):
        recompute(replace(quote, rules=replace(quote.rules, engine=0)))
