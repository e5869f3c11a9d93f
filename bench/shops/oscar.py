"""django-oscar with two gunicorn workers, in a venv of its own, on the same PostgreSQL server as the hub."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import venv
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bench.shops.buyers import CheckoutFailed, Line, wait_for
from bench.shops.processor import seconds_of
from entrepot.hub.servers.place import free_port
from entrepot.hub.servers.postgres import Postgres
from entrepot.hub.serving import answers
from entrepot.hub.supervisor import Child

CALLS = 7
PEERS = Path(__file__).parents[1] / "peers"
REQUIREMENTS = PEERS / "oscar.txt"
VENV = Path(__file__).parents[2] / "var" / "peers" / "oscar"
WORKERS, WORKERS_IN_A_RUSH = 2, 4
_ADDRESS = {
    "first_name": "Yue",
    "last_name": "Lin",
    "line1": "Yongfu West Street 1",
    "line4": "Qinzhou",
    "postcode": "535000",
    "country": "CN",
}


def install() -> None:
    """The peer's venv, made again only when its requirements change."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    ready = VENV / ".ready"
    if ready.exists() and ready.read_text() == wanted:
        return
    venv.create(VENV, with_pip=True, clear=True)
    _run(
        [
            str(VENV / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "-r",
            str(REQUIREMENTS),
        ]
    )
    ready.write_text(wanted)


@dataclass
class Oscar:
    home: Path
    postgres: Postgres
    products: int
    scarce_stock: int
    goods: list[int] = field(default_factory=list)
    scarce: int = 0
    _port: int = 0
    _server: Child | None = None

    def start(self) -> None:
        self.home.mkdir(parents=True)
        self.postgres.create_database("oscar")
        python = str(VENV / "bin" / "python")
        _run([python, "-m", "django", "migrate", "--verbosity=0"], self._environment)
        made = json.loads(
            _run(
                [python, "-m", "oscar_shop.seed", str(self.products), str(self.scarce_stock)],
                self._environment,
            )
        )
        self.goods, self.scarce = made["products"], made["scarce"]
        self.serve(WORKERS)

    def serve(self, workers: int) -> None:
        """Start, or start again with another number of workers."""
        self.stop()
        self._port = free_port()
        command = [
            str(VENV / "bin" / "python"), "-m", "gunicorn", "oscar_shop.wsgi:application", "--workers", str(workers),
            "--bind", f"127.0.0.1:{self._port}", "--log-level", "warning", "--worker-tmp-dir", str(self.home),
        ]  # fmt: skip
        self._server = Child("oscar", command, self._environment, self.home / "oscar.log")
        self._server.start()
        wait_for("the peer", partial(answers, self._port), seconds=60)

    def stop(self) -> None:
        if self._server:
            self._server.end()
            self._server.wait(8)
            self._server = None

    def buyer(self, number: int) -> OscarBuyer:
        return OscarBuyer(
            Line(self._port, keeps_cookies=True), self.goods, self.scarce, random.Random(number), number
        )

    def used(self) -> dict[str, float]:
        """Processor seconds so far, by part."""
        web = seconds_of(self._server.process.pid) if self._server and self._server.process else 0.0
        return {"web": web, "postgres": seconds_of(self.postgres.pid() or 0)}

    def scarce_books(self) -> tuple[int, int]:
        """What the books say of the scarce goods: pieces in orders, pieces that its counter holds."""
        with psycopg.connect(self.postgres.url("oscar")) as connection:
            row = connection.execute(
                "SELECT (SELECT coalesce(sum(quantity), 0) FROM order_line WHERE product_id = %(id)s), "
                "(SELECT coalesce(num_allocated, 0) FROM partner_stockrecord WHERE product_id = %(id)s)",
                {"id": self.scarce},
            ).fetchone()
        if row is None:
            raise CheckoutFailed("the peer has lost its scarce goods")
        return int(row[0]), int(row[1])

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if name != "PYTHONHOME"},
            "PYTHONPATH": str(PEERS),
            "DJANGO_SETTINGS_MODULE": "oscar_shop.settings",
            "PEER_DATABASE": json.dumps(conninfo_to_dict(self.postgres.url("oscar"))),
            "PEER_SECRET": hashlib.sha256(str(self.home).encode()).hexdigest(),
        }


@dataclass
class OscarBuyer:
    """A guest: one piece, address, shipping, payment, order. The default payment takes no money."""

    line: Line
    goods: list[int]
    scarce: int
    luck: random.Random
    number: int
    _carts: dict[str, dict[str, str]] = field(default_factory=dict)

    def fill(self, *, scarce: bool) -> str:
        self.line.forget()
        product = self.scarce if scarce else self.luck.choice(self.goods)
        guest = f"guest{self.number}.{self.luck.getrandbits(48)}@example.com"
        self._expect("POST", f"/basket/add/{product}/", "/basket/", {"quantity": "1"})
        self._expect("POST", "/checkout/", "shipping-address", {"username": guest, "options": "anonymous"})
        self._expect("POST", "/checkout/shipping-address/", "shipping-method", _ADDRESS)
        self._expect("GET", "/checkout/shipping-method/", "payment-method")
        self._expect("GET", "/checkout/payment-method/", "payment-details")
        status, _ = self.line.submit("GET", "/checkout/payment-details/")
        if status != 200:
            raise CheckoutFailed(f"the peer's payment details: {status}")
        self._carts[guest] = dict(self.line.cookies)
        return guest

    def place(self, cart: str) -> bool:
        self.line.cookies = self._carts.pop(cart)
        _, location = self.line.submit("POST", "/checkout/preview/", {"action": "place_order"})
        return "thank-you" in location

    def _expect(self, method: str, path: str, onward: str, form: dict[str, str] | None = None) -> None:
        status, location = self.line.submit(method, path, form)
        if status != 302 or onward not in location:
            raise CheckoutFailed(f"the peer's {method} {path}: {status} to {location or 'nowhere'}")


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise CheckoutFailed(f"{' '.join(command)}:\n{run.stdout}\n{run.stderr}")
    return run.stdout
