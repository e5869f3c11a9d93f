"""Open a shop."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from babel.numbers import list_currencies
from django.db import transaction

from entrepot.facts import public as facts
from entrepot.geo import public as geo
from entrepot.market import models, words
from entrepot.market.events import ShopOpened
from entrepot.market.queries.shops import to_words
from entrepot.values import CountryCode, Refusal, UNLocode
from entrepot.values.references import new_ref
from entrepot.values.refusal import message

# What this hub keeps of each sale, unless its operator agrees otherwise with a seller: the hub's own terms.
COMMISSION = Decimal("0.05")

LONGEST_NAME = 120
LONGEST_BRAND = 80


@transaction.atomic
def open_shop(
    *,
    org_ref: str,
    name: str,
    country: CountryCode,
    currency: str,
    brand: str,
    ship_from: UNLocode,
    by: str,
    at: datetime,
    commission: Decimal = COMMISSION,
) -> words.Shop:
    """A new shop of an organisation; the caller has proved that `by` may sell for it. Sent twice, it is opened once.

    Refuses market.shop_name (none, or too long), market.shop_name_taken by another shop of the organisation,
    market.currency_unknown, and what geo refuses for a place that it does not know.
    """
    name, brand = name.strip(), brand.strip()
    if not name or len(name) > LONGEST_NAME:
        raise _bad_name("name", LONGEST_NAME)
    if not brand or len(brand) > LONGEST_BRAND:
        raise _bad_name("brand", LONGEST_BRAND)
    if currency not in list_currencies():
        raise Refusal(
            "market.currency_unknown",
            message("“%(currency)s” is not a currency. Give its code of three letters, for example MYR."),
            {"currency": currency},
            field="currency",
            status=422,
        )
    geo.get_place(ship_from)
    row, new = models.Shop.objects.get_or_create(
        org_ref=org_ref,
        name=name,
        defaults={
            "ref": new_ref("shop"),
            "country": country,
            "currency": currency,
            "brand": brand,
            "ship_from": ship_from,
            "commission": commission,
            "opened_at": at,
        },
    )
    if not new and (row.country, row.currency, row.ship_from) != (country, currency, ship_from):
        raise Refusal(
            "market.shop_name_taken",
            message("Your organisation already has a shop called %(name)s. Choose another name."),
            {"name": name},
            field="name",
        )
    if new:
        facts.announce(
            ShopOpened(row.ref, org_ref, name, country, currency), at=at, refs=[row.ref, org_ref], by=by
        )
    return to_words(row)


def _bad_name(field: str, most: int) -> Refusal:
    return Refusal(
        "market.shop_name",
        message("Give the shop a name and a brand of at most %(most)s characters."),
        {"most": most},
        field=field,
        status=422,
    )
