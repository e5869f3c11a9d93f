"""The calls that other packages may use."""

from entrepot.logistics.actions import load_freight_tariff, open_parcel, record_delivery
from entrepot.logistics.demo_tariff import load_demo_tariff
from entrepot.logistics.planning import plan_legs
from entrepot.logistics.queries import Freight, lane_traffic, orders_waiting, tracking
from entrepot.logistics.rules import sailing_of
from entrepot.logistics.words import FreightQuote, LaneTraffic, Mark, Moment, Parcel, ParcelVoyage, PlannedLeg

__all__ = [
    "Freight",
    "FreightQuote",
    "LaneTraffic",
    "Mark",
    "Moment",
    "Parcel",
    "ParcelVoyage",
    "PlannedLeg",
    "lane_traffic",
    "load_demo_tariff",
    "load_freight_tariff",
    "open_parcel",
    "orders_waiting",
    "plan_legs",
    "record_delivery",
    "sailing_of",
    "tracking",
]
