"""Who is in the story: hubs, shops and people. Names are invented; places and currencies are real."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HubPart:
    """A hub of the demo. label: the first part of its host name on this machine."""

    label: str
    code: str
    name: str
    country: str
    currency: str
    operator: str
    terminal: str


@dataclass(frozen=True)
class ShopPart:
    """A shop at Kuantan; its goods are in goods/<file>."""

    key: str
    name: str
    country: str
    currency: str
    brand: str
    email: str
    person: str
    file: str


HUBS = (
    HubPart(
        "kuantan",
        "MYKUA",
        "Kuantan Port Hub",
        "MY",
        "MYR",
        "Kuantan Hub Operator",
        "Kuantan Container Terminal",
    ),
    HubPart(
        "qinzhou",
        "CNQZH",
        "Qinzhou Port Hub",
        "CN",
        "CNY",
        "Qinzhou Hub Operator",
        "Qinzhou Container Terminal",
    ),
    HubPart(
        "piraeus",
        "GRPIR",
        "Piraeus Port Hub",
        "GR",
        "EUR",
        "Piraeus Hub Operator",
        "Piraeus Container Terminal",
    ),
    HubPart(
        "mombasa",
        "KEMBA",
        "Mombasa Port Hub",
        "KE",
        "KES",
        "Mombasa Hub Operator",
        "Mombasa Container Terminal",
    ),
)

SHOPS = (
    ShopPart(
        "coffee",
        "Gunung Tapis Coffee Roasters",
        "MY",
        "MYR",
        "Gunung Tapis",
        "aminah@coffee.example",
        "Aminah",
        "coffee.csv",
    ),
    ShopPart(
        "tea",
        "Haputale Mist Tea Garden",
        "LK",
        "USD",
        "Haputale Mist",
        "nimal@tea.example",
        "Nimal",
        "tea.csv",
    ),
    ShopPart(
        "dates",
        "Liwa Oasis Date Farm",
        "AE",
        "AED",
        "Liwa Oasis",
        "fatima@dates.example",
        "Fatima",
        "dates.csv",
    ),
    ShopPart(
        "thai", "Baan Suan Mali", "TH", "THB", "Baan Suan Mali", "somchai@thai.example", "Somchai", "thai.csv"
    ),
)

PASSWORD = "chart table and ledger"  # noqa: S105 - every demo person's; a demo hub is never open to strangers

CARRIER_CODE, CARRIER_NAME = "EXLN", "Example Line"


@dataclass(frozen=True)
class Box:
    """A container, its booking, and the ship that it sails with."""

    number: str
    booking: str
    vessel_name: str
    vessel_imo: str
    call_sign: str
    voyage: str


FIRST_BOX = Box("CSQU3054383", "EXLN2610042", "Bunga Teratai", "9321483", "9MXY7", "042N")
NEXT_BOX = Box("CSQU3054700", "EXLN2610057", "Bunga Melur", "9321495", "9MXY8", "057N")
CONTAINER = FIRST_BOX.number
TERMINAL = "CT1"
