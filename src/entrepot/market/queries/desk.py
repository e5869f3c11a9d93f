"""The offers of a seller's shops."""

from __future__ import annotations

from collections.abc import Sequence

from entrepot.exchange import public as exchange
from entrepot.market import models, words
from entrepot.market.queries.offers import of_own, own_offers
from entrepot.web import public as web


def offers_of(shop_refs: Sequence[str]) -> Sequence[words.Offer]:
    """Every offer of these shops, withdrawn ones too, newest first."""
    here = exchange.this_hub_code()
    rows = own_offers().filter(product__shop__ref__in=shop_refs).order_by("-id")
    return web.Lazily(rows, lambda row: of_own(row, here=here))


def reserved_of(offer_ref: str) -> int:
    """Pieces held for buyers who are paying now."""
    return models.Offer.objects.get(ref=offer_ref).reserved
