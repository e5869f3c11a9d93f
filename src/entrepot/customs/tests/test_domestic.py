"""Goods that cross no customs border are not imported, whatever the file of the destination would say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrepot.customs import rules
from entrepot.customs.public import from_json, quote, recompute, to_json
from entrepot.customs.tests.asking import CHINA, MALAYSIA, RINGGIT, TODAY, Channel, amounts, codes, line
from entrepot.customs.words import BuyerFacts, Kind, NothingToDeclare, QuoteRequest, Rate, Terms
from entrepot.values import CountryCode, Money

OUTSIDE_PRICE = "How much of the country's own sales tax, VAT or excise is in the seller's price is not known"


def sent(
    start: str | None, end: str, *lines, freight: str = "0", insurance: str = "0", **more
) -> QuoteRequest:
    currency = lines[0].goods.currency if lines else "MYR"
    return QuoteRequest(
        destination=CountryCode(end),
        at=more.pop("at", TODAY),
        lines=lines,
        freight=Money.parse(freight, currency),
        insurance=Money.parse(insurance, currency),
        sent_from=CountryCode(start) if start else None,
        **more,
    )


def ringgit(goods: str = "38.00", hs: str | None = "090121", **more):
    return line(goods, hs, currency="MYR", **more)


def test_coffee_from_kuantan_to_malaysia_is_goods_and_freight_and_nothing_else():
    made = quote(sent("MY", "MY", ringgit(quantity=2), freight="6.75", insurance="0.90"))
    assert [(item.kind, str(item.amount), str(item.explanation)) for item in made.lines] == [
        (Kind.GOODS, "38.00 MYR", "Price of the goods"),
        (Kind.FREIGHT, "6.75 MYR", "Freight to the door"),
        (Kind.INSURANCE, "0.90 MYR", "Insurance to the door"),
    ]
    assert (str(made.total), made.duty_known, made.terms) == ("45.65 MYR", True, Terms.DDP)
    assert (made.scheme, made.inside_one_territory) == ("domestic", True)
    assert made.charges == Money.zero("MYR")
    assert [item.name for item in made.schemes] == ["Domestic sale across no customs border"]


def test_what_is_not_known_of_a_domestic_sale_is_said_in_words():
    made = quote(sent("MY", "MY", ringgit()))
    assert str(made.reasons[0]).startswith(
        "The goods are sent within the country and cross no customs border"
    )
    assert str(made.notes[0]).startswith(OUTSIDE_PRICE)
    assert "free zone or a duty-free island" in str(made.notes[1])
    assert codes(made) == []


@pytest.mark.parametrize("country", ["DE", "KE", "MN", "BV"])
def test_a_country_without_a_file_has_domestic_sales_too(country):
    made = quote(sent(country, country, line("10.00", currency="EUR"), freight="4.00"))
    assert (made.scheme, str(made.total), made.duty_known) == ("domestic", "14.00 EUR", True)
    assert quote(sent("LK", country, line("10.00", currency="EUR"))).duty_known is False


def test_the_place_of_origin_is_not_the_place_of_dispatch():
    tea = ringgit("46.00", "090230", ref="tea", origin="LK")
    assert quote(sent("MY", "MY", tea)).scheme == "domestic"
    assert quote(sent("LK", "MY", tea)).scheme == "low_value"
    assert quote(sent("LK", "MY", ringgit("46.00", origin="MY"))).scheme == "low_value"


def test_goods_from_a_third_country_are_imports_as_before():
    imported = quote(sent("MY", "CN", line("1000.00")))
    assert (imported.scheme, amounts(imported, Kind.TAX)) == ("retail", ["91.00 CNY"])
    assert imported == replace(
        rules.quote(sent(None, "CN", line("1000.00")), CHINA), request=imported.request
    )


@pytest.mark.parametrize("region", ["HK", "MO", "TW"])
def test_hong_kong_macau_and_taiwan_are_customs_territories_of_their_own(region):
    made = quote(sent(region, "CN", line("1000.00")))
    assert (made.scheme, amounts(made, Kind.TAX)) == ("retail", ["91.00 CNY"])
    assert not made.inside_one_territory
    assert quote(sent("CN", region, line("1000.00"))).duty_known is False
    assert quote(sent(region, region, line("1000.00"))).scheme == "domestic"


def test_a_place_of_dispatch_that_is_not_known_counts_as_a_border():
    assert quote(sent(None, "MY", ringgit())).scheme == "low_value"


def test_between_member_states_of_the_european_union_there_is_no_duty_and_vat_is_not_known():
    made = quote(sent("GR", "DE", line("20.00", currency="EUR", origin="GR"), freight="5.50"))
    assert (made.scheme, made.inside_one_territory) == ("union", True)
    assert amounts(made) == ["20.00 EUR", "5.50 EUR"]
    assert (str(made.total), made.duty_known, made.terms) == ("25.50 EUR", True, Terms.DDP)
    assert "inside one customs territory" in str(made.reasons[0])
    assert str(made.notes[0]).startswith("How much VAT and excise, and of which member state")
    (union,) = made.rules.groups
    assert (union.id, len(union.members), union.source.dated) == ("EU", 27, None)


@pytest.mark.parametrize("outside", ["GB", "CH", "NO", "TR", "MC", "RS"])
def test_who_is_no_member_state_is_outside(outside):
    goods = line("20.00", currency="EUR")
    for start, end in ((outside, "DE"), ("DE", outside)):
        made = quote(sent(start, end, goods))
        assert (made.duty_known, codes(made)) == (False, ["customs.country_not_known"])


def test_the_union_is_known_as_it_stands_since_the_united_kingdom_left_it():
    goods = line("20.00", currency="EUR")
    assert quote(sent("GR", "DE", goods, at=date(2020, 12, 31))).duty_known is False
    assert quote(sent("GR", "DE", goods, at=date(2021, 1, 1))).scheme == "union"


def test_a_domestic_sale_touches_no_yearly_limit_however_much_is_used():
    spent = BuyerFacts("lin", Money.parse("26000.00", "CNY"), Money.parse("900.00", "CNY"))
    made = quote(sent("CN", "CN", line("9000.00", quantity=3), importer=spent))
    assert (made.scheme, made.quota) == ("domestic", None)
    assert not any("Yearly limit" in str(note) for note in made.notes)
    assert quote(sent("MY", "CN", line("9000.00", quantity=3), importer=spent)).quota is not None


def test_a_domestic_sale_needs_no_hs_code_and_no_import_is_forbidden():
    assert str(quote(sent("CN", "CN", line("10.00", None))).total) == "10.00 CNY"
    cream = line("10.00", "3304990010", ref="cream")
    assert quote(sent("CN", "CN", cream)).charges == Money.zero("CNY")


def test_a_domestic_sale_to_a_trader_is_no_import_either():
    assert quote(sent("MY", "MY", ringgit("9000.00"), channel=Channel.GENERAL)).scheme == "domestic"


def test_an_empty_consignment_is_refused_wherever_it_goes():
    with pytest.raises(NothingToDeclare):
        quote(sent("MY", "MY"))


def test_a_domestic_sale_in_another_currency_is_exchanged_at_the_given_rate():
    made = quote(sent("MY", "MY", ringgit("60.00"), freight="25.00", currency="CNY", rates=(RINGGIT,)))
    assert amounts(made) == ["98.54 CNY", "41.06 CNY"]
    assert str(made.notes[-1]) == "1 MYR = 1.6423 CNY (test, 2026-11-23)"


@pytest.mark.parametrize(("start", "end", "file"), [("MY", "MY", MALAYSIA), ("GR", "DE", None)])
def test_a_stored_quote_comes_out_again_whatever_became_of_files_and_unions(start, end, file, monkeypatch):
    dollars = Rate("USD", "EUR", Decimal("0.9"), "test", TODAY)
    made = quote(
        sent(start, end, line("20.00", currency="USD"), freight="3.33", currency="EUR", rates=(dollars,))
    )
    text = to_json(made)
    monkeypatch.setattr(rules, "UNIONS", ())
    assert to_json(recompute(from_json(text))) == text
    assert rules.recompute(made, None) == rules.recompute(made, file) == made


def test_an_import_that_was_stored_stays_one_though_the_union_grows(monkeypatch):
    made = quote(sent("RS", "DE", line("20.00", currency="EUR")))
    (union,) = quote(sent("GR", "DE", line("20.00", currency="EUR"))).rules.groups
    monkeypatch.setattr(rules, "UNIONS", (replace(union, members=(*union.members, CountryCode("RS"))),))
    assert quote(made.request).scheme == "union"
    assert recompute(made) == made


def test_a_quote_that_was_stored_before_the_place_of_dispatch_was_asked_can_be_read():
    made = quote(sent(None, "MY", ringgit()))
    text = to_json(made).replace(',"sent_from":null', "")
    assert "sent_from" not in text
    assert from_json(text) == made
    assert recompute(from_json(text)) == made
