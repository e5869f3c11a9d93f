"""Count orders against a buyer's yearly limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from entrepot.customs import queries
from entrepot.customs.events import QuotaReleased, QuotaReserved
from entrepot.customs.models import QuotaUse
from entrepot.customs.words import OrderCountedDifferently, QuotaCheck, QuotaExceeded
from entrepot.facts.public import announce
from entrepot.values import CountryCode, Money


@transaction.atomic(savepoint=False)
def reserve_quota(*, buyer_ref: str, orders: Mapping[str, QuotaCheck], at: datetime) -> None:
    """Count those orders of one purchase that are to be counted and cost something. Twice equals once. Two purchases at
    once cannot both pass the limit.

    Refuses customs.quota_exceeded if this hub's orders, what the buyer declared and these orders go over the limit;
    customs.order_counted_differently if an order already counts with another amount, buyer or year.
    """
    new = {ref: check for ref, check in orders.items() if check.counts and check.amount}
    if not new:
        return
    ((country, year, limit, declared_elsewhere),) = {
        (check.country, check.year, check.limit, check.declared_elsewhere) for check in new.values()
    }
    _one_at_a_time(buyer_ref, country, year)
    for row in QuotaUse.objects.filter(order_ref__in=new, released_at=None):
        amount = new.pop(row.order_ref).amount
        if (row.buyer_ref, row.country, row.year, row.amount_minor, row.currency) != (
            buyer_ref, country, year, amount.minor, amount.currency,
        ):  # fmt: skip
            raise OrderCountedDifferently(row.order_ref)
    if not new:
        return
    used = queries.quota_used(buyer_ref, country, year, currency=limit.currency)
    if declared_elsewhere is not None:
        used += declared_elsewhere
    for check in new.values():
        if used + check.amount > limit:
            raise QuotaExceeded(limit=limit, used=used, amount=check.amount)
        used += check.amount
    QuotaUse.objects.bulk_create(
        [
            QuotaUse(
                order_ref=ref,
                buyer_ref=buyer_ref,
                country=country,
                year=year,
                amount_minor=check.amount.minor,
                currency=check.amount.currency,
                reserved_at=at,
            )
            for ref, check in new.items()
        ],
        update_conflicts=True,  # an order that was released may be counted again
        unique_fields=["order_ref"],
        update_fields=[
            "buyer_ref", "country", "year", "amount_minor", "currency", "reserved_at", "released_at",
        ],
    )  # fmt: skip
    for ref, check in new.items():
        announce(QuotaReserved(ref, country, year, check.amount), at=at, refs=[ref])


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
