"""Money that is held for an order, the exchanges it took, and what was paid out."""

from django.db import models
from django.db.models import Q


class Exchange(models.Model):
    """One currency for another: `sold` left the buyer's money, `bought` went into escrow. sold = mid value + spread +
    difference, each posted on its own."""

    ref = models.CharField(max_length=120, unique=True)
    sold_minor = models.BigIntegerField()
    sold_currency = models.CharField(max_length=3)
    bought_minor = models.BigIntegerField()
    bought_currency = models.CharField(max_length=3)
    mid_rate = models.DecimalField(
        max_digits=30, decimal_places=15
    )  # of one bought unit, in the sold currency
    source = models.TextField()
    as_of_date = models.DateField()
    mid_minor = models.BigIntegerField()
    spread_minor = models.BigIntegerField()
    difference_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    sold_minor=models.F("mid_minor") + models.F("spread_minor") + models.F("difference_minor")
                ),
                name="finance_exchange_adds_up",
            )
        ]


class Escrow(models.Model):
    class State(models.TextChoices):
        HELD = "held"
        RELEASED = "released"
        REFUNDED = "refunded"

    ref = models.CharField(max_length=60, unique=True)
    order_ref = models.CharField(max_length=40, unique=True)
    payment_ref = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    commission = models.DecimalField(max_digits=6, decimal_places=4)
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(state="held"), name="finance_escrow_held")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held", ended_at=None) | (~Q(state="held") & Q(ended_at__isnull=False)),
                name="finance_escrow_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(commission__gte=0, commission__lt=1), name="finance_escrow_commission_is_a_share"
            ),
        ]


class EscrowPart(models.Model):
    """What the buyer paid for one part, and what its payee is owed when the escrow is released."""

    escrow = models.ForeignKey(Escrow, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=12)
    payee = models.CharField(max_length=80)
    paid_minor = models.BigIntegerField()
    paid_currency = models.CharField(max_length=3)
    due_minor = models.BigIntegerField()
    due_currency = models.CharField(max_length=3)
    exchange = models.ForeignKey(Exchange, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escrow", "kind"], name="finance_escrow_part_once"),
            models.CheckConstraint(
                condition=Q(paid_minor__gt=0, due_minor__gt=0), name="finance_escrow_part_real"
            ),
        ]


class Payout(models.Model):
    """Money that left for an organisation's bank account."""

    ref = models.CharField(max_length=40, unique=True)
    org_ref = models.CharField(max_length=80, db_index=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    bank_ref = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="finance_payout_moves_something")
        ]
