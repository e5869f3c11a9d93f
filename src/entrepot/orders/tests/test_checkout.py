"""A cart is bought once, whole or not at all, at the price that was seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from entrepot.customs import public as customs
from entrepot.exchange.tests.cast import QINZHOU
from entrepot.facts import public as facts
from entrepot.market import public as market
from entrepot.market.events import OfferPublished
from entrepot.market.tests import stall
from entrepot.orders import actions, models, queries, rules
from entrepot.orders.actions.checkout import price_cart
from entrepot.orders.events import PurchasePlaced
from entrepot.orders.tests import trade
from entrepot.orders.words import OrderState, RecipientDetails, Wanted
from entrepot.values import Money, Refusal


def cny(text: str) -> Money:
    return Money.parse(text, "CNY")


def free(offer_ref: str) -> int | None:
    return market.get_offer(offer_ref).available


def quota_used() -> Money:
    return customs.quota_used(trade.LIN, trade.CHINA, trade.AT.year)


def refused(code: str, cart_ref: str, **given: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        trade.buy(cart_ref, **given)
    assert caught.value.code == code
    return caught.value


def test_one_checkout_over_two_shops_is_one_purchase_of_two_orders(street):
    bought = trade.buy(trade.cart_of(**{street.coffee: 2, street.tea: 3}))
    assert models.Purchase.objects.count() == 1
    coffee, tea = bought.orders
    assert (coffee.shop_ref, coffee.seller_ref, coffee.goods) == (
        street.coffee_shop,
        "org_coffee",
        Money(5980, "MYR"),
    )
    assert (tea.shop_ref, tea.seller_ref, tea.goods) == (street.tea_shop, "org_tea", Money(2940, "USD"))
    assert coffee.total + tea.total == bought.total
    assert [order.state for order in bought.orders] == [OrderState.PLACED, OrderState.PLACED]
    assert (bought.state, bought.pay_by - bought.placed_at) == ("placed", rules.TIME_TO_PAY)
    assert (free(street.coffee), free(street.tea)) == (8, 1)
    told = [line.event for line in facts.timeline(bought.ref) if isinstance(line.event, PurchasePlaced)]
    assert told == [PurchasePlaced(bought.ref, (coffee.ref, tea.ref), bought.total, trade.CHINA)]


def test_each_order_keeps_the_quote_of_customs_to_the_last_minor_unit(street):
    bought = trade.buy(trade.cart_of(**{street.coffee: 2, street.tea: 3}))
    for order in bought.orders:
        quote = customs.from_json(order.quote)
        assert quote.total == order.total
        assert Money.total((line.amount for line in quote.lines), "CNY") == order.total
        assert customs.recompute(quote) == quote
    # 2 x 29.90 MYR x 8/4.80 x 1.005 = 100.17; freight 3.00 USD and insurance 1 % of 15.03 USD, at least 0.30,
    # 8/1.20 each; 9.1 % of every line's value.
    coffee = customs.from_json(bought.orders[0].quote)
    assert coffee.goods == cny("100.17")
    assert coffee.sum_of(customs.Kind.FREIGHT, customs.Kind.INSURANCE) == cny("22.00")
    assert coffee.charges == cny("11.12")
    assert bought.orders[0].total == cny("133.29")


def test_a_cart_is_bought_once(street):
    cart_ref = trade.cart_of(**{street.coffee: 2})
    first = trade.buy(cart_ref)
    assert trade.buy(cart_ref) == first
    assert models.Purchase.objects.count() == 1
    assert free(street.coffee) == 8
    with pytest.raises(Refusal, match=r"orders\.cart_is_bought"):
        actions.put_in_cart(cart_ref=cart_ref, offer_ref=street.tea, quantity=1, at=trade.AT)


def test_somebody_else_cannot_buy_a_cart_that_is_bought(street):
    cart_ref = trade.cart_of(**{street.coffee: 2})
    trade.buy(cart_ref)
    refused("orders.cart_is_bought", cart_ref, buyer_ref="user_wei")
    assert models.Purchase.objects.get().buyer_ref == trade.LIN


@pytest.mark.django_db(transaction=True)
def test_fifteen_checkouts_of_one_cart_at_once_buy_it_once(street):
    cart_ref = trade.cart_of(**{street.coffee: 2})

    def call(_: int) -> str:
        try:
            return trade.buy(cart_ref).ref
        finally:
            connection.close()

    with ThreadPoolExecutor(15) as pool:
        refs = set(pool.map(call, range(15)))
    assert len(refs) == 1
    assert models.Order.objects.count() == 1
    assert free(street.coffee) == 8


def test_what_is_sold_out_refuses_by_name_and_holds_nothing(street):
    cart_ref = trade.cart_of(**{street.coffee: 2, street.tea: 5})
    refusal = refused("market.sold_out", cart_ref)
    assert refusal.params == {"title": "Ceylon black tea, orange pekoe", "left": 4}
    assert models.Purchase.objects.count() == models.Order.objects.count() == 0
    assert models.Recipient.objects.count() == 0
    assert (free(street.coffee), free(street.tea)) == (10, 4)
    assert quota_used() == cny("0")
    assert queries.cart_lines(cart_ref) == (Wanted(street.coffee, 2), Wanted(street.tea, 5))


def test_an_empty_cart_and_one_that_is_not_there_buy_nothing(street):
    refused("orders.empty_cart", actions.open_cart(at=trade.AT))
    refused("orders.empty_cart", "cart_000000000000")
    assert models.Purchase.objects.count() == 0


@pytest.mark.parametrize(("field", "most"), [("name", 120), ("street", 200), ("town", 100)])
@pytest.mark.parametrize("text", ["", "   ", "x" * 201])
def test_an_address_that_no_carrier_can_use_is_refused_at_its_field(street, field, most, text, monkeypatch):
    wrong = RecipientDetails(**{"name": "Lin", "street": "Binhai 18", "town": "Nanning", field: text})
    monkeypatch.setattr(trade, "RECIPIENT", wrong)
    refusal = refused("orders.address_incomplete", trade.cart_of(**{street.coffee: 1}))
    assert (refusal.field, refusal.params) == (field, {"most": most})
    assert free(street.coffee) == 10


def test_nobody_buys_at_a_price_that_was_not_seen(street):
    cart_ref = trade.cart_of(**{street.coffee: 2})
    refusal = refused("orders.price_changed", cart_ref, agreed=cny("133.28"))
    assert refusal.params == {"total": "133.29 CNY", "agreed": "133.28 CNY"}
    assert free(street.coffee) == 10
    assert trade.buy(cart_ref, agreed=cny("133.29")).total == cny("133.29")


def test_the_yearly_quota_is_counted_order_by_order(street):
    priced = price_cart(
        [Wanted(street.coffee, 2), Wanted(street.tea, 3)],
        destination=trade.CHINA,
        currency="CNY",
        buyer_ref=trade.LIN,
        declared_elsewhere=cny("3200.00"),
        at=trade.AT,
    )
    first, second = (order.quote.quota for order in priced)
    assert (first.used_here, second.used_here) == (cny("0"), first.amount)
    bought = trade.buy(trade.cart_of(**{street.coffee: 2, street.tea: 3}), declared=cny("3200.00"))
    assert quota_used() == first.amount + second.amount
    counted = [customs.from_json(order.quote).quota.amount for order in bought.orders]
    assert counted == [first.amount, second.amount]


def test_over_the_yearly_quota_it_is_general_trade_and_nothing_is_counted(street):
    bought = trade.buy(trade.cart_of(**{street.coffee: 2}), declared=cny("25900.00"))
    quote = customs.from_json(bought.orders[0].quote)
    assert (quote.scheme, quote.quota.counts) == ("general", False)
    assert quota_used() == cny("0")


@pytest.mark.parametrize("quantity", [-1, 1000])
def test_a_cart_holds_no_impossible_number_of_pieces(street, quantity):
    cart_ref = trade.cart_of(**{street.coffee: 2})
    with pytest.raises(Refusal, match=r"orders\.bad_quantity"):
        actions.put_in_cart(cart_ref=cart_ref, offer_ref=street.coffee, quantity=quantity, at=trade.AT)
    assert queries.cart_lines(cart_ref) == (Wanted(street.coffee, 2),)


def test_none_takes_a_product_out_of_the_cart(street):
    cart_ref = trade.cart_of(**{street.coffee: 2, street.tea: 1})
    actions.put_in_cart(cart_ref=cart_ref, offer_ref=street.coffee, quantity=0, at=trade.AT)
    assert queries.cart_lines(cart_ref) == (Wanted(street.tea, 1),)


def test_an_offer_of_another_hub_is_bought_there(street, qinzhou):
    partners = stall.description()
    with transaction.atomic():
        facts.receive(OfferPublished(partners), origin=QINZHOU, at=trade.AT)
    stall.work()
    with pytest.raises(Refusal, match=r"orders\.sold_elsewhere"):
        trade.cart_of(**{partners.offer_ref: 1})
    assert models.CartLine.objects.count() == 0


def test_the_goods_of_an_earlier_purchase_go_into_a_new_cart_as_far_as_they_are_sold(street):
    earlier = trade.buy(trade.cart_of(**{street.coffee: 2, street.tea: 3}))
    market.withdraw_offer(offer_ref=street.tea, by="user_nimal", at=trade.AT)
    cart_ref = actions.open_cart(at=trade.AT)
    again = {"cart_ref": cart_ref, "purchase_ref": earlier.ref, "at": trade.AT}
    assert actions.put_in_again(**again, buyer_ref=trade.LIN) == 1
    assert queries.cart_lines(cart_ref) == (Wanted(street.coffee, 2),)
    with pytest.raises(Refusal, match=r"orders\.not_found"):
        actions.put_in_again(**again, buyer_ref="user_wei")


@pytest.mark.parametrize("minor", [-1, 10**30])
def test_nobody_makes_the_yearly_quota_larger_by_declaring_less_than_nothing(street, minor):
    cart_ref = trade.cart_of(**{street.coffee: 2})
    refusal = refused("orders.bad_declaration", cart_ref, declared=Money(minor, "CNY"))
    assert (refusal.field, refusal.status) == ("declared_elsewhere", 422)
    assert (quota_used(), free(street.coffee)) == (cny("0"), 10)


def test_goods_are_held_for_five_unpaid_purchases_of_a_buyer_and_no_more(street):
    for _ in range(5):
        trade.buy(trade.cart_of(**{street.coffee: 1}))
    assert refused("orders.pay_first", trade.cart_of(**{street.coffee: 1})).params == {"count": 5}
    assert free(street.coffee) == 5
    trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref="user_chen")
    assert free(street.coffee) == 4
