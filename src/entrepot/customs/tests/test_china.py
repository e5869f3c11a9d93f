"""China: the retail import list, its two limits, and general trade."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.customs.tests.asking import CHINA, RINGGIT, amounts, ask, codes, line
from entrepot.customs.words import BuyerFacts, Channel, Kind, Prohibited, Terms
from entrepot.values import Money


def buyer(used: str, declared: str | None = None) -> BuyerFacts:
    return BuyerFacts(
        "buyer-7", Money.parse(used, "CNY"), None if declared is None else Money.parse(declared, "CNY")
    )


def test_retail_import_without_excise_at_13_percent_vat_is_9_1_percent():
    quote = ask(CHINA, line("1000.00"))
    assert amounts(quote) == ["1000.00 CNY", "0.00 CNY", "0.00 CNY", "91.00 CNY"]
    tax = quote.lines[-1]
    assert (tax.rate, str(tax.base)) == (Decimal("0.0910"), "1000.00 CNY")
    assert str(tax.explanation) == "9.1 % of 1000.00 CNY: 70 % of the VAT"
    assert quote.scheme == "retail"


def test_roasted_coffee_from_malaysia_is_fully_known_in_ringgit_with_freight_and_insurance():
    quote = ask(
        CHINA,
        line("60.00", currency="MYR", quantity=2),
        freight="25.00",
        insurance="1.50",
        rates=(RINGGIT,),
        importer=buyer("0"),
    )
    # 60.00, 25.00 and 1.50 MYR at 1.6423 are 98.54, 41.06 and 2.46 CNY; 9.1 % of 142.06 is 12.93
    assert amounts(quote) == ["98.54 CNY", "41.06 CNY", "2.46 CNY", "0.00 CNY", "0.00 CNY", "12.93 CNY"]
    assert quote.total == Money.parse("154.99", "CNY")
    assert (quote.duty_known, quote.terms) == (True, Terms.DDP)
    assert all(item.sources and item.effective_from and item.last_checked for item in quote.lines[3:])


def test_tea_bears_70_percent_of_9_percent():
    assert amounts(ask(CHINA, line("100.00", "090230", origin="LK")), Kind.TAX) == ["6.30 CNY"]


def test_exactly_at_the_limit_of_an_order_is_within_it():
    quote = ask(CHINA, line("4990.00", quantity=10), freight="10.00")
    assert quote.scheme == "retail"


def test_one_item_over_the_limit_of_an_order_clears_as_retail_at_full_duty_and_tax():
    quote = ask(CHINA, line("5000.01"), importer=buyer("0"))
    assert quote.scheme == "retail_full"
    assert amounts(quote, Kind.DUTY, Kind.TAX) == ["750.00 CNY", "747.50 CNY"]
    assert quote.quota is not None
    assert quote.quota.counts


def test_several_items_over_the_limit_of_an_order_are_general_trade_and_do_not_count():
    quote = ask(CHINA, line("5000.01", quantity=2), importer=buyer("0"))
    assert quote.scheme == "general"
    assert quote.quota is not None
    assert not quote.quota.counts
    assert "over the retail limit of 5000.00 CNY an order" in str(quote.reasons[0])


def test_over_the_limit_of_the_year_is_general_trade_and_says_what_is_not_known():
    within = ask(CHINA, line("1000.00"), importer=buyer("20000.00", "5000.00"))
    over = ask(CHINA, line("1000.01"), importer=buyer("20000.00", "5000.00"))
    assert within.scheme == "retail"
    assert over.scheme == "general"
    assert over.quota is not None
    assert (over.quota.limit, over.quota.known_used) == (Money(26_000_00, "CNY"), Money(25_000_00, "CNY"))
    assert str(over.quota.sentence) == (
        "Yearly limit 26000.00 CNY: 20000.00 CNY used on this hub, 5000.00 CNY declared by the buyer; "
        "what else was bought elsewhere is not known to this hub."
    )


def test_a_buyer_who_declared_nothing_and_a_buyer_who_is_not_known_are_said_differently():
    silent = ask(CHINA, line("10.00"), importer=buyer("30.00"))
    guest = ask(CHINA, line("10.00"))
    assert "nothing declared by the buyer" in str(silent.notes[0])
    assert (
        str(guest.notes[0])
        == "Yearly limit 26000.00 CNY: what this buyer has used of it is not known to this hub."
    )


def test_goods_that_are_not_known_to_be_listed_are_unknown_for_retail():
    quote = ask(CHINA, line("10.00"), line("20.00", "080450", ref="mango", origin="TH"))
    assert (quote.duty_known, quote.terms, codes(quote)) == (False, Terms.DAP, ["customs.list_not_known"])
    assert quote.charges == Money.zero("CNY")


def test_general_trade_takes_the_mfn_rate_and_the_agreement_with_a_proof():
    usual = ask(CHINA, line("1000.00"), channel=Channel.GENERAL)
    proved = ask(CHINA, line("1000.00", proofs=("ACFTA",)), channel=Channel.GENERAL)
    brazil = ask(CHINA, line("1000.00", origin="BR", proofs=("ACFTA",)), channel=Channel.GENERAL)
    assert amounts(usual, Kind.DUTY, Kind.TAX) == ["150.00 CNY", "149.50 CNY"]
    assert codes(usual) == ["customs.preference_without_proof"]
    assert amounts(proved, Kind.DUTY, Kind.TAX) == ["0.00 CNY", "130.00 CNY"]
    assert amounts(brazil, Kind.DUTY) == ["150.00 CNY"]


@pytest.mark.parametrize(
    ("hs", "duty", "tax"),
    [
        ("0804502001", "150.00 CNY", "103.50 CNY"),
        ("180690", "80.00 CNY", "140.40 CNY"),
        ("210120", "120.00 CNY", "145.60 CNY"),
        ("21039090", "120.00 CNY", "145.60 CNY"),
    ],
)
def test_what_a_trader_pays_on_mangoes_chocolate_tea_extract_and_sauce(hs, duty, tax):
    quote = ask(CHINA, line("1000.00", hs), channel=Channel.GENERAL, at=date(2026, 11, 25))
    assert amounts(quote, Kind.DUTY, Kind.TAX) == [duty, tax]


@pytest.mark.parametrize("hs", ["080450", "210390", "190230"])
def test_a_heading_with_several_lines_needs_more_digits(hs):
    quote = ask(CHINA, line("1000.00", hs), channel=Channel.GENERAL, at=date(2026, 11, 25))
    assert not quote.duty_known
    assert set(codes(quote)) == {"customs.code_too_short"}


def test_the_limits_of_2018_end_with_2018():
    # the rates of coffee are known from 2023 only, so the charges are not; the choice of scheme is
    before = ask(CHINA, line("3000.00", quantity=3), at=date(2018, 12, 31))
    after = ask(CHINA, line("3000.00", quantity=3), at=date(2019, 1, 1))
    assert before.scheme == "general"
    assert after.scheme == "retail"
    assert not before.duty_known
    assert not after.duty_known


def test_a_single_item_over_the_limit_was_general_trade_before_2019():
    assert ask(CHINA, line("2500.00"), at=date(2018, 12, 31)).scheme == "general"


def test_goods_that_may_not_come_in_are_refused():
    with pytest.raises(Prohibited):
        ask(CHINA, line("10.00", "3304990010", ref="cream"))
