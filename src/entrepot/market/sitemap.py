"""The market's pages that everybody may find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse

from entrepot.exchange import public as exchange
from entrepot.market import models
from entrepot.market.queries import listing
from entrepot.market.queries.offers import LISTED, of_listing
from entrepot.market.rules.addresses import public_page
from entrepot.web import public as web


def _places() -> Sequence[web.PublicPage]:
    """The first page and the pavilions."""
    pavilions = (reverse("market:pavilion", args=[one.country]) for one in listing.pavilions())
    return [web.page_everywhere(path) for path in (reverse("market:front"), *pavilions)]


def _offers() -> Sequence[web.PublicPage]:
    here, edition = exchange.this_hub_code(), web.edition()

    def page_of(listed: tuple[object, ...]) -> web.PublicPage:
        offer = of_listing(listed, here=here)
        return public_page(offer.public, edition, offer.changed_at)

    return web.Lazily(models.Listing.objects.order_by("id").values_list(*LISTED), page_of)


PAGES: Mapping[str, Callable[[], Sequence[web.PublicPage]]] = {"market": _places, "offers": _offers}
