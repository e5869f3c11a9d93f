"""A session that ends while somebody fills in a form takes neither the cart nor what was typed."""

from __future__ import annotations

import re

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from entrepot.orders import models, queries
from entrepot.orders.tests.pages.readers import ADDRESS, fill, page, read
from entrepot.orders.words import Wanted


def hidden(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


def test_a_checkout_is_sent_again_after_the_sign_in_for_the_same_goods_and_door(lin, lin_ref, street):
    fill(lin, street)
    text = page(lin, "checkout/")
    form = re.search(r'<form method="post" action="(\?[^"]*)".*?</form>', text)
    assert form[1] == "?to=CN&amp;currency=CNY"
    Session.objects.all().delete()
    answer = lin.post("/en/orders/checkout/?to=CN&currency=CNY", {**hidden(form[0]), **ADDRESS})
    assert answer.status_code == 302
    assert "/account/login/" in answer.headers["Location"]
    assert not models.Purchase.objects.exists()
    lin.force_login(get_user_model().objects.get(user_ref=lin_ref))
    kept = read(lin.get("/en/account/again/"))
    assert ADDRESS["street"] in kept
    again = re.search(r'<form method="post" action="([^"]*checkout[^"]*)".*?</form>', kept)
    answer = lin.post(again[1].replace("&amp;", "&"), hidden(again[0]))
    bought = models.Purchase.objects.get()
    assert answer.headers["Location"] == f"/en/orders/purchases/{bought.ref}/"
    assert (bought.destination, bought.currency, bought.recipient.town) == ("CN", "CNY", ADDRESS["town"])


def test_a_cart_is_changed_after_its_session_has_ended(client, street):
    fill(client, street)
    change = hidden(page(client, "cart/").split('<form method="post"')[1])
    Session.objects.all().delete()
    client.post("/en/orders/cart/add", {**change, "quantity": 5})
    assert queries.cart_lines(change["cart"]) == (Wanted(street.coffee, 5), Wanted(street.tea, 3))
    assert "Haputale" in page(client, "cart/")


def test_a_session_that_has_a_cart_keeps_it_whatever_a_form_names(client, lin, street):
    fill(client, street)
    fill(lin, street)
    own, other = (one.session["orders_cart"] for one in (client, lin))
    client.post("/en/orders/cart/add", {"cart": other, "offer_ref": street.coffee, "quantity": 1})
    assert queries.cart_lines(other)[0].quantity == 2
    assert queries.cart_lines(own)[0].quantity == 1
