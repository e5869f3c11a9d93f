"""What orders do when money comes, parcels arrive, and escrow is released."""

from datetime import datetime, timedelta

from entrepot.facts.words import Fact, chore, reacts_to
from entrepot.finance import public as finance
from entrepot.finance.events import EscrowReleased, PaymentCaptured, PaymentFailed, PayoutSent
from entrepot.logistics.events import ParcelDelivered, ParcelMoved
from entrepot.logistics.words import Step
from entrepot.orders import actions, letters, queries
from entrepot.orders.events import ComplaintSettled, OrderDelivered, OrderPaid
from entrepot.orders.words import CancelReason


@reacts_to(PaymentCaptured)
def accept_payment(event: PaymentCaptured, fact: Fact) -> None:
    actions.accept_payment(purchase_ref=event.purchase_ref, payment_ref=event.payment_ref, at=fact.at)


@reacts_to(PaymentFailed)
def give_up_purchase(event: PaymentFailed, fact: Fact) -> None:
    actions.cancel_purchase(purchase_ref=event.purchase_ref, reason=CancelReason.PAYMENT_FAILED, at=fact.at)


@reacts_to(ParcelDelivered)
def mark_delivered(event: ParcelDelivered, fact: Fact) -> None:
    actions.mark_delivered(order_ref=event.order_ref, at=fact.at)


@reacts_to(OrderPaid)
def tell_of_payment(event: OrderPaid, fact: Fact) -> None:
    """The seller of each order, the buyer once for all."""
    order = queries.get_order(event.order_ref)
    letters.sold(order, at=fact.at)
    purchase = queries.get_purchase(order.purchase_ref, buyer_ref=order.buyer_ref)
    if order.ref == purchase.orders[0].ref:
        letters.paid(purchase, at=fact.at)


@reacts_to(ParcelMoved)
def tell_of_departure(event: ParcelMoved, fact: Fact) -> None:
    if event.step is Step.LOADED:
        order = queries.get_order(event.order_ref)
        letters.on_board(order, place=event.place, happened_at=event.happened_at, at=fact.at)


@reacts_to(OrderDelivered)
def tell_of_delivery(event: OrderDelivered, fact: Fact) -> None:
    letters.delivered(queries.get_order(event.order_ref), at=fact.at)


@reacts_to(ComplaintSettled)
def tell_of_refund(event: ComplaintSettled, fact: Fact) -> None:
    if event.refunded:
        letters.refunded(queries.get_order(event.order_ref), at=fact.at)


@reacts_to(PayoutSent)
def tell_of_payout(event: PayoutSent, fact: Fact) -> None:
    letters.paid_out(event.org_ref, event.amount, event.bank_ref, at=fact.at)


@reacts_to(EscrowReleased)
def pay_seller(event: EscrowReleased, fact: Fact) -> None:
    order = queries.get_order(event.order_ref)
    finance.pay_out(org_ref=order.seller_ref, currency=order.goods.currency, at=fact.at)


@chore(every=timedelta(seconds=20))
def cancel_unpaid(at: datetime) -> None:
    actions.cancel_unpaid(at=at)


@chore(every=timedelta(minutes=10))
def forget_carts(at: datetime) -> None:
    actions.forget_carts(at=at)


@chore(every=timedelta(seconds=60))
def confirm_when_time_is_up(at: datetime) -> None:
    actions.confirm_when_time_is_up(at=at)
