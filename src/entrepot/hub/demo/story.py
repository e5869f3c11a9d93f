"""The thread, told through the API alone: shops open, a shopper buys, a box sails, the sellers are paid.

The clock of the demo is moved from step to step, so that the story takes twelve days and ends at `ends_at`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from entrepot.hub.demo import cast
from entrepot.hub.demo.client import Client, StoryFailed, wait_for
from entrepot.hub.demo.terminal_messages import Movement, interchange
from entrepot.values import clock

GOODS = Path(__file__).parent / "goods"
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Story:
    """hubs: an anonymous client for each, in the order of cast.HUBS; admin_keys: each operator's API key."""

    hubs: list[Client]
    admin_keys: list[str]
    clock_file: Path
    ends_at: datetime
    sellers: dict[str, Client] = field(default_factory=dict)
    shops: dict[str, str] = field(default_factory=dict)
    shopper: Client | None = None
    purchase_ref: str = ""
    orders: list[dict[str, Any]] = field(default_factory=list)
    consignment_ref: str = ""
    now: datetime = _NEVER

    def close(self) -> None:
        """Let go of the connections to the hubs."""
        for hub in self.hubs:
            hub.http.close()

    @property
    def kuantan(self) -> Client:
        return self.hubs[0]

    @property
    def qinzhou(self) -> Client:
        return self.hubs[1]

    def steps(self) -> Iterator[tuple[str, float, Callable[[], None]]]:
        """What happens, how many days before the end, and the deed."""
        yield "Hubs exchange cards and confirm each other", 12.0, self.join_hubs
        yield "Four shops open at Kuantan and import their goods", 11.9, self.open_shops
        yield "Qinzhou lists Kuantan's offers", 11.8, self.wait_for_listing
        yield "A shopper in China buys coffee and tea in one checkout", 11.0, self.buy
        yield "The money is in escrow", 11.0, self.wait_for_escrow
        yield "Parcels are consolidated, the consignment is published", 9.0, self.consolidate
        yield "CODECO: the box passes the gate at Kuantan", 8.0, lambda: self.terminal(0, "CODECO", 34, 2, 1)
        yield "COARRI: loaded at Kuantan", 7.5, lambda: self.terminal(0, "COARRI", 46, 2, 2)
        yield "COARRI: discharged at Qinzhou", 3.6, lambda: self.terminal(1, "COARRI", 44, 3, 3)
        yield "CODECO: out of the gate at Qinzhou", 2.4, lambda: self.terminal(1, "CODECO", 36, 3, 4)
        yield "Kuantan knows of all four movements", 2.3, self.wait_for_events
        yield "Another box sails for Qinzhou", 1.5, self.send_more
        yield "The parcels are handed over at the door", 1.0, self.deliver
        yield "The shopper confirms, the sellers are paid", 0.0, self.confirm
        yield "The country report includes the order", 0.0, self.read_report

    def set_clock(self, days_before_end: float) -> None:
        """Move the clock of all hubs on; it never goes back."""
        target = self.ends_at - timedelta(days=days_before_end)
        if target > self.now:
            self.now = target
            clock.set_to(target, self.clock_file)

    # Each deed may be repeated from its start after a crash.

    def join_hubs(self) -> None:
        cards = [hub.get("/exchange/card") for hub in self.hubs]
        for number, (hub, key) in enumerate(zip(self.hubs, self.admin_keys, strict=True)):
            operator = hub.as_person(key)
            for other, card in enumerate(cards):
                if other != number:
                    operator.post(
                        "/exchange/partners", card
                    )  # card and fingerprint, as its operator reads it
            organisation = operator.get("/parties/me")["organisations"][0]
            operator.post(
                "/ports/terminals",
                {
                    "code": cast.TERMINAL,
                    "name": cast.HUBS[number].terminal,
                    "org_ref": organisation["org_ref"],
                },
            )

    def open_shops(self) -> None:
        with ThreadPoolExecutor(len(cast.SHOPS)) as pool:
            for opened in [pool.submit(self._open_shop, part) for part in cast.SHOPS]:
                opened.result()

    def _open_shop(self, part: cast.ShopPart) -> None:
        account = self.kuantan.post(
            "/parties/people", {"email": part.email, "password": cast.PASSWORD, "name": part.person}
        )
        seller = self.kuantan.as_person(account["api_key"])
        organisation = seller.post("/parties/organisations", {"name": part.name, "country": part.country})
        shop = seller.post(
            "/shops",
            {
                "org_ref": organisation["org_ref"], "name": part.name, "country": part.country,
                "currency": part.currency, "brand": part.brand, "ship_from": "MYKUA",
            },
        )  # fmt: skip
        self.sellers[part.key], self.shops[part.key] = seller, shop["shop_ref"]
        job = seller.upload(f"/shops/{shop['shop_ref']}/imports", part.file, (GOODS / part.file).read_bytes())
        self._import_done(seller, job["import_ref"])

    def _import_done(self, seller: Client, import_ref: str) -> None:
        def done() -> dict[str, Any] | None:
            state: dict[str, Any] = seller.get(f"/imports/{import_ref}")
            return state if state["state"] == "done" else None

        result = wait_for("the import of a shop's goods", done)
        if result["rows_bad"]:
            raise StoryFailed(f"{result['rows_bad']} rows of the demo's own goods did not load")

    def _offers(self, hub: Client, **query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = hub.get("/offers", **query)["items"]
        return found

    def wait_for_listing(self) -> None:
        ours = len(self._offers(self.kuantan, limit="100"))
        wait_for(
            "Kuantan's offers at Qinzhou",
            lambda: len(self._offers(self.qinzhou, limit="100")) >= ours > 0,
        )

    def buy(self) -> None:
        account = self.kuantan.post(
            "/parties/people", {"email": "lin@shopper.example", "password": cast.PASSWORD, "name": "Lin Yue"}
        )
        self.shopper = self.kuantan.as_person(account["api_key"])
        coffee = self._find(self.qinzhou, "咖啡", "MY")
        self.qinzhou.get(
            f"/offers/{coffee['offer_ref']}/landed-price", country="CN", currency="CNY", quantity=1
        )
        tea = self._find(self.kuantan, "tea", "LK")
        self.purchase_ref = self._check_out((coffee, 2), (tea, 3))

    def _check_out(self, *wanted: tuple[dict[str, Any], int]) -> str:
        """One checkout of the shopper over these offers and pieces, paid thrice: its reference."""
        cart = self.kuantan.post("/carts")["cart_ref"]
        for offer, pieces in wanted:
            self.kuantan.put(f"/carts/{cart}/lines", {"offer_ref": offer["offer_ref"], "quantity": pieces})
        purchase: dict[str, Any] = self._buyer().post(
            f"/carts/{cart}/checkout",
            {
                "country": "CN", "currency": "CNY",
                "recipient": {"name": "林月", "street": "滨海大道 18 号", "town": "南宁", "postcode": "530000"},
                "declared_elsewhere": {"minor": 320000, "currency": "CNY"},
            },
        )  # fmt: skip
        ref: str = purchase["purchase_ref"]
        for _ in range(3):
            self._buyer().post(f"/purchases/{ref}/pay")
        return ref

    def _find(self, hub: Client, text: str, country: str) -> dict[str, Any]:
        found = self._offers(hub, q=text, origin=country)
        if not found:
            raise StoryFailed(f"nobody at {hub.host} sells {text} from {country}")
        return found[0]

    def _buyer(self) -> Client:
        if self.shopper is None:
            raise StoryFailed("nobody has bought anything yet")
        return self.shopper

    def _purchase(self, ref: str) -> dict[str, Any]:
        purchase: dict[str, Any] = self._buyer().get(f"/purchases/{ref}")
        return purchase

    def wait_for_escrow(self) -> None:
        self.orders = self._paid_orders(self.purchase_ref)

    def _paid_orders(self, purchase_ref: str) -> list[dict[str, Any]]:
        def paid() -> list[dict[str, Any]] | None:
            purchase = self._purchase(purchase_ref)
            return purchase["orders"] if purchase["state"] == "paid" else None

        return wait_for("the payment", paid, seconds=90)

    def consolidate(self) -> None:
        departs_at = self.ends_at - timedelta(days=7.4)
        self.consignment_ref = self._publish(self.orders, cast.FIRST_BOX, departs_at)

    def send_more(self) -> None:
        """One more box, so that something is at sea when the story ends."""
        orders = self._paid_orders(self._check_out((self._find(self.kuantan, "coffee", "MY"), 4)))
        self._publish(orders, cast.NEXT_BOX, self.now)
        self.terminal(0, "COARRI", 46, 2, 5, box=cast.NEXT_BOX)

    def _publish(self, orders: list[dict[str, Any]], box: cast.Box, departs_at: datetime) -> str:
        """The parcels of these orders in this box, known at Qinzhou: the consignment's reference."""
        operator = self.kuantan.as_person(self.admin_keys[0])
        wanted = {order["order_ref"] for order in orders}
        parcels = wait_for(
            "the parcels",
            lambda: [p for p in operator.get("/parcels", state="waiting") if p["order_ref"] in wanted],
        )
        consignment = operator.post(
            "/consignments",
            {
                "parcel_refs": [parcel["parcel_ref"] for parcel in parcels],
                "carrier_code": cast.CARRIER_CODE, "carrier_name": cast.CARRIER_NAME, "booking_ref": box.booking,
                "container": box.number, "iso_type": "22G1", "vessel_name": box.vessel_name,
                "vessel_imo": box.vessel_imo, "voyage": box.voyage, "port_of_loading": "MYKUA",
                "port_of_discharge": "CNQZH", "departs_at": departs_at.isoformat(),
                "speed_knots": "14",
            },
        )  # fmt: skip
        ref: str = consignment["consignment_ref"]
        operator.post(f"/consignments/{ref}/publish")
        partner = self.qinzhou.as_person(self.admin_keys[1])
        wait_for(
            "the consignment at Qinzhou",
            lambda: partner.status(f"/consignments/{ref}") == 200,
        )
        return ref

    def terminal(
        self,
        hub: int,
        message: str,
        code: int,
        direction: int,
        number: int,
        box: cast.Box = cast.FIRST_BOX,
    ) -> None:
        part = cast.HUBS[hub]
        movement = Movement(message, code, part.code, self.now, direction, number)
        operator = self.hubs[hub].as_person(self.admin_keys[hub])
        file = interchange(movement, gross_weight_kg=4180, box=box)
        answer = operator.upload("/ports/files", movement.file_name, file)
        if not answer["events"]:
            raise StoryFailed(f"the {message} of {part.name} yielded no event: {answer}")

    def _events(self, hub: int) -> list[dict[str, Any]]:
        operator = self.hubs[hub].as_person(self.admin_keys[hub])
        events: list[dict[str, Any]] = operator.get(f"/ports/containers/{cast.CONTAINER}/events")
        return events

    def wait_for_events(self) -> None:
        wait_for("all four movements at Kuantan", lambda: len(self._events(0)) == 4)
        wait_for("all four movements at Qinzhou", lambda: len(self._events(1)) == 4)

    def deliver(self) -> None:
        carrier = self.kuantan.as_person(self.admin_keys[0])
        parcels = {order["order_ref"].replace("order_", "parcel_") for order in self.orders}
        wait_for(
            "the parcels on the last mile",
            lambda: parcels <= {one["parcel_ref"] for one in carrier.get("/parcels", state="last_mile")},
        )
        for parcel in sorted(parcels):
            carrier.post(f"/parcels/{parcel}/delivery")

    def confirm(self) -> None:
        wait_for("delivery of both orders", lambda: self._in_state("delivered", "completed"))
        for order in self.orders:
            self._buyer().post(f"/orders/{order['order_ref']}/confirm")
        wait_for("both orders completed", lambda: self._in_state("completed"))

    def _in_state(self, *states: str) -> bool:
        self.orders = self._purchase(self.purchase_ref)["orders"]
        return all(order["state"] in states for order in self.orders)

    def read_report(self) -> None:
        day = self.ends_at.date()
        report = self.kuantan.get(
            "/insight/countries", first_date=str(day - timedelta(days=30)), last_date=str(day)
        )
        sold = {row["country"] for row in report["countries"] if row["orders"]}
        if not {"MY", "LK"} <= sold:
            raise StoryFailed(f"the report does not have the orders: {report}")
