"""How a rate between any two currencies follows from those that banks publish.

Banks publish against the euro or the dollar, so a cross rate goes through one of them, or both for a currency that is
pegged to the dollar. Products and quotients are exact; the result is rounded half up to SIGNIFICANT_DIGITS once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from itertools import pairwise

from entrepot.finance.rate_words import MAX_AGE_DAYS, Leg, Rate, no_rate, stale_rate

SIGNIFICANT_DIGITS = 12
_EXACT_DIGITS = 100  # more than four rates of 24 digits need
_PIVOTS: tuple[tuple[str, ...], ...] = ((), ("EUR",), ("USD",), ("USD", "EUR"), ("EUR", "USD"))


def cross(base: str, quote: str, legs: Iterable[Leg], *, day: date, stale_too: bool = False) -> Rate:
    """The rate on `day`, over the fewest legs that are all fresh; through the euro before the dollar.

    stale_too: where no route is fresh, take the one whose oldest leg is youngest, instead of refusing.

    Raises the refusals finance.no_rate and finance.stale_rate.
    """
    if base == quote:
        return Rate(base, quote, Decimal(1), "identity", day)
    by_pair = _best(legs)
    routes = list(_routes(base, quote, by_pair))
    if not routes:
        reachable = any(True for _ in _routes(base, "EUR", by_pair)) or base == "EUR"
        raise no_rate(quote if reachable else base)
    fresh = [route for route in routes if _age_days(route, day) <= MAX_AGE_DAYS]
    if not fresh:
        least = min(routes, key=lambda route: _age_days(route, day))
        if stale_too:
            fresh = [least]
    if not fresh:
        oldest = min((leg for leg in least if leg.as_of), key=lambda leg: leg.as_of or day)
        raise stale_rate(_about(oldest), as_of=oldest.as_of or day, age_days=_age_days(least, day))
    route = fresh[0]
    return Rate(
        base,
        quote,
        _product(base, route),
        "; ".join(dict.fromkeys(leg.source for leg in route)),
        min((leg.as_of for leg in route if leg.as_of), default=day),
    )


def _best(legs: Iterable[Leg]) -> dict[frozenset[str], Leg]:
    """One leg per pair: the newest published one; a peg only where nothing was published for the pair."""
    best: dict[frozenset[str], Leg] = {}
    for leg in legs:
        pair = frozenset((leg.base, leg.quote))
        if pair not in best or (leg.as_of or date.min) > (best[pair].as_of or date.min):
            best[pair] = leg
    return best


def _routes(base: str, quote: str, by_pair: dict[frozenset[str], Leg]) -> Iterator[list[Leg]]:
    for pivots in _PIVOTS:
        stops = (base, *pivots, quote)
        if len(set(stops)) < len(stops):
            continue
        pairs = [frozenset(pair) for pair in pairwise(stops)]
        if all(pair in by_pair for pair in pairs):
            yield [by_pair[pair] for pair in pairs]


def _age_days(route: list[Leg], day: date) -> int:
    return max(((day - leg.as_of).days for leg in route if leg.as_of), default=0)


def _about(leg: Leg) -> str:
    return leg.quote if leg.base in ("EUR", "USD") else leg.base


def _product(base: str, route: list[Leg]) -> Decimal:
    with localcontext(prec=_EXACT_DIGITS):
        above = below = Decimal(1)
        held = base
        for leg in route:
            if leg.base == held:
                above, held = above * leg.rate, leg.quote
            else:
                below, held = below * leg.rate, leg.base
        rounded = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_UP).plus(above / below)
    return plain(rounded)


def plain(rate: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 4.5325, 136, 0.00005."""
    return Decimal(f"{rate.normalize():f}")
