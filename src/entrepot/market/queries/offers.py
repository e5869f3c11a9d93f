"""Reads of single offers, and their public description."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from entrepot.exchange import public as exchange
from entrepot.facts import public as facts
from entrepot.market import models, words
from entrepot.market.events import OfferPublished
from entrepot.values import CountryCode, HSCode, HubCode, Money, UNLocode, Weight
from entrepot.values.editions import EDITIONS

# What a listing and its offer, ours or a partner's, say together.
LISTED = (
    Cast("body", TextField()), "changed_at", "offer__stock", "offer__reserved", "offer__product__shop__org_ref",
    "remote__hub", "remote__site_url",
)  # fmt: skip

# The same columns by hand: every call of a cart asks for them, and the ORM takes ten times as long to ask.
_LISTED_BY_REF = """
    SELECT listing.body, listing.changed_at, offer.stock, offer.reserved, shop.org_ref, remote.hub, remote.site_url
    FROM market_listing AS listing
    LEFT JOIN market_offer AS offer ON offer.id = listing.offer_id
    LEFT JOIN market_product AS product ON product.id = offer.product_id
    LEFT JOIN market_shop AS shop ON shop.id = product.shop_id
    LEFT JOIN market_remoteoffer AS remote ON remote.id = listing.remote_id
    WHERE listing.ref = ANY(%s)
"""


def get_offer(ref: str) -> words.Offer:
    """An offer that is for sale, ours or a partner's. Refuses market.no_offer and market.offer_withdrawn."""
    return get_offers([ref])[ref]


def get_offers(refs: Sequence[str]) -> Mapping[str, words.Offer]:
    """Offers that are for sale, by reference. Refuses as `get_offer`, for the first that is not."""
    found = find_offers(refs)
    for ref in refs:
        if ref not in found:
            raise words.no_such_offer(ref)
        if found[ref].state is words.OfferState.WITHDRAWN:
            raise words.offer_withdrawn(found[ref].title_in("en"))
    return found


def find_offer(ref: str) -> words.Offer | None:
    """An offer as it stands, withdrawn ones too."""
    return find_offers([ref]).get(ref)


def find_offers(refs: Sequence[str]) -> Mapping[str, words.Offer]:
    """Offers as they stand, withdrawn ones too, by reference. Listed ones, as most are, take one question for all."""
    here = exchange.this_hub_code()
    with connection.cursor() as cursor:
        cursor.execute(_LISTED_BY_REF, [list(refs)])
        listed = [of_listing(row, here=here) for row in cursor.fetchall()]
    found = {offer.ref: offer for offer in listed}
    if others := [ref for ref in refs if ref not in found]:
        found |= {row.ref: of_own(row, here=here) for row in own_offers().filter(ref__in=others)}
        found |= {row.ref: of_remote(row) for row in models.RemoteOffer.objects.filter(ref__in=others)}
    return found


def own_offers() -> Any:
    """Rows of this hub's offers with everything that a description needs."""
    return models.Offer.objects.select_related("product__shop", "listing").prefetch_related("product__texts")


def of_listing(listed: tuple[Any, ...], *, here: HubCode) -> words.Offer:
    """From the columns LISTED of a listing."""
    body, changed_at, stock, reserved, org_ref, hub, site_url = listed
    return words.Offer(
        public=read_body(body),
        state=words.OfferState.LISTED,
        hub=HubCode(hub) if hub else here,
        remote=bool(hub),
        org_ref=org_ref or "",
        stock=stock,
        available=None if hub else stock - reserved,
        site_url=site_url or "",
        changed_at=changed_at,
    )


def of_own(row: models.Offer, *, here: HubCode) -> words.Offer:
    listing = getattr(row, "listing", None)
    changed_at = listing.changed_at if listing else row.product.shop.opened_at
    return _own(row, describe(row), changed_at=changed_at, here=here)


def of_remote(row: models.RemoteOffer) -> words.Offer:
    return words.Offer(
        public=read_body(json.dumps(row.body)),
        state=words.OfferState(row.state),
        hub=HubCode(row.hub),
        remote=True,
        org_ref="",
        stock=None,
        available=None,
        site_url=row.site_url,
        changed_at=row.heard_at,
    )


def _own(
    row: models.Offer, public: words.OfferDescription, *, changed_at: datetime, here: HubCode
) -> words.Offer:
    return words.Offer(
        public=public,
        state=words.OfferState(row.state),
        hub=here,
        remote=False,
        org_ref=row.product.shop.org_ref,
        stock=row.stock,
        available=row.stock - row.reserved,
        site_url="",
        changed_at=changed_at,
    )


def describe(row: models.Offer) -> words.OfferDescription:
    """What is public of an own offer, from its rows."""
    product, shop = row.product, row.product.shop
    size = None
    if product.length_mm is not None and product.width_mm is not None and product.height_mm is not None:
        size = words.Size(product.length_mm, product.width_mm, product.height_mm)
    written = {text.edition: text for text in product.texts.all()}
    return words.OfferDescription(
        offer_ref=row.ref,
        revision=row.revision,
        shop_ref=shop.ref,
        shop_name=shop.name,
        country=CountryCode(shop.country),
        ship_from=UNLocode(shop.ship_from),
        sku=product.sku,
        brand=product.brand,
        category=product.category,
        hs=HSCode(product.hs),
        origin=CountryCode(product.origin),
        price=Money(row.price_minor, row.currency),
        net_weight=Weight(product.net_weight_g),
        gross_weight=Weight(product.gross_weight_g),
        size=size,
        texts=tuple(
            words.Text(edition, text.title, text.description, text.draft)
            for edition in EDITIONS
            if (text := written.get(edition))
        ),
        in_stock=row.stock > 0,
    )


def read_body(text: str) -> words.OfferDescription:
    """From the form in which listings and remote offers keep it: the body of OfferPublished."""
    return cast(OfferPublished, facts.decode(OfferPublished.kind, text)).offer


def write_body(description: words.OfferDescription) -> Any:
    return json.loads(facts.encode(OfferPublished(description)))
