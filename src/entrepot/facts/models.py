"""Facts and what is still to be done about them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class Fact(models.Model):
    """One thing that happened. Rows are only ever added."""

    kind = models.CharField(max_length=80)
    body = models.JSONField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    origin = models.CharField(max_length=5, default="")
    by = models.CharField(max_length=80, default="")
    refs = ArrayField(models.CharField(max_length=80), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["refs"], name="facts_refs"),
            models.Index(fields=["kind", "-at"], name="facts_kind_at"),
            models.Index(fields=["-at", "-id"], name="facts_fact_at"),
            models.Index(fields=["by", "-at", "-id"], name="facts_fact_by", condition=~models.Q(by="")),
        ]


class Pending(models.Model):
    """A reaction that a fact still waits for. The row goes when the reaction is done, in the same transaction, so a
    crash at any point leaves either the row or the effect, never both and never neither."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    reaction = models.CharField(max_length=120)
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(default="")
    parked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "reaction"], name="facts_pending_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="facts_pending_due", condition=models.Q(parked=False))
        ]


class Lag(models.Model):
    """How long one reaction's work waited until it was done, summed for one minute. Kept for an hour."""

    reaction = models.CharField(max_length=120)
    minute = models.DateTimeField()
    done = models.PositiveIntegerField()
    waited_s = models.FloatField()
    longest_s = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reaction", "minute"], name="facts_lag_once")]


class ChoreRun(models.Model):
    """The latest run of a chore by any worker. trouble: "" if it ran to its end."""

    chore = models.CharField(max_length=120, primary_key=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    trouble = models.TextField(default="")


class Things(models.Func):
    """The references in a note's `about`, which stand there with blanks between them."""

    function = "string_to_array"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = ArrayField(models.TextField())


class Audit(models.Model):
    """Who looked or did, beyond facts of the trade: sign-ins, grants of roles, settings. Rows are only ever added."""

    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    did = models.CharField(max_length=80)
    about = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="facts_audit_at"),
            models.Index(fields=["by", "-at", "-id"], name="facts_audit_by"),
            models.Index(fields=["did", "-at", "-id"], name="facts_audit_did"),
            GinIndex(Things("about"), name="facts_audit_things"),
        ]
