"""Carts are there for whoever comes, not for whoever comes a thousand times; those that nobody wants are swept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from entrepot.facts import public as facts
from entrepot.orders import actions, models, queries, rules
from entrepot.orders.limits import CARTS
from entrepot.orders.tests import trade

pytestmark = pytest.mark.django_db


def _open(address: str) -> int:
    return Client().post("/api/v1/carts", REMOTE_ADDR=address).status_code


def test_a_stranger_opens_only_so_many_carts_and_is_told_when_there_will_be_more() -> None:
    assert [_open("198.51.100.20") for _ in range(CARTS.most)] == [201] * CARTS.most
    refused = Client().post(
        "/api/v1/carts", REMOTE_ADDR="198.51.100.20", headers={"X-Forwarded-For": "192.0.2.1"}
    )
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert 0 < int(refused["Retry-After"]) <= CARTS.per.total_seconds()
    assert refused.json()["code"] == "too_many_tries"
    assert models.Cart.objects.count() == CARTS.most
    assert _open("192.0.2.10") == 201


def test_pages_and_api_count_carts_together(street: trade.Street) -> None:
    for _ in range(CARTS.most):
        _open("127.0.0.1")
    refused = Client().post("/en/orders/cart/add", {"offer_ref": street.coffee, "quantity": "1"})
    assert refused.status_code == 429
    assert "Too many tries." in refused.content.decode()
    assert models.CartLine.objects.count() == 0


def test_an_empty_cart_is_swept_after_a_day_and_a_full_one_after_its_time(street: trade.Street) -> None:
    empty, full = actions.open_cart(at=trade.AT), trade.cart_of(**{street.coffee: 2})
    assert actions.forget_carts(at=trade.AT + rules.EMPTY_CART_WAITS) == 0
    assert actions.forget_carts(at=trade.AT + rules.EMPTY_CART_WAITS + timedelta(seconds=1)) == 1
    assert not models.Cart.objects.filter(ref=empty).exists()
    assert [line.quantity for line in queries.cart_lines(full)] == [2]
    assert actions.forget_carts(at=trade.AT + rules.CART_WAITS + timedelta(seconds=1)) == 1
    assert models.CartLine.objects.count() == 0


def test_a_cart_that_was_touched_waits_anew(street: trade.Street) -> None:
    cart = actions.open_cart(at=trade.AT)
    later = trade.AT + rules.EMPTY_CART_WAITS
    actions.put_in_cart(cart_ref=cart, offer_ref=street.coffee, quantity=1, at=later)
    actions.put_in_cart(cart_ref=cart, offer_ref=street.coffee, quantity=0, at=later)
    assert actions.forget_carts(at=later + timedelta(hours=1)) == 0


def test_what_was_bought_stays_bought_when_its_cart_is_swept(street: trade.Street) -> None:
    cart = trade.cart_of(**{street.coffee: 1})
    bought = trade.buy(cart)
    actions.forget_carts(at=trade.AT + rules.CART_WAITS + timedelta(seconds=1))
    assert not models.Cart.objects.exists()
    assert trade.buy(cart).ref == bought.ref
    assert models.Purchase.objects.count() == 1


def test_a_worker_sweeps_by_the_clock(clock_of_the_stall: None) -> None:
    actions.open_cart(at=trade.AT - timedelta(days=2))
    facts.run_chores({})
    assert not models.Cart.objects.exists()


def test_a_browser_whose_cart_was_swept_gets_another(street: trade.Street, clock_of_the_stall: None) -> None:
    browser, coffee = Client(), {"offer_ref": street.coffee, "quantity": "1"}
    assert browser.post("/en/orders/cart/add", coffee).status_code == 302
    models.Cart.objects.all().delete()
    assert browser.get("/en/orders/cart/").status_code == 200
    assert browser.post("/en/orders/cart/add", coffee).status_code == 302
    assert models.CartLine.objects.count() == 1
