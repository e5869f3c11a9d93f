"""Payments as they stand here, and as the provider says they stand."""

from __future__ import annotations

from django.db.models import Q

from entrepot.finance.models import payments as rows
from entrepot.finance.payment_words import CONTRADICTED, ChargeState, Payment, PaymentState, no_payment
from entrepot.finance.rails import simulated_acquirer
from entrepot.values import Money

# Asked this often without an outcome, a payment or refund is in trouble: some ten seconds.
PATIENCE_ASKS = 5


def find_payment(purchase_ref: str) -> Payment | None:
    row = rows.Payment.objects.filter(purchase_ref=purchase_ref).first()
    return to_words(row) if row else None


def get_payment(ref: str) -> Payment:
    row = rows.Payment.objects.filter(ref=ref).first()
    if row is None:
        raise no_payment(ref)
    return to_words(row)


def charges_of(purchase_ref: str) -> list[Money]:
    """What the provider itself says that it charged or is about to. Raises AcquirerAway if it does not answer."""
    return [
        charge.amount
        for charge in simulated_acquirer.charges_for(purchase_ref)
        if charge.state != ChargeState.DECLINED
    ]


def payments_in_trouble() -> list[Payment]:
    """Without an outcome after several asks, or where the provider's word contradicts ours; oldest first."""
    unpaid_back = rows.Refund.objects.filter(done_at=None, asks__gte=PATIENCE_ASKS).values_list(
        "payment_id", flat=True
    )
    # Their numbers as a list: with a subquery PostgreSQL would read every payment there ever was.
    found = rows.Payment.objects.filter(
        Q(state=PaymentState.SENT, asks__gte=PATIENCE_ASKS)
        | Q(reason__startswith=CONTRADICTED)
        | Q(pk__in=list(unpaid_back))
    )
    return [to_words(row) for row in found.order_by("requested_at", "id")[:200]]


def to_words(row: rows.Payment) -> Payment:
    return Payment(
        row.ref, row.purchase_ref, PaymentState(row.state), Money(row.amount_minor, row.currency), row.reason,
        row.requested_at, row.settled_at,
    )  # fmt: skip
