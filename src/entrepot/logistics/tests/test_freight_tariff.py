"""This hub's own freight table: loaded whole or not at all, asked by way, day and weight."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from entrepot.finance.public import Rates
from entrepot.logistics import models
from entrepot.logistics.actions.tariff import COLUMNS
from entrepot.logistics.public import Freight, load_demo_tariff, load_freight_tariff
from entrepot.logistics.tests.yard import AT
from entrepot.values import CountryCode, Money, Refusal, UNLocode, Weight

HEAD = ",".join(COLUMNS)
ROW = "MYKUA,CN,USD,1.60,4.00,0.0035,0.40,14,2026-01-01"
KUANTAN, CHINA = UNLocode("MYKUA"), CountryCode("CN")


def load(*rows: str) -> int:
    return load_freight_tariff(text="\n".join([HEAD, *rows]), source="Table of Kuantan", at=AT)


def ask(grams: int, goods: Money | None = None, at: datetime = AT):
    return Freight(Rates(at)).estimate(KUANTAN, CHINA, Weight(grams), goods=goods)


def test_a_light_parcel_costs_the_minimum_and_a_heavy_one_its_weight(kuantan):
    load(ROW)
    assert ask(1_000).freight == Money(400, "USD")
    assert ask(10_000).freight == Money(1600, "USD")
    assert ask(10_003).freight == Money(1600, "USD")
    assert ask(10_004).freight == Money(1601, "USD")


def test_insurance_follows_the_goods_value_and_has_a_minimum(kuantan):
    load(ROW)
    assert ask(1_000).insurance == Money(40, "USD")
    assert ask(1_000, Money(10_000, "USD")).insurance == Money(40, "USD")
    assert ask(1_000, Money(100_000, "USD")).insurance == Money(350, "USD")


def test_the_answer_names_whose_table_it_is(kuantan):
    load(ROW)
    quote = ask(1_000)
    assert (quote.source, quote.transit_days, quote.insurance_rate) == (
        "Table of Kuantan",
        14,
        Decimal("0.003500"),
    )


def test_a_later_row_takes_over_on_its_day(kuantan):
    load(ROW, "MYKUA,CN,USD,2.00,5.00,0.0035,0.40,14,2026-12-01")
    assert ask(1_000).freight == Money(400, "USD")
    assert ask(1_000, at=datetime(2026, 12, 1, tzinfo=UTC)).freight == Money(500, "USD")


def test_a_way_that_is_not_in_the_table_has_no_price(kuantan):
    load(ROW)
    with pytest.raises(Refusal) as refused:
        Freight(Rates(AT)).estimate(KUANTAN, CountryCode("BR"), Weight(1))
    assert refused.value.code == "logistics.no_freight_price"
    assert refused.value.params == {"from_place": "MYKUA", "to_country": "BR"}


def test_before_its_day_a_row_does_not_count(kuantan):
    load(ROW)
    with pytest.raises(Refusal, match="no_freight_price"):
        ask(1, at=datetime(2025, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("MYKU,CN,USD,1.60,4.00,0.0035,0.40,14,2026-01-01", "UN/LOCODE"),
        ("MYKUA,CN,USD,1.605,4.00,0.0035,0.40,14,2026-01-01", "decimals"),
        ("MYKUA,CN,USD,-1.60,4.00,0.0035,0.40,14,2026-01-01", "negative"),
        ("MYKUA,CN,USD,1.60,4.00,1.5,0.40,14,2026-01-01", "fraction"),
        ("MYKUA,CN,USD,1.60,4.00,0.0035,0.40,14,soon", "soon"),
        (ROW, "came before"),
    ],
)
def test_one_bad_row_keeps_the_table_as_it_was(kuantan, row, says):
    load("MYKUA,MY,USD,0.60,1.50,0.0020,0.20,4,2026-01-01")
    with pytest.raises(Refusal) as refused:
        load(ROW, row)
    assert refused.value.params["line"] == 3
    assert says in str(refused.value.params["why"])
    assert models.FreightTariff.objects.count() == 1


def test_a_table_without_a_column_is_refused_by_the_columns_name(kuantan):
    with pytest.raises(Refusal, match="per_kg"):
        load_freight_tariff(text="ship_from,to_country,currency\n", source="x", at=AT)


def test_the_demo_table_fills_an_empty_hub_once(kuantan):
    assert load_demo_tariff(at=AT) == models.FreightTariff.objects.count() > 100
    assert load_demo_tariff(at=AT) == 0
    assert ask(1_500).freight == Money(400, "USD")
    assert "demo" in ask(1_500).source


def test_the_demo_table_leaves_an_operators_own_table_alone(kuantan):
    load(ROW)
    assert load_demo_tariff(at=AT) == 0
    assert models.FreightTariff.objects.count() == 1
