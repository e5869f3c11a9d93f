"""Reads of single offers, and their public description."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, cast

from entrepot.exchange import public as exchange
from entrepot.facts import public as facts
from entrepot.market import models, words
from entrepot.market.events import OfferPublished
from entrepot.values import CountryCode, HSCode, HubCode, Money, UNLocode, Weight
from entrepot.values.editions import EDITIONS


def get_offer(ref: str) -> words.Offer:
    """An offer that is for sale, ours or a partner's. Refuses market.no_offer and market.offer_withdrawn."""
    offer = find_offer(ref)
    if offer is None:
        raise words.no_such_offer(ref)
    if offer.state is words.OfferState.WITHDRAWN:
        raise words.offer_withdrawn(offer.title_in("en"))
    return offer


def find_offer(ref: str) -> words.Offer | None:
    """An offer as it stands, withdrawn ones too."""
    listing = models.Listing.objects.select_related("offer__product__shop", "remote").filter(ref=ref).first()
    if listing is not None:
        return of_listing(listing, here=exchange.this_hub_code())
    own = own_offers().filter(ref=ref).first()
    if own is not None:
        return of_own(own, here=exchange.this_hub_code())
    remote = models.RemoteOffer.objects.filter(ref=ref).first()
    return of_remote(remote) if remote else None


def own_offers() -> Any:
    """Rows of this hub's offers with everything that a description needs."""
    return models.Offer.objects.select_related("product__shop", "listing").prefetch_related("product__texts")


def of_listing(row: models.Listing, *, here: HubCode) -> words.Offer:
    """From one row, without asking the database again if `offer__product__shop` and `remote` came with it."""
    if row.offer is not None:
        return _own(row.offer, read_body(row.body), changed_at=row.changed_at, here=here)
    if row.remote is None:
        raise LookupError(f"listing {row.ref} is of no offer")
    return of_remote(row.remote)


def of_own(row: models.Offer, *, here: HubCode) -> words.Offer:
    listing = getattr(row, "listing", None)
    changed_at = listing.changed_at if listing else row.product.shop.opened_at
    return _own(row, describe(row), changed_at=changed_at, here=here)


def of_remote(row: models.RemoteOffer) -> words.Offer:
    return words.Offer(
        public=read_body(row.body),
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


def read_body(body: Any) -> words.OfferDescription:
    """From the form in which listings and remote offers keep it: the body of OfferPublished."""
    return cast(OfferPublished, facts.decode(OfferPublished.kind, json.dumps(body))).offer


def write_body(description: words.OfferDescription) -> Any:
    return json.loads(facts.encode(OfferPublished(description)))
