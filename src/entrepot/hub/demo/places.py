"""The pages that people meet at Kuantan when the story is told, and who reads each. Journeys walk them; bench times them."""

from __future__ import annotations

from dataclasses import dataclass

from entrepot.hub.demo import cast
from entrepot.hub.demo.story import Story

NOBODY, SHOPPER, SELLER, OPERATOR = (
    "",
    "lin@shopper.example",
    cast.SHOPS[0].email,
    "operator@kuantan.example",
)


@dataclass(frozen=True)
class Place:
    """A page: its path below the edition, who reads it, and whether it is looked at in night colours too."""

    path: str
    reader: str
    at_night: bool = False


PLACES = {
    "home": Place("", NOBODY, at_night=True),
    "market": Place("market/", NOBODY),
    "search": Place("market/?q=coffee", NOBODY),
    "product": Place("market/offers/{offer}", NOBODY, at_night=True),
    "sign in": Place("account/login/", NOBODY),
    "open an account": Place("account/signup/", NOBODY),
    "cart": Place("orders/cart/", SHOPPER),
    "checkout": Place("orders/checkout/", SHOPPER, at_night=True),
    "orders": Place("orders/", SHOPPER),
    "purchase": Place("orders/purchases/{purchase}/", SHOPPER),
    "receipt": Place("orders/purchases/{purchase}/receipt/", SHOPPER),
    "offline": Place("offline/", NOBODY, at_night=True),
    "order": Place("orders/{order}/", SHOPPER, at_night=True),
    "seller's desk": Place("market/desk/", SELLER),
    "sales": Place("orders/desk/", SELLER),
    "operator's desk": Place("desk/", OPERATOR, at_night=True),
    "work of the hub": Place("desk/jobs/", OPERATOR),
    "audit trail": Place("desk/audit/", OPERATOR),
    "state of the hub": Place("status/", NOBODY),
    "help": Place("help/operator/", NOBODY),
    "mail and payments": Place("desk/settings/", OPERATOR),
    "people": Place("desk/people/", OPERATOR),
    "security": Place("account/security/", OPERATOR),
    "port": Place("ports/", OPERATOR),
    "terminals": Place("ports/terminals/", OPERATOR),
    "terminal files": Place("ports/files/", OPERATOR),
    "container": Place(f"ports/containers/{cast.CONTAINER}", OPERATOR, at_night=True),
    "freight desk": Place("logistics/", OPERATOR),
    "consignment": Place("logistics/consignments/{consignment}", OPERATOR),
    "parcels": Place("logistics/parcels/", OPERATOR),
    "complaints": Place("orders/complaints/", OPERATOR),
    "treasury": Place("finance/", OPERATOR),
    "money of an order": Place("finance/orders/{order}/", OPERATOR),
    "exchange rates": Place("finance/rates/", OPERATOR),
    "partner hubs": Place("exchange/", OPERATOR),
    "partner hub": Place("exchange/CNQZH/", OPERATOR),
    "countries": Place("insight/", OPERATOR, at_night=True),
    "notices": Place("notices/", NOBODY),
    "notice": Place("notices/{notice}/", NOBODY, at_night=True),
    "notice desk": Place("notices/desk/", OPERATOR),
    "notice on the desk": Place("notices/desk/{notice}/", OPERATOR),
    "text of a notice": Place("notices/desk/{notice}/en/", OPERATOR),
}


def references(story: Story) -> dict[str, str]:
    """What the story left behind, by its name in the paths; and a notice of the operator, which is published here."""
    operator = story.kuantan.as_person(story.admin_keys[0])
    text = {
        "title": "Berth 4 is closed on Friday",
        "body": "- Call at **berth 5**.\n- See https://port.example/.",
    }
    notice = operator.post("/notices", {"texts": {"en": text}})["notice_ref"]
    operator.post(f"/notices/{notice}/publication")
    offer = story.kuantan.get("/offers", q="tea", origin="LK")["items"][0]
    return {
        "offer": offer["offer_ref"],
        "purchase": story.purchase_ref,
        "order": story.orders[0]["order_ref"],
        "consignment": story.consignment_ref,
        "notice": notice,
    }
