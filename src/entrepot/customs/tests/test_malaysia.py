"""Malaysia: low-value goods, small parcels by air, and what lies above."""

from datetime import date

import pytest

from entrepot.customs.tests.asking import MALAYSIA, amounts, ask, codes, line
from entrepot.customs.words import Channel, Kind, Terms, Transport
from entrepot.values import Money


def tea(goods: str = "480.00", hs: str = "090230", **more):
    return line(goods, hs, currency="MYR", ref="tea", origin="CN", **more)


def test_480_ringgit_and_20_of_freight_bear_48_of_low_value_tax():
    quote = ask(MALAYSIA, tea(), freight="20.00")
    assert amounts(quote) == ["480.00 MYR", "20.00 MYR", "0.00 MYR", "48.00 MYR"]
    assert quote.total == Money.parse("548.00", "MYR")
    assert (quote.scheme, quote.terms) == ("low_value", Terms.DDP)
    tax = quote.lines[-1]
    assert str(tax.explanation) == "10 % sales tax on low-value goods of 480.00 MYR"
    assert tax.sources[0].title.startswith("Sales Tax (Determination of Low Value Goods) Order 2023")


def test_the_tax_on_low_value_goods_begins_with_2024():
    before = ask(MALAYSIA, tea(), freight="20.00", at=date(2023, 12, 31))
    after = ask(MALAYSIA, tea(), freight="20.00", at=date(2024, 1, 1))
    assert (before.scheme, str(before.total)) == ("small_parcel", "500.00 MYR")
    assert (after.scheme, str(after.total)) == ("low_value", "548.00 MYR")


def test_a_parcel_over_500_with_freight_is_dutiable_even_if_its_goods_are_not():
    quote = ask(MALAYSIA, tea(), freight="20.01")
    proved = ask(MALAYSIA, tea(proofs=("ACFTA",)), freight="20.01")
    assert (quote.scheme, quote.duty_known) == ("low_value_dutiable", False)
    assert codes(quote) == ["customs.rate_not_known", "customs.preference_without_proof"]
    assert (proved.duty_known, amounts(proved, Kind.DUTY, Kind.TAX)) == (True, ["0.00 MYR", "48.00 MYR"])


def test_the_price_of_a_piece_decides_not_the_price_of_the_line():
    two = ask(MALAYSIA, tea("900.00", quantity=2, proofs=("ACFTA",)))
    one = ask(MALAYSIA, tea("500.01", proofs=("ACFTA",)))
    assert two.scheme == "low_value_dutiable"
    assert amounts(two, Kind.TAX) == ["90.00 MYR"]
    assert (one.scheme, one.duty_known) == ("general", False)


@pytest.mark.parametrize("transport", [Transport.SEA, Transport.ROAD, Transport.RAIL])
def test_only_parcels_by_air_are_small_parcels(transport):
    assert ask(MALAYSIA, tea(), transport=transport).scheme == "low_value_dutiable"


def test_a_seller_who_is_not_registered_collects_nothing():
    quote = ask(MALAYSIA, tea(), seller_collects=False)
    assert (quote.scheme, str(quote.total)) == ("small_parcel", "480.00 MYR")


@pytest.mark.parametrize("hs", ["240220", "220300", "961400", "854340"])
def test_tobacco_liquor_and_smoking_goods_have_no_relief(hs):
    quote = ask(MALAYSIA, tea("50.00", hs))
    assert (quote.scheme, quote.duty_known, quote.charges) == ("general", False, Money.zero("MYR"))


def test_traders_pay_duty_and_sales_tax_and_the_exemption_of_tea_ended_in_june_2025():
    proved = tea("1000.00", proofs=("ACFTA",))
    before = ask(MALAYSIA, proved, channel=Channel.GENERAL, at=date(2025, 6, 30))
    after = ask(MALAYSIA, proved, channel=Channel.GENERAL, at=date(2025, 7, 1))
    assert amounts(before, Kind.DUTY, Kind.TAX) == ["0.00 MYR", "0.00 MYR"]
    assert (after.duty_known, amounts(after, Kind.DUTY, Kind.TAX)) == (False, [])


def test_rice_is_free_of_sales_tax_but_its_duty_is_not_known():
    rice = ask(MALAYSIA, tea("1000.00", "100630"), channel=Channel.GENERAL)
    assert codes(rice) == ["customs.rate_not_known"]
    assert "no sourced duty rate for HS 100630" in str(rice.findings[0].sentence)


def test_each_line_of_a_parcel_has_its_own_scheme_but_one_unknown_makes_all_unknown():
    quote = ask(MALAYSIA, tea("100.00"), line("50.00", "240220", currency="MYR", ref="cigars", origin="CN"))
    assert [item.scheme for item in quote.schemes] == ["low_value", "general"]
    assert quote.scheme == "mixed"
    assert not quote.duty_known
    assert amounts(quote, Kind.DUTY, Kind.TAX) == []
