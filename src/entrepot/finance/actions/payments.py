"""Have a purchase paid exactly once, by a provider that may be slow, silent, or say everything twice.

Every question to the provider carries our reference as its idempotency key, so that asking again is always safe.
No row is locked while the provider is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum

from entrepot.facts import public as facts
from entrepot.finance import callbacks
from entrepot.finance.actions.ledger import ACQUIRER, post, post_capture, post_return
from entrepot.finance.events import PaymentCaptured, PaymentFailed, PaymentRequested, PaymentReturned
from entrepot.finance.ledger_words import AccountKind, AccountName, Posting
from entrepot.finance.models import payments as rows
from entrepot.finance.payment_words import (
    CONTRADICTED,
    Charge,
    ChargeState,
    Payment,
    PaymentState,
    forged_callback,
    no_payment,
    no_provider,
    not_captured,
    other_amount,
    refund_too_much,
    unreadable_callback,
)
from entrepot.finance.queries.payments import to_words
from entrepot.finance.rails import simulated_acquirer as acquirer
from entrepot.values import Money
from entrepot.values.references import new_ref

log = logging.getLogger(__name__)

ASK_AFTER = timedelta(seconds=3)
_MOST_ASKED_AT_ONCE = 50
_REASON_LENGTH = 200

# Nothing comes back for a purchase that has a payment, once a parallel request of it is committed.
_REQUEST = """
    INSERT INTO finance_payment (ref, purchase_ref, amount_minor, currency, state, reason, requested_at, asks)
    VALUES (%s, %s, %s, %s, 'requested', '', %s, 0)
    ON CONFLICT (purchase_ref) DO NOTHING RETURNING *
"""


def require_provider() -> None:
    """Refuses finance.no_provider: nobody could be paid through this hub."""
    if not settings.ACQUIRER_URL:
        raise no_provider()


@transaction.atomic(savepoint=False)
def start_payment(*, purchase_ref: str, amount: Money, at: datetime) -> Payment:
    """Write down that a purchase is to be paid; a reaction then asks the provider. Again: the same payment.

    Refuses finance.no_provider and finance.payment_other_amount.
    """
    require_provider()
    asked = [new_ref("pay"), purchase_ref, amount.minor, amount.currency, at]
    new = next(iter(rows.Payment.objects.raw(_REQUEST, asked)), None)
    row = new or rows.Payment.objects.get(purchase_ref=purchase_ref)
    if Money(row.amount_minor, row.currency) != amount:
        raise other_amount(purchase_ref)
    if new:
        facts.announce(PaymentRequested(purchase_ref, row.ref, amount), at=at, refs=[purchase_ref])
    return to_words(row)


def send_payment(payment_ref: str, at: datetime) -> None:
    """Ask the provider to charge. Without an answer in time the outcome is open: `ask_again` finds it."""
    row = _get(payment_ref)
    if row.state not in (PaymentState.REQUESTED, PaymentState.SENT):
        return
    try:
        charge = acquirer.charge(
            key=row.ref, reference=row.purchase_ref, amount=Money(row.amount_minor, row.currency)
        )
    except acquirer.AcquirerAway as trouble:
        log.info("payment %s has no answer yet: %s", row.ref, trouble)
        _note_asked(row.ref, at)
        return
    _note_asked(row.ref, at)
    _settle(charge, at)


def take_callback(body: bytes, signature: str, at: datetime) -> None:
    """Believe a signed report of the provider. Repeated or late ones change nothing.

    Refuses finance.callback_forged, finance.callback_unreadable, finance.no_payment.
    """
    if not callbacks.verify(body, signature, callbacks.callback_secret()):
        raise forged_callback()
    try:
        charge = acquirer.read_charge(body)
    except acquirer.NotACharge as error:
        raise unreadable_callback() from error
    _settle(charge, at)


def ask_again(at: datetime) -> None:
    """Ask for the outcome of what was sent a while ago, and for refunds that are not done. Stops at the first silence:
    a provider that is away is not asked fifty times."""
    waiting = Q(asked_at=None) | Q(asked_at__lte=at - ASK_AFTER)
    payments = rows.Payment.objects.filter(waiting, state=PaymentState.SENT).order_by("asked_at", "id")
    refunds = rows.Refund.objects.filter(waiting, done_at=None).order_by("asked_at", "id")
    try:
        for payment in payments[:_MOST_ASKED_AT_ONCE]:
            with _refusal_noted(payment.ref):
                _ask_payment(payment, at)
        for ref in refunds.values_list("ref", flat=True)[:_MOST_ASKED_AT_ONCE]:
            with _refusal_noted(ref):
                _ask_refund(ref, at)
    except acquirer.AcquirerAway as trouble:
        log.info("the payment provider does not answer: %s", trouble)


@transaction.atomic
def return_payment(*, payment_ref: str, at: datetime) -> None:
    """Give a captured payment back, whole: it stops being ours now, and the provider is asked until it confirms.

    Again: nothing happens. Refuses finance.no_payment, finance.payment_not_captured, and finance.refund_too_much if
    part of it went back already.
    """
    row = _locked(payment_ref)
    if row.state in (PaymentState.RETURNING, PaymentState.RETURNED):
        return
    if row.state != PaymentState.CAPTURED:
        raise not_captured(payment_ref)
    amount = Money(row.amount_minor, row.currency)
    _write_refund(row, ref=f"return_{row.ref}", amount=amount, whole=True, at=at)
    row.state, row.settled_at = PaymentState.RETURNING, at
    row.save()
    post_return(payment_ref=row.ref, purchase_ref=row.purchase_ref, amount=amount, at=at)


def send_refund(*, payment_ref: str, refund_ref: str, amount: Money, at: datetime) -> None:
    """Have what a buyer is owed for one order given back. Again: the same refund. Asked again until it is confirmed.

    Refuses finance.no_payment, finance.payment_not_captured, finance.refund_too_much.
    """
    with transaction.atomic():
        row = _locked(payment_ref)
        if not rows.Refund.objects.filter(ref=refund_ref).exists():
            if row.state != PaymentState.CAPTURED:
                raise not_captured(payment_ref)
            _write_refund(row, ref=refund_ref, amount=amount, whole=False, at=at)


@contextmanager
def _refusal_noted(ref: str) -> Iterator[None]:
    """What the provider won't do is counted by its asks and shown as trouble; the next in line gets its turn."""
    try:
        yield
    except acquirer.AcquirerRefuses as trouble:
        log.warning("the payment provider refuses %s: %s", ref, trouble)


