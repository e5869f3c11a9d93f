"""Addresses of product pages. Partner hubs build the same from a description, so that a reader lands on the page itself."""

from __future__ import annotations

import re
import unicodedata

from entrepot.market.words import OfferDescription

LONGEST_SLUG = 60


def slug_of(offer: OfferDescription) -> str:
    """Words of the English title; "-" if it has none that fit an address. For people only: the reference finds the page."""
    plain = unicodedata.normalize("NFKD", offer.title_in("en")).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        if len(slug) + len(word) + 1 > LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "-"


def page_path(offer: OfferDescription, edition: str) -> str:
    return f"/{edition}/market/offers/{offer.offer_ref}/{slug_of(offer)}"
