"""Kuantan when the demo's story is told, and then as if it had been told for years: so many products, so many orders."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench.crowd.copies import Copier, Word, code, renamed
from bench.shops.buyers import CheckoutFailed, Line
from entrepot.hub.demo import cast
from entrepot.hub.demo.places import NOBODY, SHOPPER, references
from entrepot.hub.demo.run import Stage, new_story, set_stage
from entrepot.hub.demo.story import Story

# A third of the products is one seller's, a tenth of the orders go to the story's own shops; the rest is everybody's.
LARGE_SHOP_SHARE = 3
OWN_SHOPS_SHARE = 10
_YEARS = timedelta(days=3 * 365)
_SHOPPER = f"SELECT user_ref FROM parties_user WHERE email = '{SHOPPER}'"


@dataclass
class Crowd:
    """stage: stands, with the story told and copied. references: what fills the paths of places."""

    stage: Stage
    story: Story
    database_url: str

    def size(self) -> dict[str, int]:
        """Rows of what there is much of."""
        tables = {
            "products": "market_product", "shops": "market_shop", "orders": "orders_order", "people": "parties_user",
            "facts": "facts_fact", "transfers": "finance_transfer",
        }  # fmt: skip
        with psycopg.connect(self.database_url) as connection:
            return {
                name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for name, table in tables.items()
            }

    def references(self) -> dict[str, list[str]]:
        """What may stand in the paths of places, by its name there."""
        many = {
            "offer": "SELECT ref FROM market_offer ORDER BY random() LIMIT 200",
            "purchase": f"SELECT ref FROM orders_purchase WHERE buyer_ref IN ({_SHOPPER}) ORDER BY random() LIMIT 50",
            "order": f"SELECT ref FROM orders_order WHERE purchase_id IN "
            f"(SELECT id FROM orders_purchase WHERE buyer_ref IN ({_SHOPPER})) ORDER BY random() LIMIT 50",
        }
        with psycopg.connect(self.database_url) as connection:
            chosen = {
                name: [ref for (ref,) in connection.execute(question)] for name, question in many.items()
            }
        return {name: [ref] for name, ref in references(self.story).items()} | chosen

    def line(self, reader: str) -> Line:
        """The browser of somebody, signed in."""
        line = Line(self.port, {"Host": self.host}, keeps_cookies=True)
        if reader != NOBODY:
            path = "/en/account/login/"
            self._send(line, path, path, {"login": reader, "password": cast.PASSWORD})
        return line

    def put_into_cart(self, line: Line, offer_ref: str) -> None:
        page = line.led_to(f"/en/market/offers/{offer_ref}")
        self._send(line, page, "/en/orders/cart/add", {"offer_ref": offer_ref, "quantity": "1"})

    def _send(self, line: Line, page: str, action: str, answers: dict[str, str]) -> None:
        """A form of a page."""
        _, form = line.read(page)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)', form)
        if token is None:
            raise CheckoutFailed(f"{page} has no form")
        line.headers["Origin"] = f"http://{self.host}"
        status, location = line.submit("POST", action, {"csrfmiddlewaretoken": token[1].decode(), **answers})
        if status != 302:
            raise CheckoutFailed(f"{action} of {page}: {status} {location}")

    @property
    def port(self) -> int:
        return self.stage.installs[0].web_port

    @property
    def host(self) -> str:
        return f"{cast.HUBS[0].label}.localhost:{self.port}"


@contextmanager
def crowd(products: int, orders: int) -> Iterator[Crowd]:
    """Kuantan with at least so many products and orders, served as in production."""
    home = Path(tempfile.mkdtemp(prefix="entrepot-crowd-"))
    home.chmod(0o755)
    stage = Stage(home, cast.HUBS[:2])
    try:
        set_stage(stage, lambda _: None)
        with closing(new_story(stage)) as story:
            for _, days_before_end, deed in story.steps():
                story.set_clock(days_before_end)
                deed()
            made = Crowd(stage, story, stage.installs[0].database_url)
            _fill(made, products, orders)
            yield made
    finally:
        stage.supervisor.stop()
        shutil.rmtree(home, ignore_errors=True)


def _fill(made: Crowd, products: int, orders: int) -> None:
    with psycopg.connect(made.database_url) as connection:
        copier = Copier(connection)
        ask = connection.execute
        goods = ask("SELECT count(*) FROM market_product").fetchone()[0]
        shops = ask("SELECT ref, org_ref, name, brand FROM market_shop ORDER BY id").fetchall()
        large, (skus,) = (
            shops[0],
            ask(
                "SELECT array_agg(sku) FROM market_product p JOIN market_shop s ON s.id = shop_id WHERE s.ref = %s",
                [shops[0][0]],
            ).fetchone(),
        )
        emails, prefixes = ask(
            "SELECT array_agg(DISTINCT email), array_agg(prefix) FROM parties_user u LEFT JOIN parties_apikey k "
            "ON k.user_id = u.id WHERE u.email LIKE '%%@shopper.example'"
        ).fetchone()
        buyer = ask("SELECT user_ref FROM parties_user WHERE email = %s", [emails[0]]).fetchone()[0]

        # Whose goods are copied stays who works in one shop.
        apart = "finance_ logistics_ orders_ customs_ ports_ exchange_ entrepot_messages_ parties_membership market_stockreservation market_productimport"
        streets = products * (LARGE_SHOP_SHARE - 1) // LARGE_SHOP_SHARE // goods
        names: dict[str, Word] = {}
        for _, _, name, brand in shops:
            names |= {text: _numbered(text) for text in (name, brand)}
        market = copier.find({"market_shop": "true"}, bears="shop org offer", words=names, leave=apart)
        shelves = copier.find(
            {"market_product": f"shop_id = (SELECT id FROM market_shop WHERE ref = '{large[0]}')"},
            bears="offer",
            words={sku: _numbered(sku) for sku in skus},
            leave=apart,
        )
        people = copier.find(
            {"parties_user": f"user_ref = '{buyer}'"},
            bears="user key",
            words={emails[0]: lambda n: f"shopper{n}@shopper.example"}
            | {prefix: _hexadecimal(place) for place, prefix in enumerate(prefixes) if prefix},
            leave="finance_ logistics_ orders_ customs_ market_ ports_ exchange_ facts_",
        )
        elsewhere = {buyer: renamed(buyer)}
        for shop_ref, org_ref, *_ in shops:
            elsewhere |= {ref: _in_some_shop(ref, streets) for ref in (shop_ref, org_ref)}
        trade = copier.find(
            {"orders_purchase": f"ref = '{made.story.purchase_ref}'"},
            bears="purchase cart order pay parcel letter",
            words=elsewhere,
            leave="logistics_containerload",
        )
        times = orders // len(trade.rows["orders_order"])
        sold = products // LARGE_SHOP_SHARE // len(skus)
        for thread, numbers, every in (
            (trade, range(1, times + 1), _YEARS / times),
            (people, range(1, times + 1), timedelta(0)),
            (market, range(1, streets + 1), timedelta(0)),
            (shelves, range(streets + 1, streets + sold + 1), timedelta(0)),  # an offer is of one shop
        ):
            made_rows = copier.copy(thread, numbers, every=every)
            connection.commit()
            print(f"{sum(made_rows.values()):9,} rows in {len(made_rows)} tables", flush=True)
        ask("UPDATE orders_purchase SET buyer_ref = %s WHERE id %% 997 = 0", [buyer])
        _open_accounts(connection)
        connection.commit()
        connection.autocommit = True
        while ask("SELECT finance_close_accounts(5000)").fetchone()[0]:
            pass
        ask("VACUUM ANALYZE")


def _open_accounts(connection: psycopg.Connection[Any]) -> None:
    """A closed account was copied, its sum was not: all are opened, for a year's chores to close them again."""
    connection.execute("LOCK TABLE finance_account, finance_closedsum")
    connection.execute("UPDATE finance_account SET closed = false WHERE closed")
    connection.execute("TRUNCATE finance_closedsum")


def _numbered(text: str) -> Word:
    return lambda number: f"{text} {number}"


def _hexadecimal(place: int) -> Word:
    return lambda number: f"{place:02x}{number:010x}"


def _in_some_shop(ref: str, shops: int) -> Word:
    return lambda number: ref if number % OWN_SHOPS_SHARE == 0 else ref[:-5] + code(number % shops + 1)
