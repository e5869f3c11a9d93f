"""The engine, with a country of the test's own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrepot.customs import rules
from entrepot.customs.country import Base, Charge
from entrepot.customs.law import Boundary, Restriction, Share
from entrepot.customs.tests.asking import TEXTBOOK, TODAY, amounts, ask, codes, line, textbook
from entrepot.customs.words import (
    DUTY_NOT_KNOWN,
    Channel,
    Kind,
    NoHSCode,
    NoRate,
    NothingToDeclare,
    Prohibited,
    QuoteRequest,
    Rate,
    Terms,
)
from entrepot.values import CountryCode, HSCode, Money


def test_a_cif_country_takes_duty_of_goods_freight_and_insurance_and_tax_of_that_and_duty():
    quote = ask(
        textbook(["MFN,090121,*,7", "VAT,090121,*,18"]),
        line("932.00", currency="USD"),
        freight="16.00",
        insurance="52.00",
    )
    assert amounts(quote, Kind.DUTY) == ["70.00 USD"]
    assert amounts(quote, Kind.TAX) == ["192.60 USD"]
    assert quote.total == Money.parse("1262.60", "USD")


def test_a_fob_country_leaves_freight_and_insurance_out_of_the_customs_value():
    quote = ask(textbook(["MFN,090121,*,7", "VAT,090121,*,18"], cif=False), line("932.00", currency="USD"))
    assert amounts(quote, Kind.DUTY, Kind.TAX) == ["65.24 USD", "179.50 USD"]
    assert quote.total == Money.parse("1176.74", "USD")


def test_an_unknown_rate_leaves_no_duty_or_tax_line_and_says_so():
    quote = ask(
        textbook(["MFN,090121,*,7", "VAT,09,*,18"]), line("100.00", currency="USD"), line("50.00", "0902", currency="USD", ref="tea"),
        freight="10.00",
    )  # fmt: skip
    assert [item.kind for item in quote.lines] == [Kind.GOODS, Kind.GOODS, Kind.FREIGHT]
    assert quote.total == Money.parse("160.00", "USD")
    assert (quote.duty_known, quote.terms) == (False, Terms.DAP)
    assert quote.notes[0] == DUTY_NOT_KNOWN
    assert codes(quote) == ["customs.rate_not_known"]
    assert quote.charges == Money.zero("USD")


def test_a_destination_without_a_file_is_unknown_not_free():
    request = QuoteRequest(
        CountryCode("BV"), TODAY, (line("10.00", currency="USD"),), Money.zero("USD"), Money.zero("USD")
    )
    quote = rules.quote(request, None)
    assert (quote.duty_known, quote.total, codes(quote)) == (
        False,
        Money.parse("10.00", "USD"),
        ["customs.country_not_known"],
    )


def test_goods_known_by_too_few_digits_are_unknown_and_the_finding_says_why():
    quote = ask(textbook(["MFN,09012100,*,7", "VAT,09,*,18"]), line("10.00", currency="USD"))
    assert not quote.duty_known
    assert codes(quote) == ["customs.code_too_short"]


def test_a_line_without_hs_code_is_refused_by_name():
    with pytest.raises(NoHSCode) as refusal:
        ask(
            textbook([]),
            line("10.00", currency="USD"),
            line("10.00", None, currency="USD", ref="mystery box"),
        )
    assert refusal.value.code == "customs.no_hs_code"
    assert refusal.value.params == {"line": "mystery box"}


def test_an_empty_consignment_is_refused():
    with pytest.raises(NothingToDeclare):
        ask(textbook([]))


def test_a_missing_exchange_rate_is_refused_and_names_the_pair():
    with pytest.raises(NoRate) as refusal:
        ask(textbook(["MFN,090121,*,7", "VAT,090121,*,18"]), line("10.00", currency="THB"))
    assert refusal.value.params == {"base": "THB", "quote": "USD"}


def test_duty_is_levied_in_the_customs_currency_and_shown_in_that_of_the_quote():
    there, back = (
        Rate(*pair, "test", TODAY) for pair in (("THB", "USD", Decimal("0.03")), ("USD", "THB", Decimal(33)))
    )
    quote = ask(
        textbook(["MFN,090121,*,10", "VAT,090121,*,0"]), line("1000.00", currency="THB"), currency="THB",
        rates=(there, back),
    )  # fmt: skip
    duty = next(item for item in quote.lines if item.kind is Kind.DUTY)
    assert (str(duty.levied), str(duty.amount)) == ("3.00 USD", "99.00 THB")
    assert quote.total == Money.parse("1099.00", "THB")
    assert str(quote.notes[0]) == "1 THB = 0.03 USD (test, 2026-11-24)"


def test_one_rate_serves_both_ways():
    assert rules.convert(
        Money(300, "USD"), "THB", (Rate("THB", "USD", Decimal("0.03"), "test", TODAY),)
    ) == Money(10000, "THB")


def test_freight_goes_over_the_lines_by_value_and_no_cent_is_lost():
    lines = [line("1.00", currency="USD", ref=f"{number}") for number in range(3)]
    quote = ask(textbook(["MFN,09,*,0", "VAT,09,*,0"]), *lines, freight="1.00")
    bases = [item.base.minor for item in quote.lines if item.kind is Kind.DUTY and item.base]
    assert bases == [134, 133, 133]


def test_the_lowest_entitled_rate_is_taken_and_an_agreement_needs_its_proof():
    country = textbook(["MFN,090121,*,7", "PACT,090121,MY,2", "VAT,090121,*,18"])
    without = ask(country, line("100.00", currency="USD"))
    proved = ask(country, line("100.00", currency="USD", proofs=("PACT",)))
    elsewhere = ask(country, line("100.00", currency="USD", origin="BR", proofs=("PACT",)))
    assert amounts(without, Kind.DUTY) == ["7.00 USD"]
    assert codes(without) == ["customs.preference_without_proof"]
    assert amounts(proved, Kind.DUTY) == ["2.00 USD"]
    assert codes(proved) == []
    assert amounts(elsewhere, Kind.DUTY) == ["7.00 USD"]


@pytest.mark.parametrize(
    ("rate", "duty"),
    [
        (",1.50,kg,only", "0.75 USD"),
        (",1.50,piece,only", "3.00 USD"),
        ("5,1.50,kg,sum", "5.75 USD"),
        ("5,1.50,kg,greater", "5.00 USD"),
        ("5,1.50,kg,lesser", "0.75 USD"),
    ],
)
def test_rates_by_quantity_stand_alone_or_beside_the_share_of_value(rate, duty):
    quote = ask(
        textbook([f"MFN,090121,*,{rate}", "VAT,090121,*,10"]),
        line("100.00", currency="USD", quantity=2, grams=500),
    )
    assert amounts(quote, Kind.DUTY) == [duty]


def test_excise_inside_the_price_is_taken_from_a_price_that_holds_it():
    charges = (
        Charge(Kind.EXCISE, Base.VALUE, "%(rate)s %% of %(base)s", schedules=("CT",), within_price=True),
        Charge(Kind.TAX, Base.WITH_EXCISE, "%(rate)s %% of %(base)s", schedules=("VAT",)),
    )
    quote = ask(
        textbook(["CT,090121,*,15", "VAT,090121,*,13"], charges=charges), line("850.00", currency="USD")
    )
    assert amounts(quote, Kind.EXCISE, Kind.TAX) == ["150.00 USD", "130.00 USD"]


def test_the_consignment_boundary_rounds_once_and_shares_out_by_largest_remainder():
    rows = ["MFN,09,*,5", "VAT,09,*,0"]
    lines = [line("0.10", currency="USD", ref=f"{number}") for number in range(3)]
    by_line = ask(textbook(rows), *lines)
    together = ask(textbook(rows, boundary=Boundary.CONSIGNMENT), *lines)
    assert amounts(by_line, Kind.DUTY) == ["0.01 USD", "0.01 USD", "0.01 USD"]
    assert amounts(together, Kind.DUTY) == ["0.01 USD", "0.01 USD", "0.00 USD"]


def test_half_a_cent_and_more_rounds_up():
    quote = ask(textbook(["MFN,090121,*,5", "VAT,090121,*,0"]), line("0.10", currency="USD"))
    assert amounts(quote, Kind.DUTY) == ["0.01 USD"]


def test_a_rate_flips_on_its_day():
    country = textbook([])
    old = Share(
        id="flat",
        rate=Decimal("0.10"),
        source=TEXTBOOK,
        effective_from=date(2020, 1, 1),
        effective_until=date(2026, 6, 30),
        last_checked=TODAY,
    )
    new = replace(old, rate=Decimal("0.20"), effective_from=date(2026, 7, 1), effective_until=None)
    charge = Charge(Kind.DUTY, Base.GOODS, "%(rate)s %% of %(base)s", rate="flat")
    country = textbook([], charges=(charge,), shares=(old, new))
    assert amounts(ask(country, line("1.00", currency="USD"), at=date(2026, 6, 30)), Kind.DUTY) == [
        "0.10 USD"
    ]
    assert amounts(ask(country, line("1.00", currency="USD"), at=date(2026, 7, 1)), Kind.DUTY) == ["0.20 USD"]
    assert not ask(country, line("1.00", currency="USD"), at=date(2019, 12, 31)).duty_known


def test_forbidden_goods_are_refused_and_conditions_are_only_told():
    rule = Restriction(
        id="ban",
        hs=HSCode("9307"),
        forbidden=True,
        message="%(line)s may not come in.",
        channel=Channel.RETAIL,
        source=TEXTBOOK,
        effective_from=date(2020, 1, 1),
        last_checked=TODAY,
    )
    rows = ["MFN,93,*,0", "VAT,93,*,0"]
    sword = line("10.00", "93070090", currency="USD", ref="sword")
    with pytest.raises(Prohibited) as refusal:
        ask(textbook(rows, restrictions=(rule,)), sword)
    assert str(refusal.value) == "customs.prohibited: sword may not come in."
    told = ask(textbook(rows, restrictions=(replace(rule, forbidden=False),)), sword)
    assert (told.duty_known, codes(told)) == (True, ["customs.restricted"])
    assert codes(ask(textbook(rows, restrictions=(rule,)), sword, channel=Channel.GENERAL)) == []


def test_every_charge_is_its_base_times_its_rate_and_names_its_law():
    quote = ask(
        textbook(["MFN,090121,*,7", "VAT,090121,*,18"]), line("932.17", currency="USD"), freight="16.05"
    )  # fmt: skip
    for item in quote.lines:
        if item.kind in (Kind.DUTY, Kind.TAX):
            assert item.base is not None
            assert item.rate is not None
            assert item.levied == item.base.times_rate(item.rate)
            assert item.sources[0].title == "Textbook"
            assert (item.effective_from, item.last_checked) == (date(2020, 1, 1), TODAY)
            assert str(item.explanation) == f"{item.rate * 100:.0f} % of {item.base}"


def test_two_lines_of_one_name_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="same reference"):
        ask(textbook([]), line("1.00"), line("2.00"))
