"""Cross rates: exact, over the fewest fresh legs, each with its sources and its day."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.finance.rate_paths import cross, plain
from entrepot.finance.rate_words import Leg, Rate
from entrepot.values import Refusal

DAY = date(2026, 10, 30)
ECB = "ECB"
# Published by the ECB on 2026-10-30.
MYR = Leg("EUR", "MYR", Decimal("4.5325"), ECB, DAY)
CNY = Leg("EUR", "CNY", Decimal("7.4326"), ECB, DAY)
USD = Leg("EUR", "USD", Decimal("1.1172"), ECB, DAY)
AED = Leg("USD", "AED", Decimal("3.6725"), "peg of AED", None)
SAR = Leg("USD", "SAR", Decimal("3.75"), "peg of SAR", None)
LKR = Leg("USD", "LKR", Decimal("330.9"), "Central Bank of Sri Lanka", date(2026, 10, 28))
ALL = (MYR, CNY, USD, AED, SAR, LKR)


def test_a_published_rate_stays_as_it_was_published():
    assert cross("EUR", "MYR", ALL, day=DAY) == Rate("EUR", "MYR", Decimal("4.5325"), ECB, DAY)


def test_a_rate_between_two_currencies_goes_through_the_euro_with_twelve_digits():
    # 7.4326 / 4.5325 = 1.6398455598455...
    assert cross("MYR", "CNY", ALL, day=DAY) == Rate("MYR", "CNY", Decimal("1.63984555985"), ECB, DAY)


def test_the_other_direction_is_its_quotient():
    # 1 / 4.5325 = 0.22062879205...
    assert cross("MYR", "EUR", ALL, day=DAY).rate == Decimal("0.220628792057")


def test_a_pegged_currency_goes_through_the_dollar_and_the_euro_and_names_both_sources():
    # 7.4326 / (3.6725 x 1.1172) = 1.811540423562...
    found = cross("AED", "CNY", ALL, day=DAY)
    assert found.rate == Decimal("1.81154042356")
    assert found.source == "peg of AED; ECB"
    assert found.as_of == DAY


def test_two_pegs_make_a_rate_that_does_not_age():
    # 3.75 / 3.6725
    assert cross("AED", "SAR", [AED, SAR], day=DAY) == Rate(
        "AED", "SAR", Decimal("1.02110279101"), "peg of AED; peg of SAR", DAY
    )


def test_the_day_of_a_cross_rate_is_that_of_its_oldest_leg():
    assert cross("LKR", "MYR", ALL, day=DAY).as_of == date(2026, 10, 28)


def test_the_same_currency_needs_no_rate():
    assert cross("ETB", "ETB", (), day=DAY) == Rate("ETB", "ETB", Decimal(1), "identity", DAY)


def test_a_published_rate_of_a_pegged_currency_comes_before_the_peg():
    published = Leg("USD", "AED", Decimal("3.7"), "a bank", DAY)
    assert cross("USD", "AED", [AED, published, USD], day=DAY).rate == Decimal("3.7")
    assert cross("USD", "AED", [published, AED, USD], day=DAY).rate == Decimal("3.7")


def test_a_stale_direct_rate_gives_way_to_a_fresh_cross_rate():
    old = Leg("MYR", "CNY", Decimal("1.5"), "a bank", date(2026, 10, 1))
    assert cross("MYR", "CNY", [old, *ALL], day=DAY).rate == Decimal("1.63984555985")


def test_a_fresh_direct_rate_comes_before_a_cross_rate():
    direct = Leg("CNY", "MYR", Decimal("0.61"), "Bank Negara Malaysia", DAY)
    found = cross("MYR", "CNY", [direct, *ALL], day=DAY)
    assert found.rate == Decimal("1.63934426230")
    assert found.source == "Bank Negara Malaysia"


@pytest.mark.parametrize(("base", "quote"), [("ETB", "MYR"), ("MYR", "ETB"), ("ETB", "EUR"), ("AED", "ETB")])
def test_a_currency_that_nobody_published_is_refused_by_name(base, quote):
    with pytest.raises(Refusal) as refused:
        cross(base, quote, ALL, day=DAY)
    assert refused.value.code == "finance.no_rate"
    assert refused.value.params == {"currency": "ETB"}


def test_a_rate_of_seven_days_is_used_and_one_of_eight_is_refused_with_its_age():
    assert cross("USD", "LKR", [LKR], day=date(2026, 11, 4)).rate == Decimal("330.9")
    with pytest.raises(Refusal) as refused:
        cross("USD", "LKR", [LKR], day=date(2026, 11, 5))
    assert refused.value.code == "finance.stale_rate"
    assert refused.value.params == {"currency": "LKR", "as_of": "2026-10-28", "age_days": 8}
    assert "Import newer rates" in str(refused.value)


def test_the_older_leg_is_the_one_that_is_named_stale():
    with pytest.raises(Refusal) as refused:
        cross("MYR", "LKR", [MYR, USD, LKR], day=date(2026, 11, 6))
    assert refused.value.params["currency"] == "LKR"


rates = st.decimals(Decimal("0.0001"), Decimal(99999), places=4)


@given(rates, rates)
def test_there_and_back_is_one_within_the_declared_digits(one, other):
    legs = [Leg("EUR", "MYR", one, ECB, DAY), Leg("EUR", "CNY", other, ECB, DAY)]
    there, back = cross("MYR", "CNY", legs, day=DAY).rate, cross("CNY", "MYR", legs, day=DAY).rate
    assert abs(there * back - 1) <= Decimal("1.1e-11")


@given(rates)
def test_a_plain_rate_is_the_same_number_without_an_exponent(rate):
    assert plain(rate) == rate
    assert "E" not in str(plain(rate))
