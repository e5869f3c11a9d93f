"""What waits for a seller in some shops: rows that were not loaded, goods that ran out, texts that nobody has read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from entrepot.exchange import public as exchange
from entrepot.market import models, words
from entrepot.market.queries import imports as import_reads
from entrepot.market.queries.offers import of_own, own_offers
from entrepot.market.queries.shops import shops_of
from entrepot.values.editions import EDITIONS
from entrepot.values.refusal import message
from entrepot.web import public as web

FEW_PIECES = 5
# The most urgent of each kind; the table below lists every offer.
MOST_OFFERS = 10
_RECENT = timedelta(days=14)


@web.tells_sellers
def needs(org_refs: frozenset[str], at: datetime) -> Iterator[web.Matter]:
    """In the order of what hurts most if it waits. A file with bad rows counts until the shop's next one."""
    shop_refs = [shop.ref for shop in shops_of(org_refs)]
    newest = {job.shop_ref: job for job in reversed(import_reads.imports_of(shop_refs, limit=100))}
    for job in newest.values():
        if job.rows_bad and job.uploaded_at > at - _RECENT:
            yield web.Matter(
                message("Rows of %(file)s that were not loaded: %(count)s."),
                {"file": job.file_name or job.ref, "count": job.rows_bad},
                web.Way(message("Read why"), "market:import", (job.ref,)),
            )
    own = own_offers().filter(product__shop__ref__in=shop_refs)
    listed = own.filter(state=words.OfferState.LISTED)
    left = listed.annotate(left=F("stock") - F("reserved"))
    drafts = models.ProductText.objects.filter(product=OuterRef("product"), draft=True)
    more = message("Change the stock")
    yield from _each(left.filter(left=0).order_by("-id"), message("%(title)s is sold out."), more)
    yield from _each(
        left.filter(left__gt=0, left__lte=FEW_PIECES).order_by("left", "-id"),
        message("Only %(left)s left of %(title)s."), more,
    )  # fmt: skip
    yield from _each(
        listed.filter(Exists(drafts)).order_by("-id"),
        message(
            "%(title)s has no text of yours in %(editions)s: what stands there was drafted by a machine."
        ),
        message("Read the texts"),
    )
    yield from _each(
        own.filter(state=words.OfferState.WITHDRAWN, stock__gt=0).order_by("-id"),
        message("%(title)s is withdrawn, with %(left)s still in stock."),
        message("Sell it again or empty its stock"),
    )


def _each(rows: QuerySet[models.Offer], text: str, button: str) -> Iterator[web.Matter]:
    here, edition = exchange.this_hub_code(), web.edition()
    for row in rows[:MOST_OFFERS]:
        offer = of_own(row, here=here)
        drafts = [EDITIONS[one.edition].name for one in offer.public.texts if one.draft]
        yield web.Matter(
            text,
            {
                "title": offer.public.text(edition).title,
                "left": offer.available,
                "editions": web.list_text(drafts),
            },
            web.Way(button, "market:desk_offer", (offer.ref,)),
        )
