"""Count orders against a buyer's yearly limit."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from entrepot.customs import queries
from entrepot.customs.events import QuotaReleased, QuotaReserved
from entrepot.customs.models import QuotaUse
from entrepot.customs.words import OrderCountedDifferently, QuotaExceeded
from entrepot.facts.public import announce
from entrepot.values import CountryCode, Money


@transaction.atomic
def reserve_quota(
    *,
    buyer_ref: str,
    country: CountryCode,
    year: int,
    amount: Money,
    order_ref: str,
    limit: Money,
    at: datetime,
    declared_elsewhere: Money | None = None,
) -> None:
    """Count an order that costs something. Twice equals once. Two orders at once cannot both pass the limit.

    Refuses customs.quota_exceeded if this hub's orders, what the buyer declared and this order go over the limit;
    customs.order_counted_differently if the order already counts with another amount, buyer or year.
    """
    if not amount:
        return
    _one_at_a_time(buyer_ref, country, year)
    row = QuotaUse.objects.filter(order_ref=order_ref).first()
    if row is not None and row.released_at is None:
        if (row.buyer_ref, row.country, row.year, row.amount_minor, row.currency) != (
            buyer_ref, country, year, amount.minor, amount.currency,
        ):  # fmt: skip
            raise OrderCountedDifferently(order_ref)
        return
    used = queries.quota_used(buyer_ref, country, year, currency=limit.currency)
    if declared_elsewhere is not None:
        used += declared_elsewhere
    if used + amount > limit:
        raise QuotaExceeded(limit=limit, used=used, amount=amount)
    QuotaUse.objects.update_or_create(
        order_ref=order_ref,
        defaults={
            "buyer_ref": buyer_ref,
            "country": country,
            "year": year,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "reserved_at": at,
            "released_at": None,
        },
    )
    announce(QuotaReserved(order_ref, country, year, amount), at=at, refs=[order_ref])


@transaction.atomic
def release_quota(*, order_ref: str, at: datetime) -> None:
    """An order that was cancelled or sent back no longer counts. Nothing happens for one that does not count."""
    row = QuotaUse.objects.select_for_update().filter(order_ref=order_ref, released_at=None).first()
    if row is None:
        return
    row.released_at = at
    row.save(update_fields=["released_at"])
    amount = Money(row.amount_minor, row.currency)
    announce(QuotaReleased(order_ref, CountryCode(row.country), row.year, amount), at=at, refs=[order_ref])


def _one_at_a_time(buyer_ref: str, country: str, year: int) -> None:
    """Until the end of this transaction nobody else counts for this buyer: a sum of rows cannot be locked itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"customs.quota:{buyer_ref}:{country}:{year}"],
        )
