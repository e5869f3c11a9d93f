"""Our hub as in production: granian, worker, NATS, embedded PostgreSQL with synced disks, a simulated acquirer without
faults. Two shops, goods in every edition, shoppers in China who pay in yuan."""

from __future__ import annotations

import csv
import io
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as time_of_day
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import httpx
import psycopg

import entrepot.hub.demo
from bench.shops.buyers import CheckoutFailed, Line, wait_for
from bench.shops.processor import seconds_of
from entrepot.finance.rates_source import last_ecb_date
from entrepot.hub.install import Install
from entrepot.hub.servers.nats import Nats
from entrepot.hub.servers.place import free_port
from entrepot.hub.servers.postgres import Postgres
from entrepot.hub.serving import answers, children_of, web_workers
from entrepot.hub.supervisor import Child
from entrepot.values import clock

CALLS = 6
PLENTY = 1_000_000
PASSWORD = "ten casks of tar"
_RECIPIENT = {"name": "Lin Yue", "street": "Yongfu West Street 1", "town": "Qinzhou", "postcode": "535000"}


@dataclass(frozen=True)
class ShopPart:
    """A shop that sells the demo's goods of `file` in `currency`."""

    name: str
    country: str
    currency: str
    file: str


COFFEE = ShopPart("Coffee", "MY", "MYR", "coffee.csv")
TEA = ShopPart("Tea", "LK", "USD", "tea.csv")
SHOPS = (COFFEE, TEA)
GOODS = Path(entrepot.hub.demo.__file__).parent / "goods"


@dataclass(frozen=True)
class Caller:
    """One person's calls while the shops are set up."""

    port: int
    key: str = ""

    def ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        address = f"http://127.0.0.1:{self.port}/api/v1{path}"
        answer = httpx.request(method, address, headers=headers, timeout=60, **more)
        if answer.is_error:
            raise CheckoutFailed(f"{method} {path}: {answer.status_code} {answer.text[:600]}")
        return answer.json()

    def open_account(self, name: str) -> Caller:
        person = {"email": f"{name}@bench.example", "password": PASSWORD, "name": name}
        return Caller(self.port, self.ask("POST", "/parties/people", json=person)["api_key"])


