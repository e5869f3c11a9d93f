"""Hold, free and sell stock. Exact however many buyers come at once: each step is one conditional update per offer, in
the order of the offers' references, so that two purchases of the same goods wait for each other and never in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import get_language

from entrepot.facts import public as facts
from entrepot.market import models, words
from entrepot.market.actions.offers import describe_again
from entrepot.market.events import StockReleased, StockReserved, StockSold
from entrepot.market.queries.offers import find_offer
from entrepot.values import Refusal
from entrepot.values.refusal import message

State = models.StockReservation.State

# Nothing comes back for a reference that is there already, once a parallel reservation of it is committed.
_RESERVE = """
    INSERT INTO market_stockreservation (ref, state, reserved_at) VALUES (%s, 'held', %s)
    ON CONFLICT (ref) DO NOTHING RETURNING id
"""
_HOLD = """
    WITH held AS (
        UPDATE market_offer SET reserved = reserved + %s
        WHERE ref = %s AND state = 'listed' AND stock >= reserved + %s RETURNING id
    )
    INSERT INTO market_stockreservationline (reservation_id, offer_id, quantity) SELECT %s, id, %s FROM held
"""


@transaction.atomic(savepoint=False)
def reserve_stock(*, reservation_ref: str, lines: Sequence[tuple[str, int]], at: datetime) -> None:
    """Hold pieces of every line, or of none. The same reservation again changes nothing.

    Refuses market.sold_out naming the product and what is left, market.offer_withdrawn, market.no_offer,
    market.sold_by_partner for an offer of another hub, market.bad_quantity, and market.reservation_differs for a
    reference that holds other goods.
    """
    wanted = _pieces(lines)
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, [reservation_ref, at])
        new = cursor.fetchone()
        if new is None:
            _require_same(reservation_ref, wanted)
            return
        for offer_ref, quantity in wanted.items():
            cursor.execute(_HOLD, [quantity, offer_ref, quantity, *new, quantity])
            if not cursor.rowcount:
                raise _why_not(offer_ref)
    facts.announce(StockReserved(reservation_ref, tuple(wanted)), at=at, refs=[reservation_ref, *wanted])


@transaction.atomic
def release_stock(*, reservation_ref: str, at: datetime) -> None:
    """Free what was held. Again: nothing happens. Refuses market.no_reservation, market.already_sold."""
    reservation = _locked(reservation_ref)
    if reservation.state == State.RELEASED:
        return
    if reservation.state == State.SOLD:
        raise Refusal(
            "market.already_sold",
            message("The goods of %(ref)s are sold; they cannot be put back on the shelf."),
            {"ref": reservation_ref},
        )
    for line in _lines(reservation):
        models.Offer.objects.filter(pk=line.offer_id).update(reserved=F("reserved") - line.quantity)
    _end(reservation, State.RELEASED, at=at)
    facts.announce(StockReleased(reservation_ref), at=at, refs=[reservation_ref])


@transaction.atomic(savepoint=False)
def sell_stock(*, reservation_ref: str, at: datetime) -> None:
    """What was held is paid for and leaves the shelf; partners are told what is sold out by it. Again: nothing happens.

    Refuses market.no_reservation, and market.already_released for one that was given up.
    """
    reservation = _locked(reservation_ref)
    if reservation.state == State.SOLD:
        return
    if reservation.state == State.RELEASED:
        raise Refusal(
            "market.already_released",
            message("The goods of %(ref)s were given up and may be another buyer's by now."),
            {"ref": reservation_ref},
        )
    lines = _lines(reservation)
    for line in lines:
        models.Offer.objects.filter(pk=line.offer_id).update(
            reserved=F("reserved") - line.quantity, stock=F("stock") - line.quantity
        )
    _end(reservation, State.SOLD, at=at)
    facts.announce(StockSold(reservation_ref), at=at, refs=[reservation_ref])
    sold_out = models.Offer.objects.filter(
        pk__in=[line.offer_id for line in lines], stock=0, state=models.Offer.State.LISTED
    )
    for offer in sold_out.order_by("ref"):
        describe_again(offer, at=at, by=reservation_ref)


def _pieces(lines: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    """Pieces per offer, in the order in which offers are locked."""
    wanted: dict[str, int] = {}
    for offer_ref, quantity in lines:
        if quantity < 1:
            raise Refusal(
                "market.bad_quantity",
                message("Order at least one piece of each product."),
                field="quantity",
                status=422,
            )
        wanted[offer_ref] = wanted.get(offer_ref, 0) + quantity
    return dict(sorted(wanted.items()))


def _locked(reservation_ref: str) -> models.StockReservation:
    row = models.StockReservation.objects.select_for_update(no_key=True).filter(ref=reservation_ref).first()
    if row is None:
        raise Refusal(
            "market.no_reservation",
            message("There is no reservation %(ref)s."),
            {"ref": reservation_ref},
            status=404,
        )
    return row


def _lines(reservation: models.StockReservation) -> list[models.StockReservationLine]:
    return list(reservation.lines.order_by("offer__ref"))


def _end(reservation: models.StockReservation, state: str, *, at: datetime) -> None:
    reservation.state, reservation.ended_at = state, at
    reservation.save()


def _require_same(reservation_ref: str, wanted: Mapping[str, int]) -> None:
    reservation = models.StockReservation.objects.get(ref=reservation_ref)
    held = dict(reservation.lines.values_list("offer__ref", "quantity"))
    if reservation.state == State.RELEASED or held != wanted:
        raise Refusal(
            "market.reservation_differs",
            message("The reservation %(ref)s was made for other goods, or given up. Start a new one."),
            {"ref": reservation.ref},
        )


def _why_not(offer_ref: str) -> Refusal:
    offer = find_offer(offer_ref)
    if offer is None:
        return words.no_such_offer(offer_ref)
    title = offer.title_in(get_language() or "en")
    if offer.state is words.OfferState.WITHDRAWN:
        return words.offer_withdrawn(title)
    if offer.remote:
        return Refusal(
            "market.sold_by_partner",
            message("%(title)s is sold by the hub %(hub)s. Buy it there."),
            {"title": title, "hub": offer.hub},
        )
    if offer.available:
        return Refusal(
            "market.sold_out",
            message("Only %(left)s left of %(title)s. Order fewer."),
            {"title": title, "left": offer.available},
            field="quantity",
        )
    return Refusal(
        "market.sold_out",
        message("%(title)s is sold out. Take it out of your cart or come back later."),
        {"title": title, "left": 0},
        field="quantity",
    )
