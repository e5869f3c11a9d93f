"""Tables of exchange rates: what banks published, and what this hub adds to it."""

from django.db import models
from django.db.models import Q

__all__ = ["RATE_DECIMALS", "DayRate", "ExchangeTerms"]

# A rate with more decimals is refused at import rather than cut.
RATE_DECIMALS = 15


class DayRate(models.Model):
    """One unit of `base` was `rate` units of `quote` on `day`, as published."""

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=30, decimal_places=RATE_DECIMALS)
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "day"], name="finance_rate_once_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="finance_rate_positive"),
            models.CheckConstraint(condition=~Q(base=models.F("quote")), name="finance_rate_of_two"),
            models.CheckConstraint(condition=~Q(source=""), name="finance_rate_has_source"),
        ]


class ExchangeTerms(models.Model):
    """What this hub adds to the mid rate, from a day on. 0.005 is half a percent."""

    spread = models.DecimalField(max_digits=6, decimal_places=5)
    since = models.DateField(unique=True)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(spread__gte=0) & Q(spread__lt=1), name="finance_spread_is_a_share"
            )
        ]
