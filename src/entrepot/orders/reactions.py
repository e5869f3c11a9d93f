"""What orders do when money comes, parcels arrive, and escrow is released."""

from datetime import datetime, timedelta

from entrepot.facts.words import Fact, chore, reacts_to
from entrepot.finance import public as finance
from entrepot.finance.events import EscrowReleased, PaymentCaptured, PaymentFailed
from entrepot.logistics.events import ParcelDelivered
from entrepot.orders import actions, queries
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
