"""What a seller's desk shows: what needs a person today, and the shop's offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from entrepot.exchange import public as exchange
from entrepot.market import models, words
from entrepot.market.queries import imports as import_reads
from entrepot.market.queries.offers import of_own, own_offers
from entrepot.web import public as web

FEW_PIECES = 5
_RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Needs:
    """What waits for a person in some shops."""

    sold_out: tuple[words.Offer, ...]
    nearly_sold_out: tuple[words.Offer, ...]
    with_drafts: tuple[words.Offer, ...]
    imports_with_bad_rows: tuple[words.Import, ...]

    @property
    def nothing(self) -> bool:
        return not (self.sold_out or self.nearly_sold_out or self.with_drafts or self.imports_with_bad_rows)


def needs(shop_refs: Sequence[str], *, at: datetime, most: int = 20) -> Needs:
    """The most urgent of each kind. An import with bad rows counts until the shop's next one."""
    here = exchange.this_hub_code()

    def offers(rows: QuerySet[models.Offer]) -> tuple[words.Offer, ...]:
        return tuple(of_own(row, here=here) for row in rows[:most])

    listed = own_offers().filter(product__shop__ref__in=shop_refs, state=words.OfferState.LISTED)
    left = listed.annotate(left=F("stock") - F("reserved"))
    drafts = listed.filter(product__texts__draft=True).distinct()

    newest = {job.shop_ref: job for job in reversed(import_reads.imports_of(shop_refs, limit=100))}
    return Needs(
        sold_out=offers(left.filter(left=0).order_by("-id")),
        nearly_sold_out=offers(left.filter(left__gt=0, left__lte=FEW_PIECES).order_by("left", "-id")),
        with_drafts=offers(drafts.order_by("-id")),
        imports_with_bad_rows=tuple(
            job for job in newest.values() if job.rows_bad and job.uploaded_at > at - _RECENT
        ),
    )


def offers_of(shop_refs: Sequence[str]) -> Sequence[words.Offer]:
    """Every offer of these shops, withdrawn ones too, newest first."""
    here = exchange.this_hub_code()
    rows = own_offers().filter(product__shop__ref__in=shop_refs).order_by("-id")
    return web.Lazily(rows, lambda row: of_own(row, here=here))


def reserved_of(offer_ref: str) -> int:
    """Pieces held for buyers who are paying now."""
    return models.Offer.objects.get(ref=offer_ref).reserved
