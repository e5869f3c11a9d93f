"""Checkouts a second over the hub's API, beside django-oscar's guest checkout. Prints one JSON line.

    python -m bench.checkout [seconds a series]

Ours: a cart over two shops to China, its landed price with the customs' rules, the order, the payment begun: six calls of
a shopper with an API key. It is counted when the payment is begun; the worker's capture and escrow go on meanwhile on the
same two cores, and `in_escrow_per_s` counts until the last purchase's money is held. The peer: one piece to China as a
guest, no tax, no duty, a payment that takes no money: seven calls. Both in turn, twice, on one embedded PostgreSQL that
syncs its disk; buyers are threads on keep-alive connections, on the same machine.

Then the rush: ten pieces, 16 buyers with three carts each, all placed at the same instant. The hub must sell exactly ten
and have ten in escrow, or there is no result; the peer's count is printed as it is.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.shops import hub as ours
from bench.shops import oscar as peer
from bench.shops.buyers import CheckoutFailed, Took, buy_for, rush
from bench.shops.hub import Hub
from bench.shops.oscar import Oscar
from entrepot.hub.servers.place import socket_folder
from entrepot.hub.servers.postgres import Postgres

CLIENTS = (1, 4)
ROUNDS = 2
PRODUCTS = 1000
SCARCE_STOCK = 10
RUSHING = 16
WARM_UP_SECONDS = 2.0


@dataclass
class Series:
    """One shop with so many buyers: all rounds together."""

    took: Took = field(default_factory=Took)
    settled_seconds: float = 0.0
    delays_ms: list[float] = field(default_factory=list)
    used: dict[str, float] = field(default_factory=dict)

    def add_used(self, before: Mapping[str, float], after: Mapping[str, float]) -> None:
        for part, seconds in after.items():
            self.used[part] = self.used.get(part, 0.0) + seconds - before.get(part, 0.0)

    @property
    def checkouts(self) -> int:
        return len(self.took.checkouts)

    @property
    def used_ms_each(self) -> dict[str, int]:
        return {part: round(seconds * 1000 / self.checkouts) for part, seconds in self.used.items()}


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 6.0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    peer.install()
    home = Path(tempfile.mkdtemp(prefix="entrepot-bench-"))
    home.chmod(0o755)
    postgres = Postgres(home / "server")
    shop = Hub(home / "hub", postgres, PRODUCTS, SCARCE_STOCK, RUSHING)
    other = Oscar(home / "oscar", postgres, PRODUCTS, SCARCE_STOCK)
    try:
        began = time.monotonic()
        postgres.start()
        shop.start()
        other.start()
        print(
            f"both shops stand, {PRODUCTS} products each, after {time.monotonic() - began:.0f} s", flush=True
        )
        print(json.dumps(measure(shop, other, seconds)))
    finally:
        other.stop()
        shop.stop()
        postgres.stop()
        shutil.rmtree(socket_folder(postgres.home), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def measure(shop: Hub, other: Oscar, seconds: float) -> dict[str, object]:
    hub_series = {clients: Series() for clients in CLIENTS}
    peer_series = {clients: Series() for clients in CLIENTS}
    buy_at_hub(shop, Series(), WARM_UP_SECONDS, max(CLIENTS))
    buy_at_peer(other, Series(), WARM_UP_SECONDS, max(CLIENTS))
    for _ in range(ROUNDS):
        for clients in CLIENTS:
            buy_at_hub(shop, hub_series[clients], seconds, clients)
            buy_at_peer(other, peer_series[clients], seconds, clients)
    for clients in CLIENTS:
        tell("hub", clients, hub_series[clients])
        tell("oscar", clients, peer_series[clients])
    sold = rush_at_hub(shop)
    peer_sold, peer_counter = rush_at_peer(other)
    return result(hub_series, peer_series, sold, peer_sold, peer_counter)


def buy_at_hub(shop: Hub, series: Series, seconds: float, clients: int) -> None:
    buyers = [shop.buyer(number) for number in range(clients)]
    paid, before, began = shop.paid(), shop.used(), time.perf_counter()
    took = buy_for(seconds, buyers)
    shop.wait_until_paid(paid + len(took.checkouts))
    series.settled_seconds += time.perf_counter() - began
    series.add_used(before, shop.used())
    series.delays_ms += shop.escrow_delays_ms(len(took.checkouts))
    series.took.add(took)
    for buyer in buyers:
        buyer.line.close()


def buy_at_peer(other: Oscar, series: Series, seconds: float, clients: int) -> None:
    buyers = [other.buyer(number) for number in range(clients)]
    before = other.used()
    series.took.add(buy_for(seconds, buyers))
    series.add_used(before, other.used())
    for buyer in buyers:
        buyer.line.close()


def rush_at_hub(shop: Hub) -> int:
    paid = shop.paid()
    carts, sold = rush([shop.buyer(number) for number in range(RUSHING)])
    shop.wait_until_paid(paid + sold)
    in_orders, gone, in_escrow = shop.scarce_books()
    print(
        f"rush: {SCARCE_STOCK} pieces, {carts} carts: the hub sold {sold}, {in_escrow} are in escrow",
        flush=True,
    )
    if not sold == in_orders == gone == in_escrow == SCARCE_STOCK:
        raise CheckoutFailed(
            f"of {SCARCE_STOCK} pieces {sold} were sold, {in_orders} ordered, {gone} left the stock, {in_escrow} in escrow"
        )
    return sold


def rush_at_peer(other: Oscar) -> tuple[int, int]:
    other.serve(peer.WORKERS_IN_A_RUSH)
    carts, said = rush([other.buyer(number) for number in range(RUSHING)])
    sold, counter = other.scarce_books()
    print(
        f"rush: {SCARCE_STOCK} pieces, {carts} carts: oscar sold {sold} ({said} shoppers were thanked), "
        f"its counter says {counter}",
        flush=True,
    )
    return sold, counter


def tell(name: str, clients: int, series: Series) -> None:
    print(
        f"{name:>6}, {clients} clients: {series.took}   processor ms each {series.used_ms_each}", flush=True
    )
    if series.delays_ms:
        print(
            f"        in escrow: {series.checkouts / series.settled_seconds:.1f} checkouts/s, "
            f"p50 {at_share(series.delays_ms, 0.5):.0f} ms, p99 {at_share(series.delays_ms, 0.99):.0f} ms after the order",
            flush=True,
        )


def at_share(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def result(
    hub_series: Mapping[int, Series],
    peer_series: Mapping[int, Series],
    sold: int,
    peer_sold: int,
    peer_counter: int,
) -> dict[str, object]:
    one, few = CLIENTS
    mine, theirs = hub_series[few], peer_series[few]
    return {
        "name": f"Checkouts over two shops with landed cost, {few} clients",
        "ours": round(mine.took.per_second, 1),
        "peer": round(theirs.took.per_second, 1),
        "peer_name": "django-oscar 4.2.1 guest checkout of one shop, no tax, gunicorn 2 workers",
        "ratio": round(mine.took.per_second / theirs.took.per_second, 2),
        "unit": "checkouts/s",
        "p50_ms": round(mine.took.ms(0.5)),
        "p99_ms": round(mine.took.ms(0.99)),
        "peer_p50_ms": round(theirs.took.ms(0.5)),
        "peer_p99_ms": round(theirs.took.ms(0.99)),
        "one_client_per_s": round(hub_series[one].took.per_second, 1),
        "one_client_p50_ms": round(hub_series[one].took.ms(0.5)),
        "one_client_p99_ms": round(hub_series[one].took.ms(0.99)),
        "peer_one_client_per_s": round(peer_series[one].took.per_second, 1),
        "peer_one_client_p50_ms": round(peer_series[one].took.ms(0.5)),
        "peer_one_client_p99_ms": round(peer_series[one].took.ms(0.99)),
        "in_escrow_per_s": round(mine.checkouts / mine.settled_seconds, 1),
        "one_client_in_escrow_p50_ms": round(at_share(hub_series[one].delays_ms, 0.5)),
        "one_client_in_escrow_p99_ms": round(at_share(hub_series[one].delays_ms, 0.99)),
        "in_escrow_p99_ms": round(at_share(mine.delays_ms, 0.99)),
        "processor_ms": sum(mine.used_ms_each.values()),
        "peer_processor_ms": sum(theirs.used_ms_each.values()),
        "calls": ours.CALLS,
        "peer_calls": peer.CALLS,
        "sold_of_10": sold,
        "peer_sold_of_10": peer_sold,
        "peer_counter_of_10": peer_counter,
    }


if __name__ == "__main__":
    main()
