"""The receipt shows every part of the price as the order does, and only to whoever paid."""

from __future__ import annotations

import re

import pytest

from entrepot.finance import public as finance
from entrepot.orders.tests.pages.readers import page
from entrepot.values.editions import EDITIONS


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_receipt_names_seller_recipient_goods_exchange_and_payment(lin, paid, edition):
    text = page(lin, f"purchases/{paid.ref}/receipt/", edition=edition)
    payment = finance.find_payment(paid.ref)
    for said in ("林月", "南宁", payment.ref, paid.ref, "Aminah and Sons", "Nimal and Sons"):
        assert said in text, said
    for order in paid.orders:
        assert f"<bdi>http://testserver/{edition}/orders/{order.ref}/</bdi>" in text
        (exchange,) = finance.escrow_of(order.ref).exchanges
        assert f'<data class="money" value="{exchange.sold.amount} CNY">' in text
        assert exchange.source in text
    assert f"http://testserver/{edition}/orders/purchases/{paid.ref}/receipt/</bdi>" in text


def test_every_line_of_the_price_is_the_order_pages_own(lin, paid):
    text = page(lin, f"purchases/{paid.ref}/receipt/")
    for order in paid.orders:
        price = re.search(r'<section class="price">.*?</section>', page(lin, f"{order.ref}/"))[0]
        assert price in text
        assert price.count("<dt>Source</dt>") >= 2
    assert f'<span>Together</span><data class="money" value="{paid.total.amount} CNY">' in text


def test_there_is_no_receipt_before_it_is_paid_and_none_for_others(lin, wei, aminah, client, bought):
    path = f"purchases/{bought.ref}/receipt/"
    assert "there is no receipt of it yet" in page(lin, path, 409)
    assert "/receipt/" not in page(lin, f"purchases/{bought.ref}/")
    for other in (wei, aminah):
        assert bought.recipient.name not in page(other, path, 404)
    assert client.get(f"/en/orders/{path}").status_code == 302


def test_the_paid_purchase_leads_to_its_receipt(lin, paid):
    assert f'href="/en/orders/purchases/{paid.ref}/receipt/"' in page(lin, f"purchases/{paid.ref}/")
