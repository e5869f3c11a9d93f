"""Addresses of product pages. Partner hubs build the same from a description, so that a reader lands on the page itself."""

from __future__ import annotations

import unicodedata

from entrepot.market.words import OfferDescription
from entrepot.values.slugs import slug_of


def page_path(offer: OfferDescription, edition: str) -> str:
    """With the plain letters of the English title, the same in every edition and at every hub."""
    plain = unicodedata.normalize("NFKD", offer.title_in("en")).encode("ascii", "ignore").decode()
    return f"/{edition}/market/offers/{offer.offer_ref}/{slug_of(plain)}"
