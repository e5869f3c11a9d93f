"""A parcel's beginning and end: opened when its order is paid, handed over at the door."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from entrepot.facts import public as facts
from entrepot.logistics import models, queries, rules
from entrepot.logistics.events import ParcelDelivered, ParcelOpened
from entrepot.logistics.words import Parcel, ParcelState, no_such_parcel
from entrepot.values import CountryCode, UNLocode, Weight

_OPEN = """
    INSERT INTO logistics_parcel
        (ref, order_ref, shop_org_ref, ship_from, destination, weight_g, pieces, state, opened_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, 'waiting', %s) ON CONFLICT (ref) DO NOTHING
"""


@transaction.atomic(savepoint=False)
def open_parcel(
    *,
    parcel_ref: str,
    order_ref: str,
    shop_org_ref: str,
    ship_from: UNLocode,
    destination: CountryCode,
    weight: Weight,
    pieces: int,
    at: datetime,
) -> None:
    """A parcel waits to be sent. Opened again under the same reference: nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            [parcel_ref, order_ref, shop_org_ref, ship_from, destination, weight.grams, pieces, at],
        )
        new = cursor.rowcount
    if new:
        facts.announce(ParcelOpened(parcel_ref, order_ref), at=at, refs=[parcel_ref, order_ref])


@transaction.atomic
def record_delivery(*, parcel_ref: str, unreported: bool = False, by: str = "", at: datetime) -> Parcel:
    """The scan at the door. A second scan changes nothing; the first instant stays.

    unreported: a person confirmed that the buyer has it, though no terminal reported that it landed.
    The caller has proved the carrier's role. Refuses logistics.parcel_not_found, logistics.not_sent_yet for a parcel
    that can't have left, and logistics.arrival_unreported.
    """
    row = models.Parcel.objects.select_for_update(no_key=True).filter(ref=parcel_ref).first()
    if row is None:
        raise no_such_parcel(parcel_ref)
    if row.state != ParcelState.DELIVERED:
        parcel = queries.parcel_words(row)
        consignment = queries.get_consignment(parcel.consignment_ref) if parcel.consignment_ref else None
        rules.require_deliverable(parcel, consignment, unreported=unreported, at=at)
        row.state, row.delivered_at = ParcelState.DELIVERED, at
        row.save()
        facts.announce(ParcelDelivered(row.ref, row.order_ref), at=at, refs=[row.ref, row.order_ref], by=by)
    return queries.parcel_words(row)
