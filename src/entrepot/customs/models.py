"""How much of a yearly limit the orders of this hub have used."""

from django.db import models
from django.db.models import Q


class QuotaUse(models.Model):
    """One order against one buyer's limit of one year. A released order keeps its row but no longer counts."""

    order_ref = models.CharField(max_length=80, unique=True)
    buyer_ref = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reserved_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="customs_quota_amount_positive"),
            models.CheckConstraint(
                condition=~Q(order_ref="") & ~Q(buyer_ref=""), name="customs_quota_refs_given"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(released_at__gte=models.F("reserved_at")),
                name="customs_quota_released_after",
            ),
        ]
        indexes = [
            models.Index(
                fields=["buyer_ref", "country", "year"],
                name="customs_quota_counting",
                condition=Q(released_at__isnull=True),
            )
        ]
