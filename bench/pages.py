"""The time that each page takes at a hub with 100,000 products and 100,000 orders, beside django-oscar with as many products.

    python -m bench.pages [products] [orders]

Every page of `entrepot.hub.demo.places`, read by who reads it there, in all editions in turn, over one kept connection, from
the hub as it is in production; products, orders and the like are others at each reading. Milliseconds from the first byte sent
to the last one read. The raw limit is the same server's smallest answer. Prints one JSON line.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.crowd.hub import Crowd, crowd
from bench.shops import oscar
from bench.shops.buyers import CheckoutFailed, Line
from bench.shops.oscar import Oscar
from entrepot.hub.demo.places import NOBODY, PLACES, SHOPPER
from entrepot.hub.servers.postgres import Postgres
from entrepot.values.editions import EDITIONS

READINGS, WARM_UP = 60, 10
RAW = "/robots.txt"
PEER_PAGES = {"market": "/catalogue/", "product": "/catalogue/x_{pk}/", "cart": "/basket/", "home": "/"}


def timed(line: Line, paths: Sequence[str]) -> list[float]:
    """Milliseconds of each reading but the first ones, the quickest first."""
    took = []
    for path in paths:
        began = time.perf_counter()
        status, _ = line.read(path)
        took.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise CheckoutFailed(f"{path}: {status}")
    return sorted(took[WARM_UP:])


def at(share: float, ordered: Sequence[float]) -> float:
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 1)


def of_crowd(made: Crowd, luck: random.Random) -> dict[str, list[float]]:
    """The pages of our hub by name, and the raw limit by its path."""
    known = made.references()
    lines = {reader: made.line(reader) for reader in {place.reader for place in PLACES.values()}}
    made.put_into_cart(lines[SHOPPER], known["offer"][0])
    found = {RAW: timed(lines[NOBODY], [RAW] * (READINGS + WARM_UP))}
    for name, place in PLACES.items():
        line, paths = lines[place.reader], []
        line.close()  # the server gives up on one that was idle while others read; it opens again by itself
        for number in range(READINGS + WARM_UP):
            edition = list(EDITIONS)[number % len(EDITIONS)]
            chosen = {kind: luck.choice(refs) for kind, refs in known.items()}
            paths.append(line.led_to(f"/{edition}/{place.path.format_map(chosen)}"))
        found[name] = timed(line, paths)
        show(name, found[name])
    return found


def of_peer(products: int, luck: random.Random) -> dict[str, list[float]]:
    """The peer's pages that have one of ours beside them, by the name of ours."""
    oscar.install()
    home = Path(tempfile.mkdtemp(prefix="entrepot-peer-"))
    home.chmod(0o755)
    postgres = Postgres(home / "postgres")
    postgres.start()
    shop = Oscar(home / "oscar", postgres, products, 10)
    try:
        shop.start()
        buyer = shop.buyer(1)
        buyer.line.submit("POST", f"/basket/add/{shop.goods[0]}/", {"quantity": "1"})
        found = {}
        for name, path in PEER_PAGES.items():
            paths = [path.format(pk=luck.choice(shop.goods)) for _ in range(READINGS + WARM_UP)]
            found[name] = timed(buyer.line, [buyer.line.led_to(one) for one in paths])
            show(f"django-oscar: {name}", found[name])
        return found
    finally:
        shop.stop()
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)


def show(name: str, took: Sequence[float]) -> None:
    print(f"{name:28} p50 {at(0.5, took):7.1f} ms   p95 {at(0.95, took):7.1f} ms", flush=True)


def main(products: int = 100_000, orders: int = 100_000) -> None:
    luck = random.Random(7)
    with crowd(products, orders) as made:
        ours = of_crowd(made, luck)
        size = made.size()
    theirs = of_peer(products, luck)
    slowest = max(ours, key=lambda name: at(0.95, ours[name]))
    peer = max(at(0.95, took) for took in theirs.values())
    line = {
        "name": f"A page at {size['products']:,} products and {size['orders']:,} orders, p95 of the slowest",
        "ours": at(0.95, ours[slowest]),
        "peer": peer,
        "peer_name": "django-oscar 4.2.1, slowest of market, product, cart and home with as many products and no orders",
        "ratio": round(peer / at(0.95, ours[slowest]), 2),
        "unit": "ms",
        "slowest": slowest,
        "pages": len(PLACES),
        "above_100_ms": sum(at(0.95, took) > 100 for took in ours.values()),
        "raw_p95_ms": at(0.95, ours[RAW]),
        **{f"{kind}_rows": rows for kind, rows in size.items()},
        "parts": [
            {"part": name, "ours": at(0.95, took), "peer": at(0.95, theirs[name]) if name in theirs else None}
            for name, took in ours.items()
        ],
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
