"""Pay a purchase, take what the payment brings, and let go of what is never paid."""

from datetime import datetime

from django.db import transaction

from entrepot.customs import public as customs
from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.logistics import public as logistics
from entrepot.market import public as market
from entrepot.orders import models, queries
from entrepot.orders.escrow_parts import escrow_parts
from entrepot.orders.events import OrderPaid, PurchaseCancelled
from entrepot.orders.words import CancelReason, OrderState, Purchase, no_such_order
from entrepot.values import CountryCode, Money, Refusal, UNLocode, Weight
from entrepot.values.refusal import message

State = models.Purchase.State


@transaction.atomic
def pay(*, purchase_ref: str, buyer_ref: str, at: datetime) -> Purchase:
    """Start the one payment of a purchase; returns how it stands then. Again while it runs or after it succeeded:
    nothing happens twice.

    Refuses orders.not_found for another's purchase and orders.too_late once it was cancelled.
    """
    purchase = _locked(purchase_ref, buyer_ref=buyer_ref)
    if purchase is None:
        raise no_such_order(purchase_ref)
    if purchase.state == State.CANCELLED or (purchase.state == State.PLACED and at > purchase.pay_by):
        raise Refusal(
            "orders.too_late",
            message(
                "Purchase %(ref)s was not paid in time and is cancelled. Nothing was charged; order again."
            ),
            {"ref": purchase_ref},
        )
    if purchase.state == State.PLACED:
        finance.start_payment(
            purchase_ref=purchase_ref, amount=Money(purchase.total_minor, purchase.currency), at=at
        )
        purchase.state = State.PAYING
        purchase.save(update_fields=["state"])
    return queries.to_purchase(purchase)


@transaction.atomic(savepoint=False)
def accept_payment(*, purchase_ref: str, payment_ref: str, at: datetime) -> None:
    """The money is here: hold it in escrow per order, take the stock, and give the parcels to logistics.

    A payment that comes after its purchase was cancelled goes back to the buyer.
    """
    purchase = _locked(purchase_ref)
    if purchase is None or purchase.state == State.PAID:
        return
    if purchase.state == State.CANCELLED:
        finance.return_payment(payment_ref=payment_ref, at=at)
        return
    market.sell_stock(reservation_ref=purchase_ref, at=at)
    purchase.state, purchase.paid_at = State.PAID, at
    purchase.save(update_fields=["state", "paid_at"])
    models.Order.objects.filter(purchase=purchase).update(state=OrderState.PAID)
    for row in purchase.orders.all():
        order = queries.to_words(row)
        finance.hold(
            escrow_ref=f"escrow_{order.ref}",
            order_ref=order.ref,
            payment_ref=payment_ref,
            parts=escrow_parts(order),
            commission=row.commission,
            at=at,
        )
        logistics.open_parcel(
            parcel_ref=order.ref.replace("order_", "parcel_"),
            order_ref=order.ref,
            shop_org_ref=order.seller_ref,
            ship_from=UNLocode(row.ship_from),
            destination=CountryCode(purchase.destination),
            weight=Weight(row.weight_g),
            pieces=sum(line.quantity for line in order.lines),
            at=at,
        )
        facts.announce(
            OrderPaid(order.ref, order.shop_ref, order.total), at=at, refs=[order.ref, purchase_ref]
        )


@transaction.atomic
def cancel_purchase(*, purchase_ref: str, reason: CancelReason, at: datetime) -> None:
    """Free stock and quota of a purchase that is not paid. One that is paid already stays as it is."""
    purchase = models.Purchase.objects.select_for_update(no_key=True).get(ref=purchase_ref)
    if purchase.state in (State.PAID, State.CANCELLED):
        return
    market.release_stock(reservation_ref=purchase_ref, at=at)
    order_refs = tuple(purchase.orders.order_by("id").values_list("ref", flat=True))
    for ref in order_refs:
        customs.release_quota(order_ref=ref, at=at)
    purchase.orders.update(state=OrderState.CANCELLED)
    purchase.state, purchase.reason = State.CANCELLED, reason
    purchase.save(update_fields=["state", "reason"])
    facts.announce(
        PurchaseCancelled(purchase_ref, order_refs, reason), at=at, refs=[purchase_ref, *order_refs]
    )


def cancel_unpaid(*, at: datetime) -> int:
    """Cancel what nobody began to pay in time. A payment under way is waited for: its outcome decides."""
    due = models.Purchase.objects.filter(state=State.PLACED, pay_by__lt=at).values_list("ref", flat=True)[
        :200
    ]
    return sum(_cancel_if_still_unpaid(ref, at=at) for ref in due)


@transaction.atomic
def _cancel_if_still_unpaid(purchase_ref: str, *, at: datetime) -> bool:
    """Looks again under the lock: the buyer may have begun to pay meanwhile."""
    purchase = models.Purchase.objects.select_for_update(no_key=True).get(ref=purchase_ref)
    if purchase.state != State.PLACED:
        return False
    cancel_purchase(purchase_ref=purchase_ref, reason=CancelReason.NOT_PAID_IN_TIME, at=at)
    return True


def _locked(purchase_ref: str, **owner: str) -> models.Purchase | None:
    rows = queries.PURCHASES.select_for_update(no_key=True, of=("self",))
    return rows.filter(ref=purchase_ref, **owner).first()
