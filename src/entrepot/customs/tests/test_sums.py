"""Whatever is in the cart: the lines sum to the total, and a plain second calculation agrees."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from entrepot.customs import rules
from entrepot.customs.law import Boundary, Rounding
from entrepot.customs.tests.asking import CHINA, MALAYSIA, TODAY, Channel
from entrepot.customs.words import BuyerFacts, Kind, Quote, QuoteLine, QuoteRequest, Transport
from entrepot.values import CountryCode, HSCode, Money, Weight

CODES = ["090111", "090121", "090122", "090230", "19023030", "340111", "080410", "240220", "0901", "999999"]
DUTY = {"090111": 8, "090121": 15, "090122": 15, "090230": 15, "19023030": 10, "340111": Fraction(13, 2)}
VAT = {"090111": 13, "090121": 13, "090122": 13, "090230": 9, "19023030": 13, "340111": 13}
LISTED = {"090111", "090121", "090122", "090230"}


@st.composite
def carts(draw, currency: str, codes: list[str] = CODES):
    many = draw(st.integers(1, 8))
    return QuoteRequest(
        destination=CountryCode("CN" if currency == "CNY" else "MY"),
        at=TODAY,
        lines=tuple(
            QuoteLine(
                str(number),
                HSCode(draw(st.sampled_from(codes))),
                CountryCode(draw(st.sampled_from(["MY", "CN", "BR"]))),
                draw(st.integers(1, 5)),
                Money(draw(st.integers(0, 300_000)), currency),
                Weight(draw(st.integers(0, 5000))),
                draw(st.sampled_from([(), ("ACFTA",)])),
            )
            for number in range(many)
        ),
        freight=Money(draw(st.integers(0, 50_000)), currency),
        insurance=Money(draw(st.integers(0, 2_000)), currency),
        channel=draw(st.sampled_from(Channel)),
        transport=draw(st.sampled_from(Transport)),
        importer=BuyerFacts("b", Money(draw(st.integers(0, 2_700_000)), currency)),
    )


def check_sums(quote: Quote) -> None:
    request = quote.request
    assert sum(line.amount.minor for line in quote.lines) == quote.total.minor
    assert quote.goods.minor == sum(line.goods.minor for line in request.lines)
    if not quote.duty_known:
        assert quote.charges.minor == 0
        assert all(line.kind in (Kind.GOODS, Kind.FREIGHT, Kind.INSURANCE) for line in quote.lines)
    for line in quote.lines:
        if line.base is not None and line.rate is not None:
            assert line.levied == line.base.times_rate(line.rate)


@given(carts("CNY"))
def test_the_lines_of_a_quote_for_china_sum_to_its_total(request):
    check_sums(rules.quote(request, CHINA))


@given(carts("MYR"))
def test_the_lines_of_a_quote_for_malaysia_sum_to_its_total(request):
    check_sums(rules.quote(request, MALAYSIA))


@given(carts("CNY"))
def test_rounding_by_consignment_moves_a_charge_by_less_than_a_cent_per_line(request):
    rounding = Rounding(id="x", boundary=Boundary.CONSIGNMENT, last_checked=TODAY)
    by_line, together = rules.quote(request, CHINA), rules.quote(request, replace(CHINA, rounding=rounding))
    assert sum(line.amount.minor for line in together.lines) == together.total.minor
    charges = 3 * len(request.lines)
    assert abs(by_line.total.minor - together.total.minor) <= charges


def half_up(value: Fraction) -> int:
    return int((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def shares(amount: int, weights: list[int]) -> list[int]:
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    floors = [int(value) for value in exact]
    order = sorted(range(len(weights)), key=lambda n: (floors[n] - exact[n], n))
    for n in order[: amount - sum(floors)]:
        floors[n] += 1
    return floors


def plain_china(request: QuoteRequest) -> int | None:
    """Charges in fen as a clerk would write them down; None if one of them is not known."""
    goods = [line.goods.minor for line in request.lines]
    weights = goods if sum(goods) else [line.quantity for line in request.lines]
    extra = zip(shares(request.freight.minor, weights), shares(request.insurance.minor, weights), strict=True)
    values = [price + freight + insurance for price, (freight, insurance) in zip(goods, extra, strict=True)]
    retail = request.channel is Channel.RETAIL
    if retail and not all(str(line.hs) in LISTED for line in request.lines):
        return None
    if not all(str(line.hs) in DUTY for line in request.lines):
        return None
    total, pieces = sum(values), sum(line.quantity for line in request.lines)
    in_year = request.importer is not None and request.importer.used_here.minor + total <= 2_600_000
    reduced = retail and in_year and total <= 500_000
    assert pieces > 0
    charges = 0
    for line, value in zip(request.lines, values, strict=True):
        code = str(line.hs)
        entitled = "ACFTA" in line.proofs and line.origin == "MY" and code == "090121"
        duty = 0 if reduced or entitled else half_up(value * Fraction(DUTY[code]) / 100)
        tax = half_up((value + duty) * Fraction(VAT[code]) / 100 * (Fraction(7, 10) if reduced else 1))
        charges += duty + tax
    return charges


@given(carts("CNY", ["090111", "090121", "090122", "090230", "19023030", "340111"]))
def test_a_second_plain_calculation_agrees(request):
    quote = rules.quote(request, CHINA)
    expected = plain_china(request)
    assert quote.duty_known is (expected is not None)
    assert quote.charges.minor == (expected or 0)
