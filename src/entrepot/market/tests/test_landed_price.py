"""The price at a door: exchange, freight and customs to the minor unit; unknown is said, never guessed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from entrepot.customs.words import Kind
from entrepot.market import models
from entrepot.market.actions.estimates import door_estimates
from entrepot.market.actions.offers import change_price
from entrepot.market.queries.landed import Doors
from entrepot.market.queries.offers import get_offer
from entrepot.market.tests import stall
from entrepot.values import CountryCode, Money, Refusal, UNLocode

CN, MN, DE, MY = CountryCode("CN"), CountryCode("MN"), CountryCode("DE"), CountryCode("MY")


def cny(minor):
    return Money(minor, "CNY")


def test_coffee_to_china_line_by_line(priced):
    """29.90 MYR at 8.00/4.80 and 0.5 % is 50.08 CNY. Freight is the minimum of 3.00 USD, 20.00 CNY; insurance 1 % of
    7.51 USD is less than the minimum of 0.30 USD, 2.00 CNY. Retail import: no duty, 70 % of 13 % VAT on 72.08."""
    price = Doors(stall.AT).price([(get_offer(priced), 1)], country=CN, currency="CNY")
    lines = [(line.kind, line.amount) for line in price.quote.lines]
    assert lines == [
        (Kind.GOODS, cny(5008)),
        (Kind.FREIGHT, cny(2000)),
        (Kind.INSURANCE, cny(200)),
        (Kind.DUTY, cny(0)),
        (Kind.EXCISE, cny(0)),
        (Kind.TAX, cny(656)),
    ]
    assert price.quote.total == cny(7864)
    assert price.quote.duty_known
    (exchange,) = price.exchanges
    assert (exchange.sold, exchange.bought) == (Money(2990, "MYR"), cny(5008))
    assert (exchange.spread, exchange.spread_money) == (Decimal("0.005"), cny(25))
    assert (price.freight_source, price.transit_days) == ("test table", 14)


def test_coffee_from_kuantan_to_malaysia_crosses_no_border(priced):
    """Freight is the minimum of 3.00 MYR for 300 g; insurance 1 % of 29.90 MYR."""
    stall.load_domestic_freight()
    price = Doors(stall.AT).price([(get_offer(priced), 1)], country=MY, currency="MYR")
    assert [(line.kind, str(line.amount)) for line in price.quote.lines] == [
        (Kind.GOODS, "29.90 MYR"),
        (Kind.FREIGHT, "3.00 MYR"),
        (Kind.INSURANCE, "0.30 MYR"),
    ]
    assert (price.quote.scheme, str(price.quote.total), price.quote.duty_known) == (
        "domestic",
        "33.20 MYR",
        True,
    )
    listed = estimate(priced, country=MY, currency="MYR")
    assert (listed.total, listed.duty_known) == (price.quote.total, True)


def test_the_place_of_dispatch_decides_and_not_the_country_of_the_shop_or_of_the_goods(priced):
    """The same Malaysian shop sends the same Malaysian coffee from Qinzhou."""
    stall.load_domestic_freight()
    abroad = replace_place(get_offer(priced), "CNQZH")
    assert quoted(abroad, quantity=1, country=CN, currency="CNY").scheme == "domestic"
    with pytest.raises(Refusal) as refused:
        quoted(abroad, quantity=1, country=MY, currency="MYR")
    assert refused.value.code == "logistics.no_freight_price"


def test_a_place_of_dispatch_that_nobody_knows_is_behind_a_border(priced):
    stall.logistics.load_freight_tariff(
        text="ship_from,to_country,currency,per_kg,minimum,insurance_rate,insurance_minimum,transit_days,effective_from\n"
        "CNZZZ,CN,CNY,2.00,3.00,0.01,0.30,3,2026-01-01\n",
        source="test table",
        at=stall.AT,
    )
    unknown = replace_place(get_offer(priced), "CNZZZ")
    quote = quoted(unknown, quantity=1, country=CN, currency="CNY")
    assert quote.scheme == "retail"


def quoted(offer, *, quantity, country, currency, at=stall.AT):
    return Doors(at).price([(offer, quantity)], country=country, currency=currency).quote


def replace_place(offer, code):
    return replace(offer, public=replace(offer.public, ship_from=UNLocode(code)))


def test_the_lines_of_any_number_of_pieces_sum_to_the_total(priced):
    offer = get_offer(priced)
    for pieces in (1, 2, 3, 7, 50):
        quote = quoted(offer, quantity=pieces, country=CN, currency="CNY")
        assert Money.total((line.amount for line in quote.lines), "CNY") == quote.total


def test_several_products_of_a_shop_are_one_parcel(priced, shop):
    stall.upload(shop, stall.file_of(stall.TEA))
    lines = [(get_offer(priced), 2), (get_offer(stall.offer_ref("HM-OP")), 1)]
    quote = Doors(stall.AT).price(lines, country=CN, currency="CNY").quote
    assert [line.line_ref for line in quote.lines if line.kind is Kind.GOODS] == [
        offer.ref for offer, _ in lines
    ]
    assert len([line for line in quote.lines if line.kind is Kind.FREIGHT]) == 1


def test_a_duty_that_is_not_known_is_said_and_not_counted(priced, shop):
    """Mongolia has no rules here."""
    quote = quoted(get_offer(priced), quantity=1, country=MN, currency="USD")
    assert not quote.duty_known
    assert {line.kind for line in quote.lines} == {Kind.GOODS, Kind.FREIGHT, Kind.INSURANCE}
    assert quote.total == quote.sum_of(Kind.GOODS, Kind.FREIGHT, Kind.INSURANCE)


def test_a_price_in_another_money_than_the_customs_counts_in(priced):
    quote = quoted(get_offer(priced), quantity=1, country=CN, currency="USD")
    assert quote.currency == "USD"
    assert quote.duty_known
    assert Money.total((line.amount for line in quote.lines), "USD") == quote.total


@pytest.mark.parametrize(
    ("country", "currency", "code"),
    [(CN, "KES", "finance.no_rate"), (DE, "EUR", "logistics.no_freight_price")],
)
def test_without_a_rate_or_a_freight_price_there_is_no_price(priced, country, currency, code):
    with pytest.raises(Refusal) as refused:
        quoted(get_offer(priced), quantity=1, country=country, currency=currency)
    assert refused.value.code == code


def test_an_old_rate_is_no_rate(priced):
    with pytest.raises(Refusal) as refused:
        quoted(
            get_offer(priced),
            quantity=1,
            country=CN,
            currency="CNY",
            at=stall.AT + timedelta(days=30),
        )
    assert refused.value.code == "finance.stale_rate"


@pytest.mark.parametrize("pieces", [0, -1, 1000])
def test_only_real_numbers_of_pieces_are_counted(priced, pieces):
    with pytest.raises(Refusal) as refused:
        quoted(get_offer(priced), quantity=pieces, country=CN, currency="CNY")
    assert refused.value.code == "market.bad_quantity"


def test_rates_and_freight_are_read_once_for_all_of_a_page(priced, shop, django_assert_num_queries):
    stall.upload(shop, stall.file_of(stall.TEA))
    coffee, tea = get_offer(priced), get_offer(stall.offer_ref("HM-OP"))
    doors = Doors(stall.AT)
    with django_assert_num_queries(3):  # legs of the rates, spread, freight
        doors.price([(coffee, 1)], country=CN, currency="CNY")
    with django_assert_num_queries(0):
        again = doors.price([(tea, 2)], country=CN, currency="CNY")
    assert again == Doors(stall.AT).price([(tea, 2)], country=CN, currency="CNY")


def estimate(ref, at=stall.AT, country=CN, currency="CNY"):
    return door_estimates([get_offer(ref)], country=country, currency=currency, at=at)[ref]


def test_a_list_counts_once_a_day_and_agrees_with_the_product_page(priced, django_assert_num_queries):
    quote = quoted(get_offer(priced), quantity=1, country=CN, currency="CNY")
    assert estimate(priced).total == quote.total
    offers = [get_offer(priced)]
    with django_assert_num_queries(1):
        again = door_estimates(offers, country=CN, currency="CNY", at=stall.LATER)
    assert again[priced].total == quote.total
    assert models.DoorEstimate.objects.count() == 1


def test_a_new_price_is_counted_anew(priced):
    before = estimate(priced)
    change_price(offer_ref=priced, price=Money(5990, "MYR"), by="user_aminah", at=stall.AT)
    after = estimate(priced)
    assert after.total > before.total
    assert after.total == quoted(get_offer(priced), quantity=1, country=CN, currency="CNY").total


def test_new_rates_and_another_day_are_counted_anew(priced):
    estimate(priced)
    stall.load_freight()
    stall.work()
    assert models.DoorEstimate.objects.count() == 0
    estimate(priced)
    estimate(priced, at=stall.AT + timedelta(days=1))
    assert models.DoorEstimate.objects.count() == 2


def test_why_there_is_no_price_is_told_and_tried_again(priced):
    none = estimate(priced, currency="KES")
    assert (none.total, none.refusal.code, none.refusal.params) == (
        None,
        "finance.no_rate",
        {"currency": "KES"},
    )
    assert models.DoorEstimate.objects.count() == 0
