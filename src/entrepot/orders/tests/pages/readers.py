"""People with a browser that has no script, and what they read."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.auth import get_user_model
from django.test import Client

from entrepot.orders.tests import trade
from entrepot.parties import public as parties
from entrepot.values import CountryCode, clock

PASSWORD = "chart table and ledger"
UNRESOLVED = "(unresolved %s)"
ADDRESS = {"name": "林月", "street": "滨海大道 18 号", "town": "南宁", "postcode": "530000", "phone": ""}
TO_CHINA = {"to": "CN", "currency": "CNY"}


def person(name: str) -> parties.Person:
    return parties.open_account(
        email=f"{name.lower()}@shop.example", password=PASSWORD, name=name, at=trade.AT
    )


def signed_in(user_ref: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(user_ref=user_ref))
    return client


def seller_of(name: str) -> tuple[str, Client]:
    owner = person(name)
    organisation = parties.open_organisation(
        name=f"{name} and Sons", country=CountryCode("MY"), owner_user_ref=owner.user_ref, at=trade.AT
    )
    return organisation.ref, signed_in(owner.user_ref)


def read(answer, status: int = 200) -> str:
    text = answer.content.decode()
    assert answer.status_code == status, re.sub(r"\s+", " ", text)[:2000]
    assert "(unresolved " not in text, text[text.index("(unresolved ") :][:80]
    return re.sub(r"\s+", " ", text)


def page(client: Client, path: str, status: int = 200, edition: str = "en", **query: str) -> str:
    return read(client.get(f"/{edition}/orders/{path}", query), status)


def fill(client: Client, street: trade.Street) -> None:
    """Two bags of coffee and three boxes of tea in the session's cart, to China in yuan."""
    for offer_ref, quantity in ((street.coffee, 2), (street.tea, 3)):
        answer = client.post("/en/orders/cart/add", {"offer_ref": offer_ref, "quantity": quantity})
        assert answer.headers["Location"] == "/en/orders/cart/"
    client.get("/en/orders/cart/", TO_CHINA)


def agreed(text: str) -> str:
    return re.search(r'name="agreed" value="([^"]*)"', text).group(1)


def later(days: int, tmp_path: Path) -> None:
    """The hub's clock moves on."""
    clock.set_to(trade.AT.replace(day=trade.AT.day + days), tmp_path / "clock")
