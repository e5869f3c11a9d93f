"""How many quotes for a cart of 20 lines one process makes in a second. Prints one JSON line.

    python -m bench.quotes [seconds]

The peer in the same run is the same arithmetic written plainly, without law, explanation or stored form: what the
explaining costs. No open shop platform has a duty engine to compare with.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from entrepot.customs import countries, rules, stored
from entrepot.customs.words import BuyerFacts, QuoteLine, QuoteRequest, Rate
from entrepot.values import CountryCode, HSCode, Money, Weight

LINES = 20
CHINA = countries.scan(countries)[CountryCode("CN")]
CODES = ("090121", "090122", "090230")
REQUEST = QuoteRequest(
    destination=CountryCode("CN"),
    at=date(2026, 11, 24),
    lines=tuple(
        QuoteLine(
            f"line {number}",
            HSCode(CODES[number % 3]),
            CountryCode("MY"),
            1 + number % 3,
            Money(1990 + 137 * number, "MYR"),
            Weight(250),
        )
        for number in range(LINES)
    ),
    freight=Money(4500, "MYR"),
    insurance=Money(310, "MYR"),
    importer=BuyerFacts("buyer", Money(0, "CNY")),
    rates=(Rate("MYR", "CNY", Decimal("1.6423"), "bench", date(2026, 11, 23)),),
)


def plain() -> Decimal:
    """Value by line, freight pro rata, 70 % of the VAT."""
    cent, rate = Decimal("0.01"), Decimal("1.6423")
    goods = [(line.goods.amount * rate).quantize(cent, ROUND_HALF_UP) for line in REQUEST.lines]
    extra = ((REQUEST.freight.amount + REQUEST.insurance.amount) * rate).quantize(cent, ROUND_HALF_UP)
    total, tax = sum(goods), Decimal(0)
    for line, value in zip(REQUEST.lines, goods, strict=True):
        vat = Decimal("0.09") if line.hs == "090230" else Decimal("0.13")
        base = (value + extra * value / total).quantize(cent, ROUND_HALF_UP)
        tax += (base * vat * Decimal("0.70")).quantize(cent, ROUND_HALF_UP)
    return total + extra + tax


def timed(work: Callable[[], object], seconds: float) -> list[float]:
    took = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return sorted(took)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    made = rules.quote(REQUEST, CHINA)
    assert made.duty_known
    quotes = timed(lambda: rules.quote(REQUEST, CHINA), seconds)
    kept = timed(lambda: stored.encode(made), seconds / 5)
    plainly = timed(plain, seconds / 5)
    print(
        json.dumps(
            {
                "name": "Landed cost with its law, cart of 20 lines",
                "ours": round(len(quotes) / sum(quotes)),
                "peer": round(len(plainly) / sum(plainly)),
                "peer_name": "the bare arithmetic, no law and no explanation",
                "ratio": round(len(quotes) / sum(quotes) / (len(plainly) / sum(plainly)), 3),
                "unit": "quotes/s",
                "p50_ms": round(1000 * quotes[len(quotes) // 2], 3),
                "p99_ms": round(1000 * quotes[int(len(quotes) * 0.99)], 3),
                "to_json_p50_ms": round(1000 * kept[len(kept) // 2], 3),
                "cart_lines": LINES,
                "charge_lines": len(made.lines),
                "processes": 1,
            }
        )
    )


if __name__ == "__main__":
    main()
