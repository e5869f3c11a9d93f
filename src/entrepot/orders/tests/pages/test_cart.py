"""The cart without script: priced shop by shop, changed, and honest where there is no price."""

from __future__ import annotations

import pytest
from django.test import Client

from entrepot.market import public as market
from entrepot.orders import queries
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import fill, page, read
from entrepot.orders.words import Wanted
from entrepot.values.editions import EDITIONS


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_empty_cart_says_what_it_is_for_and_leads_to_the_market(client, kuantan, edition):
    assert f'class="button" href="/{edition}/market/"' in page(client, "cart/", edition=edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_cart_shows_each_shops_landed_price_and_the_whole(client, street, edition):
    fill(client, street)
    text = page(client, "cart/", edition=edition)
    for value in ("29.90 MYR", "9.80 USD", "133.29 CNY"):
        assert f'value="{value}"' in text
    assert "Gunung Tapis Coffee Roasters" in text
    assert "Haputale Mist Tea Garden" in text
    assert f'href="/{edition}/orders/checkout/"' in text


def test_the_cart_counts_in_the_money_of_the_country_as_the_product_page_does(client, street):
    fill(client, street)
    client.get("/en/orders/cart/", {"to": "MY", "currency": "MYR"})
    fresh = Client()
    fresh.post("/en/orders/cart/add", {"offer_ref": street.coffee, "quantity": "2"})
    assert 'value="133.29 CNY"' in page(fresh, "cart/", to="CN")


def test_pieces_are_changed_and_taken_out(client, street):
    fill(client, street)
    client.post("/en/orders/cart/add", {"offer_ref": street.coffee, "quantity": "4"})
    client.post("/en/orders/cart/add", {"offer_ref": street.tea, "quantity": "0"})
    text = page(client, "cart/")
    assert f'name="offer_ref" value="{street.tea}"' not in text
    assert 'inputmode="numeric" value="4"' in text
    cart_ref = client.session["orders_cart"]
    assert queries.cart_lines(cart_ref) == (Wanted(street.coffee, 4),)


@pytest.mark.parametrize("typed", ["two", "1000", "-1", "1.5", "²"])
def test_an_impossible_number_is_said_at_its_product_and_kept(client, street, typed):
    fill(client, street)
    answer = client.post("/en/orders/cart/add", {"offer_ref": street.coffee, "quantity": typed})
    text = read(answer, 422)
    assert f'value="{typed}" aria-invalid="true"' in text
    assert f'id="wrong-{street.coffee}"' in text
    assert f'id="wrong-{street.tea}"' not in text
    assert queries.cart_lines(client.session["orders_cart"])[0] == Wanted(street.coffee, 2)


def test_a_product_that_is_gone_can_be_taken_out(client, street):
    fill(client, street)
    market.withdraw_offer(offer_ref=street.tea, by="user_nimal", at=trade.AT)
    text = page(client, "cart/")
    assert "This is no longer sold. Take it out to go on." in text
    assert "/orders/checkout/" not in text
    client.post("/en/orders/cart/add", {"offer_ref": street.tea, "quantity": "0"})
    assert "/orders/checkout/" in page(client, "cart/")


def test_more_pieces_than_there_are_is_said_before_the_checkout(client, street):
    fill(client, street)
    client.post("/en/orders/cart/add", {"offer_ref": street.tea, "quantity": "5"})
    text = page(client, "cart/")
    assert "Only 4 left. Change the number." in text
    assert "/orders/checkout/" not in text


def test_without_a_price_the_cart_says_why(client, street):
    fill(client, street)
    text = page(client, "cart/", to="DE", currency="CNY")
    assert "There is no price to Germany in CNY for this cart." in text
    assert "no price from MYKUA to DE" in text
    assert "/orders/checkout/" not in text


def test_a_country_that_does_not_exist_is_not_taken(client, street):
    fill(client, street)
    assert 'value="133.29 CNY"' not in page(client, "cart/", to="ZZ", currency="MYR")
