"""An order that crosses no customs border: goods and freight, nothing for a customs authority, no yearly quota."""

from __future__ import annotations

import pytest

from entrepot.customs import public as customs
from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.market.tests import stall
from entrepot.orders import queries
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import person, signed_in
from entrepot.parties import public as parties

pytestmark = pytest.mark.usefixtures("clock_of_the_stall", "street")


@pytest.fixture
def buyer():
    stall.load_domestic_freight()
    return person("Lin")


@pytest.fixture
def api(client, buyer):
    """Calls of the API with the buyer's key; the answer's JSON."""
    key = parties.issue_api_key(user_ref=buyer.user_ref, name="test", at=trade.AT).text
    headers = {"Authorization": f"Bearer {key}"}

    def call(path: str, body: dict | None = None, **query: str) -> dict:
        address = f"/api/v1{path}"
        if body is None:
            answer = client.get(address, query, headers=headers)
        else:
            answer = client.post(address, body, content_type="application/json", headers=headers)
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    return call


def checkout(api, cart_ref: str, country: str, currency: str) -> dict:
    recipient = {"name": "Lin Yue", "street": "Jalan Besar 18", "town": "Kuantan"}
    (order,) = api(
        f"/carts/{cart_ref}/checkout", {"country": country, "currency": currency, "recipient": recipient}
    )["orders"]
    return order


def charges(answer: dict) -> list[tuple[str, int]]:
    return [(charge["kind"], charge["amount"]["minor"]) for charge in answer["charges"]]


def test_coffee_from_kuantan_to_malaysia_is_an_order_without_customs(street, api, buyer):
    cart_ref = trade.cart_of(**{street.coffee: 2})
    expected = [("goods", 5980), ("freight", 300), ("insurance", 60)]
    (priced,) = api(f"/carts/{cart_ref}/landed-price", country="MY", currency="MYR")
    assert (priced["scheme"], charges(priced), priced["total"]["minor"]) == ("domestic", expected, 6340)
    order = checkout(api, cart_ref, "MY", "MYR")
    assert (order["scheme"], charges(order), order["total"]["minor"]) == ("domestic", expected, 6340)
    assert order["duty_known"]
    quote = customs.from_json(queries.get_order(order["order_ref"]).quote)
    assert (quote.quota, quote.charges.minor) == (None, 0)
    assert customs.recompute(quote) == quote
    page = signed_in(buyer.user_ref).get(f"/en/orders/{order['order_ref']}/").content.decode()
    assert "cross no customs border: there is no import duty or import tax." in page
    assert "63.40 MYR" in page
    assert "Import duty" not in page
    assert "Delivered duty paid" not in page


def test_no_part_of_the_money_is_held_for_a_customs_authority(street, api, buyer):
    order = checkout(api, trade.cart_of(**{street.coffee: 2}), "MY", "MYR")
    trade.pay_in_full(queries.get_purchase(order["purchase_ref"], buyer_ref=buyer.user_ref))
    held = [(part.kind, part.payee, part.paid.minor) for part in finance.escrow_of(order["order_ref"]).parts]
    assert held == [("goods", "org_coffee", 5980), ("freight", "carrier", 300), ("insurance", "carrier", 60)]
    assert trade.books_balance()


def test_what_china_sells_to_china_uses_nothing_of_the_yearly_quota(api, buyer):
    shop = stall.coffee_shop(
        org_ref="org_qinzhou", name="Qinzhou Roasters", currency="CNY", ship_from="CNQZH"
    )
    stall.upload(shop, stall.file_of({**stall.COFFEE, "sku": "QZ-250", "price": "300.00"}))
    order = checkout(api, trade.cart_of(**{stall.offer_ref("QZ-250"): 3}), "CN", "CNY")
    assert (order["scheme"], charges(order)) == (
        "domestic",
        [("goods", 90000), ("freight", 300), ("insurance", 900)],
    )
    assert customs.quota_used(buyer.user_ref, trade.CHINA, trade.AT.year).minor == 0
    kinds = {line.event.kind for line in facts.timeline(order["order_ref"])}
    assert not [kind for kind in kinds if "uota" in kind]
