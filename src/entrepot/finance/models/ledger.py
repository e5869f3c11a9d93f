"""The double-entry ledger. Rows are written by the SQL function `finance_post` alone."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Account(models.Model):
    """What one owner has of one kind in one currency. `limited` accounts never owe: debits stay within credits.

    `closed`: it is at rest, and its sums are part of a ClosedSum. The database itself opens it again when it changes.
    """

    owner = models.CharField(max_length=80)
    kind = models.CharField(max_length=24)
    currency = models.CharField(max_length=3)
    limited = models.BooleanField()
    debits_minor = models.BigIntegerField(db_default=0)
    credits_minor = models.BigIntegerField(db_default=0)
    closed = models.BooleanField(db_default=False)

    class Meta:
        # Of no column that a posting changes: only so does PostgreSQL write a posting's balances without touching indexes.
        indexes = [models.Index(fields=["kind"], condition=Q(closed=False), name="finance_account_open")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "currency"], name="finance_account_once"),
            models.CheckConstraint(
                condition=Q(debits_minor__gte=0, credits_minor__gte=0), name="finance_account_counts_up"
            ),
            models.CheckConstraint(
                condition=Q(limited=False) | Q(debits_minor__lte=F("credits_minor")),
                name="finance_account_covered",
            ),
            models.CheckConstraint(
                condition=Q(closed=False) | Q(debits_minor=F("credits_minor"), credits_minor__gt=0),
                name="finance_account_closed_at_rest",
            ),
        ]


class ClosedSum(models.Model):
    """The closed accounts of a kind and currency hold the sum of these rows, as debits and as much as credits. A row is
    added when accounts are closed, and a negative one when an account opens again."""

    kind = models.CharField(max_length=24)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()


class Transfer(models.Model):
    """One posting: an amount from a debit account to a credit account of the same currency. Never changed."""

    key = models.CharField(max_length=160, unique=True)
    debit_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    credit_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=24)
    group_ref = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="finance_transfer_moves_something"),
            models.CheckConstraint(
                condition=~Q(debit_account=F("credit_account")), name="finance_transfer_between_two"
            ),
        ]
