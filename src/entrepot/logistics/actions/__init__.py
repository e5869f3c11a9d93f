"""One verb, one transaction."""

from entrepot.logistics.actions.consignments import (
    Booking,
    consolidate,
    hear_consignment,
    publish_consignment,
)
from entrepot.logistics.actions.parcels import open_parcel, record_delivery
from entrepot.logistics.actions.progress import record_progress, report_call
from entrepot.logistics.actions.tariff import COLUMNS as TARIFF_COLUMNS
from entrepot.logistics.actions.tariff import load_freight_tariff

__all__ = [
    "TARIFF_COLUMNS",
    "Booking",
    "consolidate",
    "hear_consignment",
    "load_freight_tariff",
    "open_parcel",
    "publish_consignment",
    "record_delivery",
    "record_progress",
    "report_call",
]
