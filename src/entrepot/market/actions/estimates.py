"""Prices at the door for lists: counted when first looked at, once a day for an offer, a country and a currency.

A list of twenty offers asks the database once; only what nobody looked at today is counted, at most a page of it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from entrepot.market import models
from entrepot.market.queries.landed import Doors
from entrepot.market.words import DoorEstimate, Offer
from entrepot.values import CountryCode, Money, Refusal

log = logging.getLogger(__name__)


def door_estimates(
    offers: Sequence[Offer], *, country: CountryCode, currency: str, at: datetime
) -> Mapping[str, DoorEstimate]:
    """What one piece of each offer costs at a door, by the offer's reference; with the refusal where nothing could be
    counted, which is tried again at the next look."""
    counted = _counted_today(offers, country=country, currency=currency, at=at)
    doors = Doors(at)
    fresh: dict[str, DoorEstimate] = {}
    for offer in offers:
        if offer.ref not in counted:
            fresh[offer.ref] = _count(offer, doors, country=country, currency=currency)
    _remember(offers, fresh, country=country, currency=currency, at=at)
    return {**counted, **fresh}


def drop_before(day: date) -> int:
    """Forget what was counted on other days."""
    return models.DoorEstimate.objects.exclude(day=day).delete()[0]


def drop_all() -> int:
    """Rates or freight prices changed: count again."""
    return models.DoorEstimate.objects.all().delete()[0]


def _counted_today(
    offers: Sequence[Offer], *, country: CountryCode, currency: str, at: datetime
) -> dict[str, DoorEstimate]:
    revisions = {offer.ref: offer.public.revision for offer in offers}
    rows = models.DoorEstimate.objects.filter(
        listing__ref__in=revisions, country=country, currency=currency, day=at.date()
    )
    return {
        ref: DoorEstimate(Money(minor, currency), duty_known, None)
        for ref, revision, minor, duty_known in rows.values_list(
            "listing__ref", "revision", "total_minor", "duty_known"
        )
        if revision == revisions[ref]
    }


def _count(offer: Offer, doors: Doors, *, country: CountryCode, currency: str) -> DoorEstimate:
    try:
        quote = doors.price([(offer, 1)], country=country, currency=currency).quote
    except Refusal as refusal:
        return DoorEstimate(None, False, refusal)
    return DoorEstimate(quote.total, quote.duty_known, None)


def _remember(
    offers: Sequence[Offer],
    fresh: Mapping[str, DoorEstimate],
    *,
    country: CountryCode,
    currency: str,
    at: datetime,
) -> None:
    counted = {ref: estimate.total for ref, estimate in fresh.items() if estimate.total is not None}
    if not counted:
        return
    revisions = {offer.ref: offer.public.revision for offer in offers}
    listings = models.Listing.objects.filter(ref__in=counted).values_list("ref", "pk")
    try:
        with transaction.atomic():
            models.DoorEstimate.objects.bulk_create(
                [
                    models.DoorEstimate(
                        listing_id=pk,
                        revision=revisions[ref],
                        country=country,
                        currency=currency,
                        day=at.date(),
                        total_minor=counted[ref].minor,
                        duty_known=fresh[ref].duty_known,
                    )
                    for ref, pk in listings
                ],
                ignore_conflicts=True,
            )
    except IntegrityError:
        log.info("an offer was withdrawn while its price was counted; it is counted again when looked at")
