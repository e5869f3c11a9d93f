"""Amounts, numbers and instants in each edition."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from entrepot.values import Money, Weight
from entrepot.web import formatting

KUANTAN = ZoneInfo("Asia/Kuala_Lumpur")
NBSP = "\N{NO-BREAK SPACE}"
LRM, RLM = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"


@pytest.mark.parametrize(
    ("edition", "amount", "text"),
    [
        ("en", Money(31240, "MYR"), f"MYR{NBSP}312.40"),
        ("en", Money(123456789, "MYR"), f"MYR{NBSP}1,234,567.89"),
        ("zh-hans", Money(31240, "CNY"), f"CNY{NBSP}312.40"),
        ("zh-hant", Money(31240, "TWD"), f"TWD{NBSP}312.40"),
        ("mn", Money(31240, "MNT"), f"MNT{NBSP}312.40"),
        ("en", Money(500, "JPY"), f"JPY{NBSP}500"),
        ("en", Money(12345, "KWD"), f"KWD{NBSP}12.345"),
        ("en", Money(-1250, "MYR"), f"MYR{NBSP}\N{MINUS SIGN}12.50"),
        ("en", Money(0, "MYR"), f"MYR{NBSP}0.00"),
        ("ar", Money(31240, "AED"), f"{RLM}312.40{NBSP}{RLM}AED"),
        ("ar", Money(-1250, "MYR"), f"{RLM}{LRM}\N{MINUS SIGN}12.50{NBSP}{RLM}MYR"),
    ],
)
def test_money_has_its_code_and_all_its_decimals(edition: str, amount: Money, text: str) -> None:
    with translation.override(edition):
        assert str(formatting.money_text(amount)) == text


def test_a_large_amount_loses_no_digit() -> None:
    with translation.override("en"):
        assert (
            formatting.money_text(Money(123456789012345678901, "MYR")).figure
            == "1,234,567,890,123,456,789.01"
        )


def test_a_plus_is_written_when_asked_for() -> None:
    with translation.override("en"):
        assert formatting.money_text(Money(5, "MYR"), sign=True).figure == "+0.05"
        assert formatting.money_text(Money(-5, "MYR"), sign=True).figure == "\N{MINUS SIGN}0.05"


@pytest.mark.parametrize(
    ("rate", "text"),
    [("0.10", "10%"), ("0.0910", "9.1%"), ("0.11", "11%"), ("0", "0%"), ("0.00125", "0.125%"), ("1", "100%")],
)
def test_a_rate_keeps_its_decimals_and_gains_none(rate: str, text: str) -> None:
    with translation.override("en"):
        assert formatting.percent_text(Decimal(rate)) == text


def test_a_sign_keeps_its_side_where_lines_run_from_the_right() -> None:
    with translation.override("ar"):
        assert formatting.percent_text(Decimal("0.063")) == f"6.3{LRM}%{LRM}"
        assert formatting.number_text(-1234) == f"{LRM}\N{MINUS SIGN}1,234"


def test_parts_of_a_list_stand_in_the_order_of_the_line() -> None:
    with translation.override("en"):
        assert formatting.list_text(["Suez Canal", "Malacca"]) == "Suez Canal, Malacca"
    with translation.override("ar"):
        assert formatting.list_text(["قناة السويس", "Malacca"]) == f"{RLM}قناة السويس، {RLM}Malacca"


def test_an_instant_is_told_at_its_place_and_in_utc() -> None:
    with translation.override("en"):
        text = formatting.instant_text(datetime(2026, 7, 6, 3, 30, tzinfo=UTC), KUANTAN)
    assert (text.day, text.time, text.zone, text.utc) == ("6 Jul 2026", "11:30", "UTC+8", "03:30 UTC")
    assert text.iso == "2026-07-06T03:30:00Z"


def test_utc_names_its_day_where_it_is_another_one() -> None:
    with translation.override("en"):
        text = formatting.instant_text(datetime(2026, 7, 6, 18, 30, tzinfo=UTC), KUANTAN)
    assert (text.day, text.time, text.utc) == ("7 Jul 2026", "02:30", "6 Jul 2026 18:30 UTC")


def test_local_time_and_utc_do_not_melt_where_lines_run_from_the_right() -> None:
    with translation.override("ar"):
        text = formatting.instant_text(datetime(2026, 7, 6, 3, 30, tzinfo=UTC), KUANTAN)
    parts = ("6 يوليو 2026", "11:30", "UTC+8", f"{RLM}03:30 {RLM}UTC")
    assert (text.day, text.time, text.zone, text.utc) == parts
    with translation.override("ar"):
        assert str(text) == " ".join(f"{RLM}{part}" for part in parts)


def test_half_hours_of_a_zone_are_written() -> None:
    with translation.override("en"):
        text = formatting.instant_text(datetime(2026, 7, 6, 3, 30, tzinfo=UTC), ZoneInfo("Asia/Colombo"))
    assert (text.time, text.zone) == ("09:00", "UTC+5:30")


def test_at_a_place_in_utc_the_time_is_told_once() -> None:
    with translation.override("en"):
        text = formatting.instant_text(datetime(2026, 1, 6, 3, 30, tzinfo=UTC), ZoneInfo("UTC"))
    assert (text.zone, text.utc) == ("UTC", "")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        formatting.instant_text(datetime(2026, 1, 6, 3, 30), KUANTAN)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("edition", "text"),
    [
        ("en", "31 Oct 2026"),
        ("zh-hans", "2026年10月31日"),
        ("zh-hant", "2026年10月31日"),
        ("mn", "2026\u202fоны 10-р сарын 31"),
        ("ar", "31 أكتوبر 2026"),
    ],
)
def test_a_day_is_written_as_the_edition_writes_it(edition: str, text: str) -> None:
    with translation.override(edition):
        assert formatting.day_text(date(2026, 10, 31)) == text


def test_a_weight_is_in_kilograms_without_loss() -> None:
    with translation.override("en"):
        assert formatting.weight_text(Weight(1250)) == f"1.25{NBSP}kg"
        assert formatting.weight_text(Weight(4180000)) == f"4,180{NBSP}kg"
    with translation.override("ar"):
        assert formatting.weight_text(Weight(1250)) == f"1.25{NBSP}كغ"
