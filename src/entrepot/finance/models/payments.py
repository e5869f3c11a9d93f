"""Tables of payments, of refunds, and of the simulated bank."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from entrepot.finance.payment_words import CONTRADICTED, PaymentState

__all__ = ["BankOrder", "Payment", "Refund"]

_OPEN = (PaymentState.REQUESTED.value, PaymentState.SENT.value)


class Payment(models.Model):
    """One purchase's payment. `asked_at` and `asks` tell when and how often the provider was asked for its outcome."""

    ref = models.CharField(max_length=40, unique=True)
    purchase_ref = models.CharField(max_length=80, unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, default=PaymentState.REQUESTED.value)
    reason = models.CharField(max_length=200, default="")
    requested_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    asks = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="finance_payment_positive"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PaymentState]),
                name="finance_payment_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, settled_at=None)
                | (~Q(state__in=_OPEN) & Q(settled_at__isnull=False)),
                name="finance_payment_settled_with_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], name="finance_payment_to_ask", condition=Q(state=PaymentState.SENT.value)
            ),
            models.Index(
                fields=["requested_at"],
                name="finance_payment_contradicted",
                condition=Q(reason__startswith=CONTRADICTED),
            ),
        ]


class Refund(models.Model):
    """Money of a payment that the provider is to give back. `whole`: the payment was for nothing and goes back
    entirely; otherwise it is what the buyer is owed for one order."""

    ref = models.CharField(max_length=80, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    whole = models.BooleanField()
    requested_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    asks = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="finance_refund_positive"),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(whole=True), name="finance_refund_whole_once"
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="finance_refund_to_ask", condition=Q(done_at=None))]


class BankOrder(models.Model):
    """The book of the simulated bank: what it was told to pay, once per reference."""

    payout_ref = models.CharField(max_length=40, unique=True)
    bank_ref = models.CharField(max_length=40, unique=True)
    account_ref = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="finance_bank_order_positive")
        ]
