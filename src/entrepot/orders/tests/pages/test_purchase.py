"""The purchase is paid by one button, and looks again by itself."""

from __future__ import annotations

import pytest

from entrepot.market.tests import stall
from entrepot.orders import actions, queries
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import later, page
from entrepot.orders.words import Wanted
from entrepot.values.editions import EDITIONS


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_purchase_is_paid_by_one_button_that_says_what_happens(lin, bought, edition):
    text = page(lin, f"purchases/{bought.ref}/", edition=edition)
    assert f'action="/{edition}/orders/purchases/{bought.ref}/pay"' in text
    assert text.count('class="button seal"') == 1
    if edition == "en":
        assert f"Pay CNY {bought.total.amount} into escrow" in text


def test_while_the_provider_is_asked_the_page_looks_again_by_itself(lin, bought):
    answer = lin.post(f"/en/orders/purchases/{bought.ref}/pay")
    assert answer.headers["Location"] == f"/en/orders/purchases/{bought.ref}/"
    text = page(lin, f"purchases/{bought.ref}/")
    assert f'hx-get="/en/orders/purchases/{bought.ref}/"' in text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text
    assert "/pay" not in text
    assert "HX-Refresh" not in lin.get(f"/en/orders/purchases/{bought.ref}/", headers={"HX-Request": "true"})
    stall.work()
    trade.provider_says(bought.ref)
    answer = lin.get(f"/en/orders/purchases/{bought.ref}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    text = page(lin, f"purchases/{bought.ref}/")
    assert "refresh" not in text
    assert "hx-get" not in text


def test_the_paid_purchase_leads_a_telephone_to_each_order(lin, bought):
    assert "QR code of" not in page(lin, f"purchases/{bought.ref}/")
    trade.pay_in_full(bought)
    text = page(lin, f"purchases/{bought.ref}/")
    for order in bought.orders:
        assert f'aria-label="QR code of http://testserver/en/orders/{order.ref}/"' in text


def test_a_purchase_whose_orders_have_ended_no_longer_says_that_sellers_pack(lin, paid, lin_ref):
    packs, escrow = "The sellers pack your goods.", "Paid into escrow"
    text = page(lin, f"purchases/{paid.ref}/")
    assert packs in text
    for order in paid.orders:
        trade.deliver(order.ref)
    text = page(lin, f"purchases/{paid.ref}/")
    assert packs not in text
    assert escrow in text
    for order in paid.orders:
        actions.confirm(order_ref=order.ref, buyer_ref=lin_ref, at=trade.DELIVERED_AT)
    for text in (page(lin, f"purchases/{paid.ref}/"), page(lin, "")):
        assert escrow not in text
        assert "Completed" in text


def test_a_slow_provider_is_said_to_be_slow(lin, bought, tmp_path):
    trade.pay(bought)
    assert "This page looks again by itself." in page(lin, f"purchases/{bought.ref}/")
    later(1, tmp_path)
    assert "The provider takes longer than usual." in page(lin, f"purchases/{bought.ref}/")


def test_a_declined_payment_says_why_and_offers_the_goods_again(lin, street, bought):
    trade.pay(bought)
    trade.provider_says(bought.ref, "declined", "limit_exceeded")
    text = page(lin, f"purchases/{bought.ref}/")
    assert "The amount is above the limit of your card or account." in text
    assert "Nothing was charged." in text
    answer = lin.post(f"/en/orders/purchases/{bought.ref}/again")
    assert answer.headers["Location"] == "/en/orders/cart/"
    assert queries.cart_lines(lin.session["orders_cart"]) == (Wanted(street.coffee, 2), Wanted(street.tea, 3))


def test_money_that_came_too_late_is_said_to_go_back(lin, bought):
    trade.pay(bought)
    actions.cancel_purchase(purchase_ref=bought.ref, reason="not_paid_in_time", at=trade.SOON)
    trade.provider_says(bought.ref)
    text = page(lin, f"purchases/{bought.ref}/")
    assert "It goes back to you, whole." in text
    assert "Nothing was charged." not in text


def test_after_the_time_there_is_nothing_to_pay(lin, bought, tmp_path):
    later(1, tmp_path)
    text = page(lin, f"purchases/{bought.ref}/")
    assert "It was not paid in time" in text
    assert f"/orders/purchases/{bought.ref}/pay" not in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_my_orders_begin_with_what_needs_me(lin, street, lin_ref, paid, edition):
    unpaid = trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref=lin_ref)
    trade.deliver(paid.orders[0].ref)
    text = page(lin, "", edition=edition)
    needs, rest = text.split("<table", 1)
    assert f"/orders/purchases/{unpaid.ref}/" in needs
    assert f"/orders/{paid.orders[0].ref}/" in needs
    assert paid.orders[1].ref not in needs
    assert paid.ref in rest


def test_whoever_ordered_nothing_is_led_to_the_market(wei, paid):
    text = page(wei, "")
    assert "You have not ordered anything yet" in text
    assert paid.ref not in text
