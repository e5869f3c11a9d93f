"""Keep the listing in step with the offers that it shows. Runs inside the transaction that changes an offer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from entrepot.market import models
from entrepot.market.queries.offers import write_body
from entrepot.market.rules.search_terms import is_pair, terms_of_offer
from entrepot.market.words import OfferDescription


def show(
    described: Iterable[tuple[OfferDescription, models.Offer | models.RemoteOffer]], *, at: datetime
) -> None:
    """List offers, or list them as they are described now."""
    rows = [_row(description, source, at) for description, source in described]
    words = sorted({term for row in rows for term in row.terms if not is_pair(term)})
    models.Word.objects.bulk_create([models.Word(word=word) for word in words], ignore_conflicts=True)
    kept = {"id", "ref"}
    models.Listing.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["ref"],
        update_fields=[
            field.name for field in models.Listing._meta.concrete_fields if field.name not in kept
        ],
    )


def hide(ref: str) -> None:
    """Take an offer out of the listing, with the prices that were counted for it."""
    models.Listing.objects.filter(ref=ref).delete()


def _row(
    description: OfferDescription, source: models.Offer | models.RemoteOffer, at: datetime
) -> models.Listing:
    # Not the shop's name: everything of "Coffee Roasters" would be coffee.
    terms = terms_of_offer([*description.titles.values(), description.brand, description.sku])
    return models.Listing(
        ref=description.offer_ref,
        offer=source if isinstance(source, models.Offer) else None,
        remote=source if isinstance(source, models.RemoteOffer) else None,
        revision=description.revision,
        shop_ref=description.shop_ref,
        shop_name=description.shop_name,
        country=description.country,
        brand=description.brand,
        category=description.category,
        hs=description.hs,
        origin=description.origin,
        price_minor=description.price.minor,
        currency=description.price.currency,
        in_stock=description.in_stock,
        body=write_body(description),
        terms=[*terms.pairs, *terms.words],
        changed_at=at,
    )
