"""From the door to the seller's pay: delivered, confirmed or complained, settled."""

from datetime import datetime

from django.db import transaction

from entrepot.customs import public as customs
from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.orders import models
from entrepot.orders.events import ComplaintSettled, OrderComplained, OrderConfirmed, OrderDelivered
from entrepot.orders.rules import TIME_TO_COMPLAIN, require_step
from entrepot.orders.words import OrderState, no_such_order
from entrepot.values import Refusal
from entrepot.values.refusal import message

LONGEST_COMPLAINT = 4000


def _locked(order_ref: str, **owner: str) -> models.Order:
    order = (
        models.Order.objects.select_for_update(no_key=True, of=("self",))
        .filter(ref=order_ref, **owner)
        .first()
    )
    if order is None:
        raise no_such_order(order_ref)
    return order


@transaction.atomic
def mark_delivered(*, order_ref: str, at: datetime) -> None:
    """The carrier handed the parcel over. Told twice, or after a complaint: nothing more happens."""
    order = _locked(order_ref)
    if order.state != OrderState.PAID:
        return
    order.state, order.delivered_at = OrderState.DELIVERED, at
    order.save()
    facts.announce(OrderDelivered(order_ref), at=at, refs=[order_ref])


@transaction.atomic
def confirm(*, order_ref: str, buyer_ref: str, at: datetime) -> None:
    """The buyer is content: the escrow is released. Refuses orders.not_found and orders.not_now."""
    order = _locked(order_ref, purchase__buyer_ref=buyer_ref)
    if order.state == OrderState.COMPLETED:
        return
    _complete(order, at=at, by=buyer_ref)


def confirm_when_time_is_up(*, at: datetime) -> int:
    """Complete what was delivered long enough ago without a complaint."""
    due = models.Order.objects.filter(
        state=OrderState.DELIVERED, delivered_at__lt=at - TIME_TO_COMPLAIN
    ).values_list("ref", flat=True)[:200]
    for ref in due:
        with transaction.atomic():
            order = _locked(ref)
            if order.state == OrderState.DELIVERED:
                _complete(order, at=at)
    return len(due)


def _complete(order: models.Order, *, at: datetime, by: str = "") -> None:
    """by: the buyer; nobody when the time to complain is up."""
    require_step(OrderState(order.state), OrderState.COMPLETED, ref=order.ref)
    finance.release(escrow_ref=f"escrow_{order.ref}", at=at)
    order.state, order.completed_at = OrderState.COMPLETED, at
    order.save()
    facts.announce(OrderConfirmed(order.ref, by_clock=not by), at=at, refs=[order.ref], by=by)


@transaction.atomic
def complain(*, order_ref: str, buyer_ref: str, complaint: str, at: datetime) -> None:
    """Keep the money in escrow until the operator settles. Refuses an empty complaint, and one after completion."""
    order = _locked(order_ref, purchase__buyer_ref=buyer_ref)
    if not complaint.strip() or len(complaint) > LONGEST_COMPLAINT:
        raise Refusal(
            "orders.say_what_is_wrong",
            message("Say what is wrong, in at most %(most)s characters."),
            {"most": LONGEST_COMPLAINT},
            field="complaint",
            status=422,
        )
    if order.state == OrderState.COMPLAINED:
        return
    require_step(OrderState(order.state), OrderState.COMPLAINED, ref=order_ref)
    order.state, order.complaint = OrderState.COMPLAINED, complaint.strip()
    order.save()
    facts.announce(OrderComplained(order_ref), at=at, refs=[order_ref], by=buyer_ref)


@transaction.atomic
def settle_complaint(*, order_ref: str, refund: bool, settled_by: str, at: datetime) -> None:
    """The operator decides: back to the buyer, or to the seller. The caller has proved the operator's role."""
    order = _locked(order_ref)
    step = OrderState.REFUNDED if refund else OrderState.COMPLETED
    require_step(OrderState(order.state), step, ref=order_ref)
    if refund:
        finance.refund(escrow_ref=f"escrow_{order.ref}", at=at)
        customs.release_quota(order_ref=order.ref, at=at)  # the duty goes back too, so nothing was declared
    else:
        finance.release(escrow_ref=f"escrow_{order.ref}", at=at)
    order.state, order.completed_at = step, at
    order.save()
    facts.announce(ComplaintSettled(order_ref, refund), at=at, refs=[order_ref], by=settled_by)
