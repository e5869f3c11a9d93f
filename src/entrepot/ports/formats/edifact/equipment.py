"""What a report about containers says of one of them: the segments from its EQD to the next.

CODECO and COARRI share these segments; D.95B and D.00B put the same things in the same places of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from entrepot.ports.formats.edifact import codes
from entrepot.ports.formats.edifact import findings as f
from entrepot.ports.formats.edifact.syntax import Segment, value
from entrepot.ports.words import (
    Damage,
    DangerousGoods,
    EmptyIndicator,
    Facility,
    FreeText,
    InlandTransport,
    Movement,
    OtherPlace,
    Party,
    Reference,
    Seal,
    StatedWeight,
    Temperature,
)
from entrepot.values import BadValue, ContainerNumber, UNLocode

Report = Callable[..., None]
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@lru_cache(maxsize=4096)
def place_of(code: str) -> UNLocode | None:
    """The UN/LOCODE that a text is, or None."""
    try:
        return UNLocode.parse(code)
    except BadValue:
        return None


def container_of(number: str) -> ContainerNumber | None:
    """The container number that a text is, blanks and dashes forgiven, or None."""
    for read in (ContainerNumber, ContainerNumber.parse):
        try:
            return read(number)
        except BadValue:
            continue
    return None


def decimal_of(text: str) -> Decimal | None:
    """ISO 9735 allows the point and the comma as decimal mark."""
    if not text.isascii():
        return None
    if text.isdigit():
        return Decimal(text)
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def party_of(segment: Segment) -> Party:
    """From a NAD: code, its list and agency, and the name if there is one."""
    return Party(value(segment, 2), value(segment, 2, 1), value(segment, 2, 2), value(segment, 4))


def carrier_of(segment: Segment) -> Party | None:
    """From a TDT (C040)."""
    code, name = value(segment, 5), value(segment, 5, 3)
    return Party(code, value(segment, 5, 1), value(segment, 5, 2), name) if code or name else None


def facility_of(segment: Segment) -> Facility | None:
    """From a LOC (C519)."""
    code = value(segment, 3)
    return Facility(code, value(segment, 3, 1), value(segment, 3, 2), value(segment, 3, 3)) if code else None


def first_time(given: Mapping[str, tuple[str, str]], qualifiers: tuple[str, ...]) -> tuple[str, str] | None:
    """Digits and format of the first of these times that was given."""
    for qualifier in qualifiers:
        found = given.get(qualifier)
        if found is not None and found[0]:
            return found
    return None


class Box:
    """One container while its segments are read, each by the taker of its tag (TAKERS). `report(kind, element, ...)`
    notes what is wrong with a segment."""

    __slots__ = (
        "bill_of_lading_ref",
        "booking_ref",
        "carrier",
        "damages",
        "dangerous_goods",
        "empty_indicator",
        "facility",
        "free_texts",
        "inland",
        "iso_equipment_code",
        "movement",
        "number",
        "operator",
        "other_places",
        "place",
        "place_of_delivery",
        "port_of_discharge",
        "port_of_loading",
        "references",
        "seals",
        "status",
        "stowage_cell",
        "temperature",
        "terms",
        "times",
        "weights",
    )

    def __init__(self) -> None:
        self.number = ""
        self.status = ""
        self.iso_equipment_code = ""
        self.movement: Movement | None = None
        self.empty_indicator: EmptyIndicator | None = None
        self.times: dict[str, tuple[str, str]] = {}
        self.place: UNLocode | None = None
        self.facility: Facility | None = None
        self.carrier: Party | None = None
        self.operator: Party | None = None
        self.booking_ref = ""
        self.bill_of_lading_ref = ""
        self.references: list[Reference] = []
        self.port_of_loading: UNLocode | None = None
        self.port_of_discharge: UNLocode | None = None
        self.place_of_delivery: UNLocode | None = None
        self.other_places: list[OtherPlace] = []
        self.stowage_cell = ""
        self.inland: InlandTransport | None = None
        self.seals: list[Seal] = []
        self.weights: list[StatedWeight] = []
        self.temperature: Temperature | None = None
        self.dangerous_goods: list[DangerousGoods] = []
        self.damages: list[Damage] = []
        self.free_texts: list[FreeText] = []
        self.terms = ""

    def take_equipment(self, segment: Segment, report: Report) -> None:
        self.number = value(segment, 2)
        self.iso_equipment_code = value(segment, 3) or value(segment, 3, 3)
        self.status = value(segment, 5)
        self.movement = codes.MOVEMENTS.get(self.status)
        if self.status and self.movement is None:
            report(f.CODE_UNKNOWN, 5, value=self.status)
        fullness = value(segment, 6)
        self.empty_indicator = codes.FULLNESS.get(fullness)
        if fullness and self.empty_indicator is None:
            report(f.CODE_UNKNOWN, 6, value=fullness)

    def take_reference(self, segment: Segment, report: Report) -> None:
        qualifier, number = value(segment, 1), value(segment, 1, 1)
        if not qualifier or not number:
            report(f.PLACEHOLDER, 1, value=":".join(segment[1]) if len(segment) > 1 else "")
        elif qualifier == "BN" and not self.booking_ref:
            self.booking_ref = number
        elif qualifier == "BM" and not self.bill_of_lading_ref:
            self.bill_of_lading_ref = number
        else:
            self.references.append(Reference(qualifier, number))

    def take_terms(self, segment: Segment, report: Report) -> None:
        self.terms = value(segment, 1) or self.terms

    def take_time(self, segment: Segment, report: Report) -> None:
        if self.inland is None:
            self.times.setdefault(value(segment, 1), (value(segment, 1, 1), value(segment, 1, 2)))

    def take_place(self, segment: Segment, report: Report) -> None:
        qualifier, code = value(segment, 1), value(segment, 2)
        if qualifier == "147":
            self.stowage_cell = code
            return
        place = place_of(code)
        known = place is not None
        if self.inland is not None:
            if qualifier == codes.DELIVERY and self.place_of_delivery is None and known:
                self.place_of_delivery = place
            return
        if qualifier == codes.ACTIVITY:
            self.place, self.facility = place, facility_of(segment)
            report(f.CODE_NEWER, 1, value=qualifier)
            if not known and code and self.facility is None:
                self.facility = Facility(
                    code, value(segment, 2, 1), value(segment, 2, 2), value(segment, 2, 3)
                )
        elif qualifier == codes.LOADING and known and self.port_of_loading is None:
            self.port_of_loading = place
        elif qualifier == codes.DISCHARGE and known and self.port_of_discharge is None:
            self.port_of_discharge = place
        elif qualifier == codes.DELIVERY and known and self.place_of_delivery is None:
            self.place_of_delivery = place
        elif code or value(segment, 2, 3):
            named = (value(segment, 2, 1), value(segment, 2, 2), value(segment, 2, 3))
            self.other_places.append(OtherPlace(qualifier, code, *named))
        if not known and qualifier in codes.PORTS:
            report(f.PLACE_FORM, 2, value=code)

    def take_measure(self, segment: Segment, report: Report) -> None:
        attribute = value(segment, 2) or value(segment, 1)
        unit, figure = value(segment, 3), value(segment, 3, 1)
        factor = codes.KILOGRAMS.get(unit)
        amount = decimal_of(figure)
        if factor is None:
            report(f.UNIT_UNKNOWN, 3, value=unit)
        elif amount is None:
            report(f.NUMBER_FORM, 3, value=figure)
        else:
            kind = codes.WEIGHTS.get(attribute, attribute)
            self.weights.append(StatedWeight(kind, amount if unit == "KGM" else amount * factor))
            if attribute in codes.NEWER_WEIGHTS:
                report(f.CODE_NEWER, 2, value=attribute)

    def take_temperature(self, segment: Segment, report: Report) -> None:
        figure, unit = value(segment, 2), value(segment, 2, 1)
        degrees = decimal_of(figure)
        if degrees is None:
            report(f.NUMBER_FORM, 2, value=figure)
        elif unit not in ("CEL", "FAH"):
            report(f.UNIT_UNKNOWN, 2, value=unit)
        else:
            self.temperature = Temperature(degrees, unit)

    def take_seal(self, segment: Segment, report: Report) -> None:
        number, issuer = value(segment, 1), value(segment, 2)
        if number.strip(" -.").upper() in codes.NO_SEAL_NUMBERS:
            report(f.PLACEHOLDER, 1, value=number)
        else:
            self.seals.append(Seal(number, codes.SEAL_SOURCES.get(issuer, issuer), value(segment, 3)))

    def take_text(self, segment: Segment, report: Report) -> None:
        lines = segment[4] if len(segment) > 4 else ()
        while lines and not lines[-1]:
            lines = lines[:-1]
        code = value(segment, 3)
        if lines or code:
            self.free_texts.append(FreeText(value(segment, 1), lines, code))

    def take_danger(self, segment: Segment, report: Report) -> None:
        self.dangerous_goods.append(DangerousGoods(value(segment, 1), value(segment, 2), value(segment, 3)))

    def take_damage(self, segment: Segment, report: Report) -> None:
        self.damages.append(
            Damage(value(segment, 2), value(segment, 3), value(segment, 4), value(segment, 2, 3))
        )

    def take_transport(self, segment: Segment, report: Report) -> None:
        leg = codes.LEGS.get(value(segment, 1))
        if leg is None or self.inland is not None:
            return
        mode = codes.MODES.get(value(segment, 3))
        vehicle = value(segment, 8) or value(segment, 8, 3)
        self.inland = InlandTransport(leg, mode, vehicle, value(segment, 2), carrier_of(segment))

    def take_party(self, segment: Segment, report: Report) -> None:
        if value(segment, 1) == "CF":
            self.operator = party_of(segment)

    def container(self, report: Report) -> ContainerNumber | None:
        if not self.number:
            report(f.CONTAINER_MISSING, 2)
            return None
        container = container_of(self.number)
        if container is None:
            report(f.CONTAINER_FORM, 2, value=self.number)
            return None
        if not container.check_digit_holds:
            report(f.CHECK_DIGIT, 2, value=container, expected=container.expected_check_digit)
        return container


TAKERS: dict[str, Callable[[Box, Segment, Report], None]] = {
    "EQD": Box.take_equipment,
    "RFF": Box.take_reference,
    "TMD": Box.take_terms,
    "DTM": Box.take_time,
    "LOC": Box.take_place,
    "MEA": Box.take_measure,
    "TMP": Box.take_temperature,
    "SEL": Box.take_seal,
    "FTX": Box.take_text,
    "DGS": Box.take_danger,
    "DAM": Box.take_damage,
    "TDT": Box.take_transport,
    "NAD": Box.take_party,
}
