"""What a seller does with an offer: price, stock, withdraw, list again. Partners are told what is public of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language

from entrepot.market import models, words
from entrepot.market.actions import listings, partners
from entrepot.market.events import OfferChanged, OfferPublished, OfferWithdrawn
from entrepot.market.queries.offers import describe, own_offers
from entrepot.market.rules.product_row import MOST_PRICE_MINOR, MOST_STOCK
from entrepot.values import Money, Refusal
from entrepot.values.refusal import message

State = models.Offer.State


@transaction.atomic
def change_offer(*, offer_ref: str, price: Money | None, stock: int | None, by: str, at: datetime) -> None:
    """Change what is given, all or nothing. Refuses as change_price and change_stock."""
    if price is not None:
        change_price(offer_ref=offer_ref, price=price, by=by, at=at)
    if stock is not None:
        change_stock(offer_ref=offer_ref, stock=stock, by=by, at=at)


@transaction.atomic
def change_price(*, offer_ref: str, price: Money, by: str, at: datetime) -> None:
    """Ask another price of one piece; what is already bought keeps its own. The same price again changes nothing.

    Refuses market.no_offer, market.offer_withdrawn, market.bad_price.
    """
    offer = _listed(offer_ref)
    if price.currency != offer.currency or not 0 < price.minor <= MOST_PRICE_MINOR:
        raise Refusal(
            "market.bad_price",
            message("Give a price above zero in %(currency)s, the currency of the shop."),
            {"currency": offer.currency},
            field="price",
            status=422,
        )
    if price.minor == offer.price_minor:
        return
    offer.price_minor = price.minor
    offer.save(update_fields=["price_minor"])
    describe_again(offer, at=at, by=by)


@transaction.atomic
def change_stock(*, offer_ref: str, stock: int, by: str, at: datetime) -> None:
    """Say how many pieces are on the shelf, those included that are held for buyers who are paying.

    Refuses market.no_offer, market.offer_withdrawn, market.bad_stock, market.stock_below_reserved.
    """
    offer = _listed(offer_ref)
    if not 0 <= stock <= MOST_STOCK:
        raise Refusal(
            "market.bad_stock",
            message("Stock is a whole number of pieces from 0 to %(most)s."),
            {"most": MOST_STOCK},
            field="stock",
            status=422,
        )
    if stock < offer.reserved:
        raise Refusal(
            "market.stock_below_reserved",
            message("%(reserved)s pieces are held for buyers who are paying now. Give at least that many, or try again in half an hour."),
            {"reserved": offer.reserved},
            field="stock",
        )  # fmt: skip
    was_there = offer.stock > 0
    offer.stock, offer.stated = stock, stock
    offer.save(update_fields=["stock", "stated"])
    if was_there != (stock > 0):
        describe_again(offer, at=at, by=by)


@transaction.atomic
def withdraw_offer(*, offer_ref: str, by: str, at: datetime) -> None:
    """Sell no more of it. What buyers hold already stays theirs. Again: nothing happens. Refuses market.no_offer."""
    offer = _locked(offer_ref)
    if offer.state == State.WITHDRAWN:
        return
    offer.state = State.WITHDRAWN
    offer.revision += 1
    offer.save(update_fields=["state", "revision"])
    listings.hide(offer_ref)
    partners.announce([OfferWithdrawn(offer_ref, offer.revision)], at=at, by=by)


@transaction.atomic
def list_offer_again(*, offer_ref: str, by: str, at: datetime) -> None:
    """Sell a withdrawn product again. Nothing happens if it is listed. Refuses market.no_offer."""
    offer = _locked(offer_ref)
    if offer.state == State.LISTED:
        return
    offer.state = State.LISTED
    offer.save(update_fields=["state"])
    describe_again(offer, at=at, by=by, published=True)


def describe_again(
    offer: models.Offer, *, at: datetime, by: str, published: bool = False
) -> words.OfferDescription:
    """Something public changed: a new revision, in the listing and told to partners."""
    offer.revision += 1
    offer.save(update_fields=["revision"])
    description = describe(own_offers().get(pk=offer.pk))
    listings.show([(description, offer)], at=at)
    event = OfferPublished(description) if published else OfferChanged(description)
    partners.announce([event], at=at, by=by)
    return description


def _locked(offer_ref: str) -> models.Offer:
    row = models.Offer.objects.select_for_update(no_key=True).filter(ref=offer_ref).first()
    if row is None:
        raise words.no_such_offer(offer_ref)
    return row


def _listed(offer_ref: str) -> models.Offer:
    row = _locked(offer_ref)
    if row.state == State.WITHDRAWN:
        raise words.offer_withdrawn(describe(row).title_in(get_language() or "en"))
    return row
