"""The checkout keeps what was typed, and nobody buys at a price that was not shown."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from entrepot.market import public as market
from entrepot.market.tests import stall
from entrepot.orders import models, queries
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import ADDRESS, agreed, fill, page, read
from entrepot.values.editions import EDITIONS


def test_who_is_not_signed_in_signs_in_and_finds_the_cart_again(client, street, lin_ref):
    fill(client, street)
    answer = client.get("/en/orders/checkout/")
    assert answer.headers["Location"] == "/en/account/login/?next=/en/orders/checkout/"
    client.force_login(get_user_model().objects.get(user_ref=lin_ref))
    assert "Liberica coffee beans" in page(client, "checkout/")


def test_an_empty_cart_leads_back_from_the_checkout(lin):
    assert lin.get("/en/orders/checkout/").headers["Location"] == "/en/orders/cart/"


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_checkout_shows_the_price_and_asks_for_the_recipient(lin, street, edition):
    fill(lin, street)
    text = page(lin, "checkout/", edition=edition)
    for name in ("name", "street", "town", "postcode", "phone", "declared"):
        assert f'name="{name}"' in text
    assert text.count('class="button seal"') == 1


def test_the_quota_is_asked_only_where_there_is_one(lin, street):
    fill(lin, street)
    assert 'name="declared"' in page(lin, "checkout/")
    stall.load_domestic_freight()
    assert 'name="declared"' not in page(lin, "checkout/", to="MY", currency="MYR")


def test_a_domestic_cart_is_priced_to_the_door_without_customs(lin, street):
    """29.90 MYR twice, freight at least 3.00, insurance 1 % of 59.80; tea at 9.80 USD x 4.80/1.20 x 1.005, thrice."""
    fill(lin, street)
    stall.load_domestic_freight()
    text = page(lin, "cart/", to="MY", currency="MYR")
    assert "Everything to your door in Malaysia" in text
    assert "The goods cross no customs border, so there is no import duty or import tax." in text
    for value in ("59.80 MYR", "3.00 MYR", "0.60 MYR", "118.19 MYR", "1.18 MYR", "185.77 MYR"):
        assert f'value="{value}"' in text, value
    for word in ("Import duty", "Import tax", "Delivered duty paid", "low-value"):
        assert word not in text
    assert "sales tax, VAT or excise is in the seller&#x27;s price is not known" in text


def test_placing_the_order_leads_to_the_purchase_and_empties_the_cart(lin, street, lin_ref):
    fill(lin, street)
    total = agreed(page(lin, "checkout/"))
    given = {**ADDRESS, "declared": "3200.00", "agreed": total}
    answer = lin.post("/en/orders/checkout/", given)
    (bought,) = queries.purchases_of(lin_ref)
    assert answer.headers["Location"] == f"/en/orders/purchases/{bought.ref}/"
    assert (str(bought.total), bought.recipient.name, bought.destination) == (total, "林月", "CN")
    assert "Your cart is empty" in page(lin, "cart/")
    assert lin.post("/en/orders/checkout/", given).headers["Location"] == answer.headers["Location"]
    assert models.Purchase.objects.count() == 1


def test_what_was_typed_stays_when_something_is_missing(lin, street):
    fill(lin, street)
    answer = lin.post("/en/orders/checkout/", {**ADDRESS, "town": "", "phone": "+86 771"})
    text = read(answer, 422)
    assert 'value="滨海大道 18 号"' in text
    assert 'value="+86 771"' in text
    assert 'href="#id_town"' in text
    assert models.Purchase.objects.count() == 0


def test_a_blank_name_is_refused_at_its_field(lin, street):
    fill(lin, street)
    text = read(lin.post("/en/orders/checkout/", {**ADDRESS, "name": "   "}), 422)
    assert 'href="#id_name"' in text


def test_a_price_that_moved_is_shown_before_it_is_bought(lin, street):
    fill(lin, street)
    total = agreed(page(lin, "checkout/"))
    text = read(lin.post("/en/orders/checkout/", {**ADDRESS, "declared": "25900", "agreed": total}), 409)
    assert f"the page showed {total}" in text
    assert models.Purchase.objects.count() == 0
    now_agreed = agreed(text)
    assert now_agreed != total
    assert 'value="25900"' in text
    lin.post("/en/orders/checkout/", {**ADDRESS, "declared": "25900", "agreed": now_agreed})
    assert f"{models.Purchase.objects.get().total_minor / 100:.2f} CNY" == now_agreed


def test_what_is_sold_out_meanwhile_is_said_and_nothing_is_lost(lin, street):
    fill(lin, street)
    text = page(lin, "checkout/")
    market.change_stock(offer_ref=street.tea, stock=1, by="user_nimal", at=trade.AT)
    text = read(lin.post("/en/orders/checkout/", {**ADDRESS, "agreed": agreed(text)}), 409)
    assert "Only 1 left of Ceylon black tea, orange pekoe." in text
    assert 'value="林月"' in text
    assert models.Purchase.objects.count() == 0


def test_the_address_of_the_last_time_is_offered_to_its_owner_only(lin, wei, street, bought):
    fill(lin, street)
    fill(wei, street)
    assert 'value="林月"' in page(lin, "checkout/")
    assert "林月" not in page(wei, "checkout/")
