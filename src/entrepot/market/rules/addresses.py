"""Addresses of product pages. Partner hubs build the same from a description, so that a reader lands on the page itself."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from entrepot.market.words import OfferDescription
from entrepot.values.editions import EDITIONS
from entrepot.values.slugs import slug_of
from entrepot.web.words import PublicPage


def page_path(offer: OfferDescription, edition: str) -> str:
    """With the plain letters of the English title, the same in every edition and at every hub."""
    plain = unicodedata.normalize("NFKD", offer.title_in("en")).encode("ascii", "ignore").decode()
    return f"/{edition}/market/offers/{offer.offer_ref}/{slug_of(plain)}"


def public_page(offer: OfferDescription, edition: str, changed_at: datetime) -> PublicPage:
    """In every edition: the price at the door and what is said of it are in the reader's, whichever the title is in."""
    return PublicPage({one: page_path(offer, one) for one in EDITIONS}, edition, changed_at)
