"""Who is told what of an order: once for each fact, in the edition of the purchase, without a recipient's name."""

from __future__ import annotations

import pytest
from django.core import mail

from entrepot.market.tests import stall
from entrepot.messages.rules import COLUMNS
from entrepot.orders import actions
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.conftest import at_sea, bought, lin_ref, paid, sellers, street
from entrepot.orders.words import Purchase

__all__ = ["at_sea", "bought", "lin_ref", "paid", "sellers", "street"]

BUYER, ROASTER, GARDEN = "lin@shop.example", "aminah@shop.example", "nimal@shop.example"


@pytest.fixture(autouse=True)
def _the_day_of_the_rates(clock_of_the_stall):
    """All is read on the day of the tests' rates."""


def letters(to: str) -> list[mail.EmailMessage]:
    stall.work()
    return [one for one in mail.outbox if one.to == [to]]


def test_a_payment_is_told_once_to_the_buyer_and_to_each_seller(paid):
    [told] = letters(BUYER)
    assert told.extra_headers["Content-Language"] == "zh-hans"
    assert str(paid.total.amount) in told.subject
    for order in paid.orders:
        assert f"http://testserver/zh-hans/orders/{order.ref}/" in told.body
        assert order.shop_name in told.body
    assert f"http://testserver/zh-hans/orders/purchases/{paid.ref}/receipt/" in told.body
    for seller, order in ((ROASTER, paid.orders[0]), (GARDEN, paid.orders[1])):
        [sold] = letters(seller)
        assert sold.subject == f"Sold: {order.lines[0].title['en']}"
        assert f"http://testserver/en/orders/{order.ref}/" in sold.body
        assert "Kuantan" in sold.body


def test_a_delivery_says_until_when_to_complain_and_being_told_twice_is_one_letter(paid):
    order = paid.orders[0]
    trade.deliver(order.ref)
    trade.deliver(order.ref)
    told = letters(BUYER)[1:]
    assert len(told) == 1
    assert order.shop_name in told[0].subject
    assert "2026年11月26日" in told[0].body
    assert f"/zh-hans/orders/{order.ref}/" in told[0].body


def test_a_parcel_is_told_to_be_under_way_when_it_is_on_board(at_sea):
    _paid, *under_way = letters(BUYER)
    assert [order.shop_name in one.subject for order, one in zip(at_sea.orders, under_way, strict=True)] == [
        True,
        True,
    ]
    assert "receipt" not in under_way[0].body
    assert f"/zh-hans/orders/{at_sea.orders[0].ref}/" in under_way[0].body


def test_a_refund_is_told_to_the_buyer_and_a_payout_to_the_seller(paid):
    refund, keep = paid.orders
    for order in (refund, keep):
        trade.deliver(order.ref)
        actions.complain(
            order_ref=order.ref, buyer_ref=paid.buyer_ref, complaint="Broken.", at=trade.DELIVERED_AT
        )
    actions.settle_complaint(
        order_ref=refund.ref, refund=True, settled_by="user_operator", at=trade.DELIVERED_AT
    )
    before = len(letters(BUYER)) - 1
    assert str(refund.total.amount) in letters(BUYER)[before].subject
    assert len(letters(ROASTER)) == 1
    actions.settle_complaint(
        order_ref=keep.ref, refund=False, settled_by="user_operator", at=trade.DELIVERED_AT
    )
    assert len(letters(BUYER)) == before + 1
    [_, paid_out] = letters(GARDEN)
    assert paid_out.subject == "USD 27.93 is paid out"
    assert f"/en/finance/statement/{keep.seller_ref}/USD/" in paid_out.body


def test_no_letter_names_the_recipient_and_all_read_well_in_a_narrow_window(paid: Purchase):
    for order in paid.orders:
        trade.deliver(order.ref)
    stall.work()
    assert len(mail.outbox) == 5
    for letter in mail.outbox:
        for secret in (trade.RECIPIENT.name, trade.RECIPIENT.street, trade.RECIPIENT.phone):
            assert secret not in letter.body + letter.subject
        assert all(len(line) <= COLUMNS or "http" in line for line in letter.body.splitlines())


def test_an_account_that_is_no_more_gets_none(street):
    purchase = trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref="user_gone")
    trade.pay_in_full(purchase)
    assert letters(BUYER) == []
