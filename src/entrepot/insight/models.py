"""Reports that were counted once and are read often."""

from django.db import models
from django.db.models import F, Q


class KeptReport(models.Model):
    """A report over many sales, as it was counted then. There is one row for a question, the newest answer."""

    first_date = models.DateField()
    last_date = models.DateField()
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2, blank=True)  # "" is everywhere
    counted_at = models.DateTimeField(db_index=True)
    body = models.JSONField()  # words.Counted, whose fields are only added, with a default

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first_date", "last_date", "currency", "country"], name="insight_question_once"
            ),
            models.CheckConstraint(condition=Q(first_date__lte=F("last_date")), name="insight_days_in_order"),
        ]
