"""Where nothing can be paid, nothing is ordered, and the buyer is told before filling in a form."""

from __future__ import annotations

import pytest
from django.test import Client

from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.finance.events import PaymentRequested
from entrepot.market import public as market
from entrepot.orders import actions, models, queries
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import ADDRESS, fill, page
from entrepot.parties import public as parties
from entrepot.values import Money, Refusal

SAID = "This hub can&#x27;t take payments yet: it has no payment provider. Nothing was ordered or charged."


@pytest.fixture(autouse=True)
def no_provider(settings):
    settings.ACQUIRER_URL = ""


def test_the_checkout_says_so_and_offers_no_order(lin, street):
    fill(lin, street)
    text = page(lin, "checkout/")
    assert SAID in text
    assert "Place the order" not in text
    assert 'class="button seal"' not in text


def test_an_order_that_is_sent_all_the_same_is_refused_and_holds_nothing(lin, street):
    fill(lin, street)
    answer = lin.post("/en/orders/checkout/", ADDRESS)
    assert answer.status_code == 503
    assert SAID in answer.content.decode()
    assert models.Purchase.objects.count() == 0
    assert market.get_offer(street.coffee).available == 10
    assert [line.offer_ref for line in queries.cart_lines(models.Cart.objects.get().ref)] != []


def test_the_api_refuses_with_problem_details(lin_ref, street):
    cart = trade.cart_of(**{street.coffee: 1})
    key = parties.issue_api_key(user_ref=lin_ref, name="x", at=trade.AT).text
    answer = Client().post(
        f"/api/v1/carts/{cart}/checkout",
        {
            "country": "CN",
            "currency": "CNY",
            "recipient": {"name": "Lin", "street": "1 Quay", "town": "Nanning"},
        },
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "finance.no_provider"
    assert models.Purchase.objects.count() == 0


def test_what_was_ordered_before_is_not_sent_to_nobody(settings, street):
    settings.ACQUIRER_URL = "http://127.0.0.1:9"
    bought = trade.buy(trade.cart_of(**{street.coffee: 1}))
    settings.ACQUIRER_URL = ""
    with pytest.raises(Refusal) as refused:
        actions.pay(purchase_ref=bought.ref, buyer_ref=trade.LIN, at=trade.SOON)
    assert refused.value.code == "finance.no_provider"
    assert queries.get_purchase(bought.ref, buyer_ref=trade.LIN).state == "placed"
    assert finance.find_payment(bought.ref) is None
    assert facts.latest([PaymentRequested]) == []


def test_finance_itself_starts_no_payment(street):
    with pytest.raises(Refusal) as refused:
        finance.start_payment(purchase_ref="purchase_x", amount=Money(100, "MYR"), at=trade.AT)
    assert (refused.value.code, refused.value.status) == ("finance.no_provider", 503)
