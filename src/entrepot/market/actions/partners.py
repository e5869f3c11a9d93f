"""Tell partner hubs what is for sale here, and list what they tell of theirs."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from entrepot.exchange import public as exchange
from entrepot.facts import public as facts
from entrepot.market import models
from entrepot.market.actions import listings
from entrepot.market.events import OfferChanged, OfferPublished, OffersToldToPartner, OfferWithdrawn
from entrepot.market.queries.offers import describe, own_offers, write_body
from entrepot.market.rules.descriptions import is_sound
from entrepot.market.words import OfferDescription, OfferState
from entrepot.values import HubCode

log = logging.getLogger(__name__)

OFFERS_AT_A_TIME = 200


def announce(
    events: Iterable[OfferPublished | OfferChanged | OfferWithdrawn], *, at: datetime, by: str
) -> None:
    """Write facts here and tell them to every confirmed partner, in the caller's transaction."""
    tellings = []
    for event in events:
        refs = _refs(event)
        facts.announce(event, at=at, refs=refs, by=by)
        tellings.append(facts.Telling(event, at, refs))
    exchange.tell_many(tellings, to=exchange.partner_codes())


def _refs(event: OfferPublished | OfferChanged | OfferWithdrawn) -> tuple[str, ...]:
    if isinstance(event, OfferWithdrawn):
        return (event.offer_ref,)
    return (event.offer.offer_ref, event.offer.shop_ref)


@transaction.atomic
def tell_all_offers(*, hub: HubCode, after_id: int, at: datetime) -> None:
    """Tell a new partner what is for sale here, a part at a time; the fact of one part brings the next."""
    if hub not in exchange.partner_codes():
        return
    rows = list(
        own_offers().filter(state=OfferState.LISTED, id__gt=after_id).order_by("id")[:OFFERS_AT_A_TIME]
    )
    events = [OfferPublished(describe(row)) for row in rows]
    exchange.tell_many([facts.Telling(event, at, _refs(event)) for event in events], to=[hub])
    if len(rows) == OFFERS_AT_A_TIME:
        facts.announce(OffersToldToPartner(hub, rows[-1].pk), at=at, refs=[])


@transaction.atomic
def list_remote_offer(*, description: OfferDescription, hub: HubCode, at: datetime) -> None:
    """A partner tells of an offer. An older or equal word changes nothing; a reference that another hub or this one
    uses for an offer of its own is not taken, and noted in the audit trail."""
    if not is_sound(description):
        log.warning("%s tells of offer %s in a form that can't be shown", hub, description.offer_ref)
        facts.note(at=at, by=hub, did="market.refused_damaged_offer", about=description.offer_ref[:200])
        return
    if not _is_theirs(description.offer_ref, hub, at=at):
        return
    row = models.RemoteOffer.objects.select_for_update(no_key=True).filter(ref=description.offer_ref).first()
    if row is not None and row.revision >= description.revision:
        return
    row = row or models.RemoteOffer(ref=description.offer_ref, hub=hub)
    row.site_url = exchange.get_partner(hub).site_url
    row.revision = description.revision
    row.state = OfferState.LISTED
    row.body = write_body(description)
    row.heard_at = at
    row.save()
    listings.show([(description, row)], at=at)


@transaction.atomic
def withdraw_remote_offer(*, offer_ref: str, revision: int, hub: HubCode, at: datetime) -> None:
    """A partner's offer is no longer for sale. It is remembered, so that an older word does not bring it back."""
    if not _is_theirs(offer_ref, hub, at=at):
        return
    row = models.RemoteOffer.objects.select_for_update(no_key=True).filter(ref=offer_ref).first()
    if row is None or row.revision >= revision:
        return
    row.revision, row.state, row.heard_at = revision, OfferState.WITHDRAWN, at
    row.save()
    listings.hide(offer_ref)


@transaction.atomic
def forget_partner(*, hub: HubCode) -> None:
    """A partnership was revoked: its offers are not shown any more."""
    models.RemoteOffer.objects.filter(hub=hub).delete()


def _is_theirs(offer_ref: str, hub: HubCode, *, at: datetime) -> bool:
    taken = (
        models.Offer.objects.filter(ref=offer_ref).exists()
        or models.RemoteOffer.objects.filter(ref=offer_ref).exclude(hub=hub).exists()
    )
    if taken:
        log.warning("%s tells of offer %s, which is not its own", hub, offer_ref)
        facts.note(at=at, by=hub, did="market.refused_foreign_offer", about=offer_ref)
    return not taken
