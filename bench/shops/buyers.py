"""Buyers at keep-alive connections, how long each checkout took, and a rush for what is scarce."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

CARTS_PER_BUYER = 3
_PATIENCE_SECONDS = 60

T = TypeVar("T")


class CheckoutFailed(RuntimeError):
    """A call of a checkout was answered otherwise than a shop that works answers; the text carries the answer."""


def wait_for(what: str, ask: Callable[[], T | None], *, seconds: float) -> T:
    """Ask until there is an answer. Raises CheckoutFailed with `what` was waited for."""
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        if time.monotonic() > deadline:
            raise CheckoutFailed(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.05)
    return found


class Buyer(Protocol):
    """One shopper at one connection, who buys again and again."""

    def fill(self, *, scarce: bool) -> str:
        """Everything up to the last step, of goods that are plenty or of what is scarce. Returns the cart."""

    def place(self, cart: str) -> bool:
        """The last step. False if the shop says that the goods are sold out."""


@dataclass
class Line:
    """A connection to one server on loopback. A browser keeps cookies until `forget`; a program with a key does not."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    keeps_cookies: bool = False
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)

    def forget(self) -> None:
        self.cookies.clear()

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """JSON there and back."""
        sent = None if body is None else json.dumps(body).encode()
        status, _, got = self._send(method, path, sent, "application/json")
        return status, json.loads(got) if got else None

    def submit(self, method: str, path: str, form: Mapping[str, str] | None = None) -> tuple[int, str]:
        """A form of a page. Returns the status and where the answer sends one on to."""
        sent = None if form is None else urlencode(form).encode()
        status, location, _ = self._send(method, path, sent, "application/x-www-form-urlencoded")
        return status, location

    def read(self, path: str) -> tuple[int, bytes]:
        """A page."""
        status, _, got = self._send("GET", path, None, "")
        return status, got

    def led_to(self, path: str) -> str:
        """The address that a short one leads to, else itself."""
        status, location, _ = self._send("GET", path, None, "")
        return location if status in (301, 302) else path

    def _send(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, str, bytes]:
        headers = dict(self.headers)
        if body is not None:
            headers["Content-Type"] = kind
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._http.request(method, path, body, headers)
        answer = self._http.getresponse()
        got = answer.read()
        for header in (answer.headers.get_all("Set-Cookie") or ()) if self.keeps_cookies else ():
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return answer.status, answer.headers.get("Location", ""), got

    def close(self) -> None:
        self._http.close()


@dataclass
class Took:
    """Seconds of each checkout, and of all together from the first call to the last answer."""

    checkouts: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: Took) -> None:
        self.checkouts += other.checkouts
        self.seconds += other.seconds

    @property
    def per_second(self) -> float:
        return len(self.checkouts) / self.seconds

    def ms(self, share: float) -> float:
        ordered = sorted(self.checkouts)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000

    def __str__(self) -> str:
        return f"{self.per_second:6.1f} orders/s   p50 {self.ms(0.5):6.0f} ms   p99 {self.ms(0.99):6.0f} ms"


def buy_for(seconds: float, buyers: Sequence[Buyer]) -> Took:
    """All buy at once, each one order after the other, and end the order that they have begun."""
    start = threading.Barrier(len(buyers) + 1, timeout=_PATIENCE_SECONDS)
    with ThreadPoolExecutor(len(buyers)) as pool:
        running = [pool.submit(_buy, buyer, start, seconds) for buyer in buyers]
        start.wait()
        began = time.perf_counter()
        took = [one for buying in running for one in buying.result()]
        return Took(took, time.perf_counter() - began)


def _buy(buyer: Buyer, start: threading.Barrier, seconds: float) -> list[float]:
    took: list[float] = []
    start.wait()
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        if not buyer.place(buyer.fill(scarce=False)):
            raise CheckoutFailed("goods of which there are plenty are sold out")
        took.append(time.perf_counter() - began)
    return took


def rush(buyers: Sequence[Buyer]) -> tuple[int, int]:
    """Every buyer fills carts with what is scarce; then all buy at the same instant. How many carts, how many bought."""
    ready = threading.Barrier(len(buyers), timeout=_PATIENCE_SECONDS)
    with ThreadPoolExecutor(len(buyers)) as pool:
        bought = list(pool.map(lambda buyer: _rush(buyer, ready), buyers))
    return len(buyers) * CARTS_PER_BUYER, sum(bought)


def _rush(buyer: Buyer, ready: threading.Barrier) -> int:
    carts = [buyer.fill(scarce=True) for _ in range(CARTS_PER_BUYER)]
    ready.wait()
    return sum(buyer.place(cart) for cart in carts)
