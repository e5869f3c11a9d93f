"""How often a checkout over two shops asks the database: what crept in would be paid by every order."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entrepot.facts import public as facts
from entrepot.finance.payment_words import Charge, ChargeState
from entrepot.finance.rails import simulated_acquirer
from entrepot.market.tests import stall
from entrepot.orders import models
from entrepot.orders.tests import trade
from entrepot.parties import public as parties

# BEGIN, COMMIT and savepoints count: each is a way to the server and back.
MOST_OF_THE_SHOPPER = {
    "POST cart": 2,  # one counts how often an address opens carts
    "PUT lines": 6,
    "GET landed-price": 8,
    "POST checkout": 28,  # one counts what the buyer has not paid yet
    "POST pay": 9,
}
MOST_OF_THE_WORKER = {
    "finance.send_payment": 12,
    "orders.accept_payment": 38,
    "orders.tell_of_payment, of the first order": 17,
    "orders.tell_of_payment, of the second": 12,
    "messages.send, to the buyer": 10,
}


@pytest.fixture
def key(street):
    person = parties.open_account(
        email="lin@lin.example", password="ten casks of tar", name="Lin", at=trade.AT
    )
    return parties.issue_api_key(user_ref=person.user_ref, name="API", at=trade.AT).text


@pytest.fixture
def ask(client, key):
    """A call of the shopper; returns the answer and how many questions it asked."""

    def ask(method, path, body=None):
        with CaptureQueriesContext(connection) as asked:
            answer = client.generic(
                method,
                f"/api/v1{path}",
                json.dumps(body) if body else "",
                content_type="application/json",
                headers={"Authorization": f"Bearer {key}"},
            )
        assert answer.status_code < 300, answer.content
        return answer.json(), len(asked)

    return ask


def check_out(ask, *offers):
    """From a new cart to the payment begun; questions by call."""
    counts = {}
    cart, counts["POST cart"] = ask("POST", "/carts")
    at_cart = f"/carts/{cart['cart_ref']}"
    for offer_ref in offers:
        _, counts["PUT lines"] = ask("PUT", f"{at_cart}/lines", {"offer_ref": offer_ref, "quantity": 1})
    _, counts["GET landed-price"] = ask("GET", f"{at_cart}/landed-price?country=CN&currency=CNY")
    wanted = {
        "country": "CN",
        "currency": "CNY",
        "recipient": {"name": "Lin Yue", "street": "Yongfu West Street 1", "town": "Qinzhou"},
    }
    purchase, counts["POST checkout"] = ask("POST", f"{at_cart}/checkout", wanted)
    _, counts["POST pay"] = ask("POST", f"/purchases/{purchase['purchase_ref']}/pay")
    return counts


def work():
    """The worker does what is pending; questions by reaction."""
    more = True
    while more:
        with CaptureQueriesContext(connection) as asked:
            more = facts.do_next()
        if more:
            yield len(asked)


def too_many(counts, most):
    return {name: count for name, count in counts.items() if count > most[name]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("clock_of_the_stall")
def test_a_checkout_asks_the_database_no_more_than_it_needs(street, ask, monkeypatch):
    monkeypatch.setattr(
        simulated_acquirer,
        "charge",
        lambda *, key, reference, amount: Charge(key, ChargeState.CAPTURED, amount, ""),
    )
    check_out(ask, street.coffee)  # what a process reads once is read; the key's use is noted
    stall.work()
    assert too_many(check_out(ask, street.coffee, street.tea), MOST_OF_THE_SHOPPER) == {}
    assert too_many(dict(zip(MOST_OF_THE_WORKER, work(), strict=True)), MOST_OF_THE_WORKER) == {}
    assert set(models.Purchase.objects.values_list("state", flat=True)) == {"paid"}
