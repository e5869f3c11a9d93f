"""Quotes, their stored form, and how much of a yearly limit is used."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from entrepot.customs import countries, rules, stored
from entrepot.customs.country import Country
from entrepot.customs.words import Quote, QuoteRequest, StoredQuoteDamaged
from entrepot.values import CountryCode, Money

# Asked for every price that a buyer sees: by hand, as the ORM takes several times as long to ask.
_USED = """
    SELECT coalesce(sum(amount_minor), 0)::bigint FROM customs_quotause
    WHERE buyer_ref = %s AND country = %s AND year = %s AND currency = %s AND released_at IS NULL
"""

COUNTRIES: Mapping[CountryCode, Country] = countries.scan(countries)


def quote(request: QuoteRequest) -> Quote:
    """The landed cost at the destination, each charge with its law. Pure: asks neither clock nor database.

    Refuses customs.nothing_to_declare, customs.no_hs_code, customs.no_rate, customs.prohibited. A duty that is not
    known is no refusal: `duty_known` is false and the quote holds no duty or tax at all.
    """
    return rules.quote(request, COUNTRIES.get(request.destination))


def recompute(kept: Quote) -> Quote:
    """A stored quote again, under the law that it carries; equal to it to the last bit."""
    return rules.recompute(kept, COUNTRIES.get(kept.request.destination))


def to_json(made: Quote) -> str:
    """Canonical text to store with an order: equal quotes give equal text."""
    return stored.encode(made).decode()


def from_json(text: str) -> Quote:
    """Raises StoredQuoteDamaged if the text is no quote or its law is not that of its fingerprint."""
    kept = stored.decode(text, Quote)
    if rules.fingerprint(kept.rules) != kept.rules_fingerprint:
        raise StoredQuoteDamaged("the law in the quote is not the law of its fingerprint")
    return kept


def countries_known() -> tuple[CountryCode, ...]:
    """Destinations for which this hub has sourced rules."""
    return tuple(sorted(COUNTRIES))


def quota_used(buyer_ref: str, country: CountryCode, year: int, *, currency: str | None = None) -> Money:
    """What this hub's orders have used of a buyer's yearly limit, in the currency of the country."""
    unit = currency or COUNTRIES[country].currency
    with connection.cursor() as cursor:
        cursor.execute(_USED, [buyer_ref, country, year, unit])
        return Money(cursor.fetchone()[0], unit)
