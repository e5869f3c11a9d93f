"""Reads of shops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from entrepot.market import models, words
from entrepot.values import CountryCode, UNLocode

# From one currency to the next in the index: DISTINCT would read every listing for a handful of them.
_CURRENCIES = """
    WITH RECURSIVE found (currency) AS (
        SELECT min(currency) FROM market_listing
        UNION ALL
        SELECT (SELECT min(currency) FROM market_listing WHERE currency > found.currency)
        FROM found WHERE currency IS NOT NULL
    )
    SELECT currency FROM found WHERE currency IS NOT NULL
"""


def get_shop(ref: str) -> words.Shop:
    """Refuses market.no_shop."""
    return get_shops([ref])[ref]


def get_shops(refs: Iterable[str]) -> Mapping[str, words.Shop]:
    """By reference. Refuses market.no_shop for the first that is not there."""
    wanted = list(refs)
    rows = models.Shop.objects.raw("SELECT * FROM market_shop WHERE ref = ANY(%s)", [wanted])
    found = {row.ref: to_words(row) for row in rows}
    for ref in wanted:
        if ref not in found:
            raise words.no_such_shop(ref)
    return found


def shops_of(org_refs: Iterable[str]) -> list[words.Shop]:
    """The shops of these organisations, oldest first."""
    rows = models.Shop.objects.filter(org_ref__in=list(org_refs)).order_by("id")
    return [to_words(row) for row in rows]


def any_shop() -> bool:
    """Whether somebody sells at this hub."""
    return models.Shop.objects.exists()


def currencies_on_offer() -> frozenset[str]:
    """In which sellers ask their prices, those of partner hubs too."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENCIES)
        return frozenset(currency for (currency,) in cursor.fetchall())


def to_words(row: models.Shop) -> words.Shop:
    return words.Shop(
        ref=row.ref,
        org_ref=row.org_ref,
        name=row.name,
        country=CountryCode(row.country),
        currency=row.currency,
        brand=row.brand,
        ship_from=UNLocode(row.ship_from),
        commission=row.commission,
        opened_at=row.opened_at,
    )