@dataclass
class Hub:
    """home: an empty folder. products: of both shops together, beside the scarce one."""

    home: Path
    postgres: Postgres
    products: int
    scarce_stock: int
    shoppers: int
    children: list[Child] = field(default_factory=list)
    nats: Nats | None = None
    offers: dict[ShopPart, list[str]] = field(default_factory=dict)
    scarce: str = ""
    keys: list[str] = field(default_factory=list)
    _port: int = 0

    def start(self) -> None:
        clock_file = self.home / "clock"
        self.home.mkdir(parents=True)
        noon = time_of_day(12, tzinfo=UTC)
        clock.set_to(datetime.combine(last_ecb_date(), noon), clock_file)
        self.postgres.create_database("hub")
        self._port = free_port()
        self.nats = Nats(self.home, "bench", free_port())
        install = Install(
            home=self.home, host="localhost", web_port=self._port, nats=self.nats, nats_url=self.nats.url,
            acquirer_port=free_port(), database_url=self.postgres.url("hub"), postgres=self.postgres,
            clock_file=clock_file, log_level="WARNING", web_workers=web_workers(),
            extra={
                "ENTREPOT_ADMIN_PASSWORD": PASSWORD,
                "ENTREPOT_TRUSTED_PROXIES": "1",  # every cart is opened from an address of its own
                "ENTREPOT_STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
            },
        )  # fmt: skip
        install.run("load-reference")
        install.run("set-up", "MYKUA", "Kuantan", "MY", "MYR", "Operator", "operator@bench.example")
        self.nats.start()
        for child in children_of(install):
            child.start()
            self.children.append(child)
        wait_for("the hub", partial(answers, self._port), seconds=60)
        self._stock_up()
        with psycopg.connect(self.postgres.url("hub"), autocommit=True) as connection:
            connection.execute("ANALYZE")

    def stop(self) -> None:
        for child in self.children:
            child.end()
        for child in self.children:
            child.wait(8)
        if self.nats:
            self.nats.stop()

    def buyer(self, number: int) -> HubBuyer:
        host = {"Host": f"localhost:{self._port}", "Authorization": f"Bearer {self.keys[number]}"}
        return HubBuyer(Line(self._port, host), self.offers, self.scarce, random.Random(number))

    def used(self) -> dict[str, float]:
        """Processor seconds so far, by part."""
        parts = {child.name: seconds_of(child.process.pid) for child in self.children if child.process}
        if self.nats and (nats := self.nats.pid()):
            parts["nats"] = seconds_of(nats)
        parts["postgres"] = seconds_of(self.postgres.pid() or 0)
        return parts

    def paid(self) -> int:
        """Purchases whose money is in escrow."""
        return int(self.ask("SELECT count(*) FROM orders_purchase WHERE state = 'paid'")[0][0])

    def wait_until_paid(self, purchases: int, *, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while (paid := self.paid()) < purchases:
            if time.monotonic() > deadline:
                raise CheckoutFailed(f"{paid} of {purchases} purchases are paid after {seconds:.0f} s")
            time.sleep(0.05)

    def escrow_delays_ms(self, newest: int) -> list[float]:
        """From placed to money in escrow, of the newest purchases, the quickest first."""
        rows = self.ask(
            "SELECT extract(epoch FROM paid_at - placed_at) * 1000 FROM orders_purchase "
            "WHERE state = 'paid' ORDER BY id DESC LIMIT %s",
            newest,
        )
        return sorted(float(row[0]) for row in rows)

    def scarce_books(self) -> tuple[int, int, int]:
        """What the books say of the scarce goods: pieces in orders, pieces held or gone from stock, orders in escrow."""
        in_orders, in_escrow = self.ask(
            "SELECT coalesce(sum(line.quantity), 0), count(*) FILTER (WHERE escrow.state = 'held') "
            "FROM orders_orderline line JOIN orders_order o ON o.id = line.order_id "
            "LEFT JOIN finance_escrow escrow ON escrow.order_ref = o.ref "
            "WHERE line.offer_ref = %s AND o.state <> 'cancelled'",
            self.scarce,
        )[0]
        (left,) = self.ask("SELECT stock - reserved FROM market_offer WHERE ref = %s", self.scarce)[0]
        return int(in_orders), self.scarce_stock - int(left), int(in_escrow)

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.postgres.url("hub")) as connection:
            return connection.execute(question, values).fetchall()

    def _stock_up(self) -> None:
        anyone = Caller(self._port)
        imports = {part: self._open_shop(anyone, part) for part in SHOPS}
        self.keys += [anyone.open_account(f"shopper{number}").key for number in range(self.shoppers)]
        for part, (seller, import_ref) in imports.items():
            job = wait_for("an import of goods", partial(_ended, seller, import_ref), seconds=120)
            if job["rows_bad"]:
                raise CheckoutFailed(f"{job['rows_bad']} rows of the shop {part.name} did not load")
            rows = self.ask(
                "SELECT offer.ref, product.sku FROM market_offer offer JOIN market_product product "
                "ON product.id = offer.product_id JOIN market_shop shop ON shop.id = product.shop_id "
                "WHERE shop.name = %s ORDER BY product.sku",
                part.name,
            )
            self.offers[part] = [ref for ref, sku in rows if sku != "SCARCE"]
            self.scarce = next((ref for ref, sku in rows if sku == "SCARCE"), self.scarce)

    def _open_shop(self, anyone: Caller, part: ShopPart) -> tuple[Caller, str]:
        """The seller, and the import of the shop's goods that has begun."""
        seller = anyone.open_account(part.name)
        owner = {"name": part.name, "country": part.country}
        organisation = seller.ask("POST", "/parties/organisations", json=owner)
        wanted = {
            **owner,
            "org_ref": organisation["org_ref"],
            "currency": part.currency,
            "brand": part.name,
            "ship_from": "MYKUA",
        }
        shop = seller.ask("POST", "/shops", json=wanted)
        goods = _goods(part, self.products // len(SHOPS), self.scarce_stock if part is COFFEE else None)
        job = seller.ask("POST", f"/shops/{shop['shop_ref']}/imports", files={"file": (part.file, goods)})
        return seller, job["import_ref"]


@dataclass
class HubBuyer:
    """One piece of each shop to China. The whole price at the door is asked before buying, as a shopper's page does."""

    line: Line
    offers: Mapping[ShopPart, list[str]]
    scarce: str
    luck: random.Random

    def fill(self, *, scarce: bool) -> str:
        self.line.headers["X-Forwarded-For"] = str(IPv4Address(self.luck.getrandbits(32)))
        cart: str = self._ask("POST", "/carts", 201)["cart_ref"]
        for part, refs in self.offers.items():
            ref = self.scarce if scarce and part is COFFEE else self.luck.choice(refs)
            self._ask("PUT", f"/carts/{cart}/lines", 200, {"offer_ref": ref, "quantity": 1})
        priced = self._ask("GET", f"/carts/{cart}/landed-price?country=CN&currency=CNY", 200)
        if len(priced) != len(self.offers):
            raise CheckoutFailed(f"a cart of {len(self.offers)} shops is priced as {len(priced)}")
        return cart

    def place(self, cart: str) -> bool:
        wanted = {"country": "CN", "currency": "CNY", "recipient": _RECIPIENT}
        status, answer = self.line.ask("POST", f"/api/v1/carts/{cart}/checkout", wanted)
        if status == 409 and answer["code"] == "market.sold_out":
            return False
        if status != 201:
            raise CheckoutFailed(f"checkout: {status} {answer}")
        self._ask("POST", f"/purchases/{answer['purchase_ref']}/pay", 202)
        return True

    def _ask(self, method: str, path: str, expected: int, body: object = None) -> Any:
        status, answer = self.line.ask(method, f"/api/v1{path}", body)
        if status != expected:
            raise CheckoutFailed(f"{method} {path}: {status} {answer}")
        return answer


def _goods(part: ShopPart, count: int, scarce_stock: int | None) -> bytes:
    """The demo's goods of this shop again and again under other numbers; and one scarce row if its stock is given."""
    rows = list(csv.DictReader(io.StringIO((GOODS / part.file).read_text())))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    for number in range(count):
        writer.writerow({**rows[number % len(rows)], "sku": f"{part.name}-{number:05}", "stock": PLENTY})
    if scarce_stock is not None:
        writer.writerow({**rows[-1], "sku": "SCARCE", "stock": scarce_stock})
    return text.getvalue().encode()


def _ended(seller: Caller, import_ref: str) -> dict[str, Any] | None:
    job: dict[str, Any] = seller.ask("GET", f"/imports/{import_ref}")
    return job if job["state"] not in ("waiting", "running") else None
