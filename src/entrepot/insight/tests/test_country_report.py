"""The country report: brands, turnover at the day's rate, the year before, and what has no rate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from entrepot.finance import models as finance_models
from entrepot.insight.queries import country_report
from entrepot.insight.words import Period
from entrepot.market import public as market
from entrepot.orders import actions
from entrepot.orders import models as orders
from entrepot.orders.tests import trade
from entrepot.values import CountryCode, Money

DAY = trade.SOON.date()
YEAR = Period(DAY - timedelta(days=364), DAY)


def report(**given: object):
    return country_report(period=YEAR, currency="MYR", edition="en", **given)


def rows(found):
    return {str(row.country): row for row in found.countries}


def myr(text: str) -> Money:
    return Money.parse(text, "MYR")


def sold_on(day: date) -> None:
    """As if everything had been paid on that day."""
    orders.Purchase.objects.update(paid_at=trade.SOON - (DAY - day))


def test_goods_that_nobody_bought_count_as_brands_and_offers_only(street):
    found = rows(report())
    assert set(found) == {"MY", "LK"}
    assert [(row.brands, row.offers, row.orders, row.pieces) for row in found.values()] == [(1, 1, 0, 0)] * 2
    assert report().turnover == myr("0")
    assert report().top_sellers == ()


def test_what_is_only_placed_is_no_turnover(street):
    trade.buy(trade.cart_of(**{street.coffee: 2}))
    assert report().turnover == myr("0")


def test_turnover_is_the_goods_value_at_the_rate_of_the_day(sold):
    found = rows(report())
    # 3 x 9.80 USD at 4.80 / 1.20 ringgit.
    assert (found["LK"].turnover, found["LK"].pieces, found["LK"].orders) == (myr("117.60"), 3, 1)
    assert (found["MY"].turnover, found["MY"].pieces, found["MY"].orders) == (myr("59.80"), 2, 1)
    assert report().turnover == myr("177.40")
    assert [str(row.country) for row in report().countries] == ["LK", "MY"]


def test_top_sellers_stand_by_turnover_with_titles_in_the_readers_edition(sold):
    found = country_report(period=YEAR, currency="MYR", edition="mn")
    assert [(one.title, one.pieces, one.turnover) for one in found.top_sellers] == [
        ("Цейлоны хар цай", 3, myr("117.60")),
        ("Либерика кофены үр", 2, myr("59.80")),
    ]
    assert len(report(most_sellers=1).top_sellers) == 1


def test_one_country_alone(sold):
    found = report(country=CountryCode("LK"))
    assert set(rows(found)) == {"LK"}
    assert [one.country for one in found.top_sellers] == ["LK"]
    assert found.turnover == myr("117.60")


def test_first_and_last_day_are_counted_and_no_other(sold):
    for period, turnover in (
        (Period(DAY, DAY), "177.40"),
        (Period(DAY - timedelta(days=9), DAY - timedelta(days=1)), "0"),
        (Period(DAY + timedelta(days=1), DAY + timedelta(days=9)), "0"),
    ):
        assert country_report(period=period, currency="MYR", edition="en").turnover == myr(turnover)


def test_a_refund_takes_the_sale_out(sold):
    order = orders.Order.objects.get(shop_ref=sold.coffee_shop)
    actions.complain(order_ref=order.ref, buyer_ref=trade.LIN, complaint="Torn.", at=trade.SOON)
    assert report().turnover == myr("177.40")
    actions.settle_complaint(order_ref=order.ref, refund=True, settled_by="user_x", at=trade.SOON)
    found = rows(report())
    assert (found["MY"].turnover, found["MY"].pieces, found["MY"].orders) == (myr("0"), 0, 0)


def test_year_on_year_compares_the_same_days(sold):
    sold_on(DAY - timedelta(days=365))
    finance_models.DayRate.objects.update(day=DAY - timedelta(days=365))
    found = report()
    assert (found.turnover, found.turnover_year_before) == (myr("0"), myr("177.40"))
    assert rows(found)["LK"].change_percent == -100
    sold_on(DAY)
    assert rows(report())["LK"].change_percent is None


def test_sales_without_a_rate_of_their_day_stand_apart(sold):
    finance_models.DayRate.objects.all().delete()
    found = report()
    assert found.turnover == myr("59.80")
    assert found.unconverted == (Money(2940, "USD"),)
    assert found.unconverted_before == ()
    assert (rows(found)["LK"].turnover, rows(found)["LK"].pieces) == (myr("0"), 3)


def test_what_the_comparison_lacks_is_said(sold):
    sold_on(DAY - timedelta(days=365))
    found = report()
    assert (found.unconverted, found.unconverted_before) == ((), (Money(2940, "USD"),))
    assert report(country=CountryCode("MY")).unconverted_before == ()


def test_withdrawn_goods_leave_the_brands_and_stay_in_the_turnover(sold):
    market.withdraw_offer(offer_ref=sold.coffee, by="user_aminah", at=trade.SOON)
    found = rows(report())["MY"]
    assert (found.brands, found.offers, found.turnover) == (0, 0, myr("59.80"))


def test_what_is_sold_of_an_offer_in_a_day_is_exchanged_in_one_sum(street):
    for _ in range(2):
        trade.pay_in_full(trade.buy(trade.cart_of(**{street.tea: 1})))
    finance_models.DayRate.objects.filter(quote="MYR").update(rate=Decimal("4.8004"))
    # 2 x 9.80 USD at 4.8004 / 1.20 ringgit are 78.4065...; each alone is 39.2032..., of another day.
    found = rows(report())["LK"]
    assert (found.turnover, found.orders, found.pieces) == (myr("78.41"), 2, 2)
    finance_models.DayRate.objects.update(day=DAY - timedelta(days=1))
    first = orders.Purchase.objects.earliest("pk")
    orders.Purchase.objects.filter(pk=first.pk).update(paid_at=trade.SOON - timedelta(days=1))
    found = rows(report())["LK"]
    assert (found.turnover, found.orders, found.pieces) == (myr("78.40"), 2, 2)
    assert report().top_sellers[0].turnover == myr("78.40")


def test_a_period_longer_than_a_year_overlaps_the_one_before(sold):
    found = country_report(period=Period(DAY - timedelta(days=500), DAY), currency="MYR", edition="en")
    assert (found.turnover, found.turnover_year_before) == (myr("177.40"), myr("0"))
    sold_on(DAY - timedelta(days=400))
    finance_models.DayRate.objects.update(day=DAY - timedelta(days=400))
    found = country_report(period=Period(DAY - timedelta(days=500), DAY), currency="MYR", edition="en")
    assert (found.turnover, found.turnover_year_before) == (myr("177.40"), myr("177.40"))


@pytest.mark.parametrize("currency", ["USD", "CNY"])
def test_in_another_currency_each_sum_is_of_its_rows(sold, currency):
    found = country_report(period=YEAR, currency=currency, edition="en")
    assert Money.total((row.turnover for row in found.countries), currency) == found.turnover
    assert Money.total((one.turnover for one in found.top_sellers), currency) == found.turnover