def _ask_payment(payment: rows.Payment, at: datetime) -> None:
    _note_asked(payment.ref, at)
    amount = Money(payment.amount_minor, payment.currency)
    charge = acquirer.find_charge(payment.ref) or acquirer.charge(
        key=payment.ref, reference=payment.purchase_ref, amount=amount
    )
    _settle(charge, at)


def _write_refund(row: rows.Payment, *, ref: str, amount: Money, whole: bool, at: datetime) -> None:
    """The caller holds the payment's lock, so the sum can't change meanwhile."""
    gone = row.refunds.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    if amount.currency != row.currency or gone + amount.minor > row.amount_minor:
        raise refund_too_much(row.ref)
    rows.Refund.objects.create(ref=ref, payment=row, amount_minor=amount.minor, whole=whole, requested_at=at)


def _ask_refund(refund_ref: str, at: datetime) -> None:
    rows.Refund.objects.filter(ref=refund_ref, done_at=None).update(asked_at=at, asks=F("asks") + 1)
    refund = rows.Refund.objects.select_related("payment").get(ref=refund_ref)
    amount = Money(refund.amount_minor, refund.payment.currency)
    acquirer.refund(key=refund.ref, charge_key=refund.payment.ref, amount=amount)
    with transaction.atomic():
        row = _locked(refund.payment.ref)
        if not rows.Refund.objects.filter(ref=refund_ref, done_at=None).update(done_at=at):
            return
        if refund.whole:
            row.state, row.settled_at = PaymentState.RETURNED, at
            row.save()
            facts.announce(PaymentReturned(row.purchase_ref, row.ref, amount), at=at, refs=[row.purchase_ref])
        else:
            owed = AccountName(row.ref, AccountKind.REFUND)
            post(
                [Posting(f"refunded:{refund.ref}", owed, ACQUIRER, amount, "refunded", row.purchase_ref, at)]
            )


@transaction.atomic(savepoint=False)
def _settle(charge: Charge, at: datetime) -> None:
    """What the provider says becomes ours, once: the row is locked, and only an open payment takes an outcome."""
    row = _locked(charge.key)
    ours = PaymentState(row.state)
    if charge.amount != Money(row.amount_minor, row.currency):
        _contradicted(row, f"{charge.amount} at the provider")
    elif ours not in (PaymentState.REQUESTED, PaymentState.SENT):
        if charge.state != ChargeState.PENDING and (charge.state == ChargeState.DECLINED) != (
            ours == PaymentState.FAILED
        ):
            _contradicted(row, f"{charge.state} at the provider after {ours}")
    elif charge.state == ChargeState.CAPTURED:
        row.state, row.settled_at, row.reason = PaymentState.CAPTURED, at, ""
        row.save()
        post_capture(payment_ref=row.ref, purchase_ref=row.purchase_ref, amount=charge.amount, at=at)
        facts.announce(
            PaymentCaptured(row.purchase_ref, row.ref, charge.amount), at=at, refs=[row.purchase_ref]
        )
    elif charge.state == ChargeState.DECLINED:
        row.state, row.settled_at, row.reason = PaymentState.FAILED, at, charge.reason[:_REASON_LENGTH]
        row.save()
        facts.announce(PaymentFailed(row.purchase_ref, row.ref, row.reason), at=at, refs=[row.purchase_ref])


def _contradicted(row: rows.Payment, what: str) -> None:
    """No money moves on such a word; a person looks at it (`payments_in_trouble`)."""
    log.error("payment %s: %s", row.ref, what)
    row.reason = f"{CONTRADICTED}{what}"[:_REASON_LENGTH]
    row.save()


def _note_asked(payment_ref: str, at: datetime) -> None:
    rows.Payment.objects.filter(ref=payment_ref, settled_at=None).update(
        state=PaymentState.SENT, asked_at=at, asks=F("asks") + 1
    )


def _get(payment_ref: str) -> rows.Payment:
    row = rows.Payment.objects.filter(ref=payment_ref).first()
    if row is None:
        raise no_payment(payment_ref)
    return row


def _locked(payment_ref: str) -> rows.Payment:
    row = rows.Payment.objects.select_for_update(no_key=True).filter(ref=payment_ref).first()
    if row is None:
        raise no_payment(payment_ref)
    return row
