"""From events back to the segments of a message about containers: what `container_report` reads, it gives again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from zoneinfo import ZoneInfo

from entrepot.ports.formats.edifact import codes, times
from entrepot.ports.formats.edifact.container_report import ReportRules
from entrepot.ports.formats.edifact.writing import Element, Outgoing, number, segment
from entrepot.ports.words import (
    ContainerEvent,
    DocumentFunction,
    EventCode,
    Facility,
    Movement,
    Party,
    Vessel,
)
from entrepot.values import UNLocode

Line = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """What events must share to stand in one message."""

    code: EventCode
    function: DocumentFunction
    document_ref: str
    vessel: Vessel | None
    voyage: str
    carrier: Party | None
    operator: Party | None
    place: UNLocode | None
    facility: Facility | None


def write_reports(
    events: Sequence[ContainerEvent], rules: ReportRules, *, sender: str, directory: str, association: str
) -> tuple[Outgoing, ...]:
    """Messages for events in their order; a new message wherever ship, place, party or document changes.

    Raises ValueError for an event that this kind of message cannot tell, or a directory that it doesn't have.
    """
    if directory not in rules.structures:
        raise ValueError(f"{rules.name} is not written by directory {directory}")
    kind = ":".join(filter(None, (rules.name, "D", directory, "UN", association)))
    return tuple(
        Outgoing(kind, tuple(_message(head, list(boxes), rules, directory, association, sender)))
        for head, boxes in groupby(events, key=_head_of)
    )


def _head_of(event: ContainerEvent) -> _Head:
    return _Head(
        event.code,
        event.function,
        event.document_ref,
        event.vessel,
        event.voyage,
        event.carrier,
        event.operator,
        event.place,
        event.facility,
    )


def _message(
    head: _Head,
    events: list[ContainerEvent],
    rules: ReportRules,
    directory: str,
    association: str,
    sender: str,
) -> Iterable[Line]:
    meanings = rules.meanings.get((directory, association)) or rules.meanings[directory, ""]
    document = next((code for code, meaning in meanings.items() if meaning is head.code), None)
    if document is None:
        raise ValueError(f"{rules.name} does not tell of {head.code}")
    yield segment("BGM", document, head.document_ref, codes.FUNCTION_CODES[head.function])
    if rules.on_ship or head.vessel or head.voyage or head.carrier:
        yield from _voyage(head)
    place = _place(rules.ports.get(head.code, codes.ACTIVITY), head)
    if place and rules.on_ship:
        yield place
    if head.operator:
        yield segment("NAD", "CF", _party(head.operator), "", head.operator.name)
    else:
        yield segment("NAD", "MS", (sender, "160", "ZZZ"))
    for event in events:
        if event.classifier is not rules.classifier:
            raise ValueError(f"{rules.name} tells of {rules.classifier} events, not of {event.classifier}")
        if rules.on_ship and event.movement is Movement.REMAINS_ON_BOARD:
            raise ValueError(f"{rules.name} does not tell of boxes that stay on board")
        yield from _box(event, None if rules.on_ship else place, rules)
    yield segment("CNT", ("16", str(len(events))))


def _voyage(head: _Head) -> Iterable[Line]:
    vessel = head.vessel or Vessel()
    carrier: Element = (*_party(head.carrier), head.carrier.name) if head.carrier else ""
    ident: Element = (vessel.call_sign, "103", "", vessel.name)
    if vessel.imo:
        ident = (vessel.imo, "146", "11", vessel.name)
    elif not vessel.call_sign:
        ident = ("", "", "", vessel.name)
    yield segment("TDT", codes.MAIN_LEG, head.voyage, "1", "", carrier, "", "", ident)
    if vessel.imo and vessel.call_sign:
        yield segment("RFF", ("VM", vessel.call_sign))


def _place(qualifier: str, head: _Head) -> Line | None:
    if head.place is None and head.facility is None:
        return None
    terminal: Element = ""
    if head.facility:
        terminal = (head.facility.code, head.facility.code_list, head.facility.agency, head.facility.name)
    return segment("LOC", qualifier, (head.place or "", "139", "6") if head.place else "", terminal)


def _party(party: Party) -> tuple[str, str, str]:
    return (party.code, party.code_list, party.agency)


def _box(event: ContainerEvent, place: Line | None, rules: ReportRules) -> Iterable[Line]:
    status = codes.MOVEMENT_CODES[event.movement] if event.movement else ""
    fullness = codes.FULLNESS_CODES[event.empty_indicator] if event.empty_indicator else ""
    size: Element = (event.iso_equipment_code, "102", "5") if event.iso_equipment_code else ""
    yield segment("EQD", "CN", str(event.container), size, "", status, fullness)
    yield from _references(event)
    if event.terms:
        yield segment("TMD", event.terms)
    yield segment("DTM", (rules.time_qualifiers[event.code][0], *_time(event)))
    yield from _places(event, place)
    for weight in event.weights:
        kind = codes.WEIGHT_CODES.get(weight.kind, weight.kind)  # type: ignore[call-overload]
        yield segment("MEA", "AAE", kind, ("KGM", number(weight.kg)))
    if event.temperature:
        yield segment("TMP", "2", (number(event.temperature.degrees), event.temperature.unit))
    for seal in event.seals:
        yield segment(
            "SEL", seal.number, codes.SEAL_SOURCE_CODES.get(seal.source, seal.source), seal.condition
        )
    for text in event.free_texts:
        yield segment("FTX", text.subject, "", text.code, text.lines)
    for goods in event.dangerous_goods:
        yield segment("DGS", goods.regulation, goods.hazard_class, goods.un_number)
    for damage in event.damages:
        yield segment(
            "DAM", "1", (damage.type, "ZZZ", "", damage.note), (damage.area, "ZZZ"), (damage.severity, "ZZZ")
        )
    yield from _inland(event)


def _references(event: ContainerEvent) -> Iterable[Line]:
    if event.booking_ref:
        yield segment("RFF", ("BN", event.booking_ref))
    if event.bill_of_lading_ref:
        yield segment("RFF", ("BM", event.bill_of_lading_ref))
    for reference in event.references:
        yield segment("RFF", (reference.qualifier, reference.number))


def _time(event: ContainerEvent) -> tuple[str, str]:
    """The digits as they came; else those of the zone that the event names, if it has a place to be read back at."""
    if event.local_time and (event.place or times.carries_zone(event.local_time, event.local_format)):
        return event.local_time, event.local_format
    if event.place and event.zone:
        return times.write_local(event.event_at, ZoneInfo(event.zone))
    return times.write_utc(event.event_at.astimezone(UTC))


def _places(event: ContainerEvent, place: Line | None) -> Iterable[Line]:
    if event.stowage_cell:
        yield segment("LOC", "147", (event.stowage_cell, "", "5"))
    for qualifier, port in (
        (codes.LOADING, event.port_of_loading),
        (codes.DISCHARGE, event.port_of_discharge),
        (codes.DELIVERY, event.place_of_delivery),
    ):
        if port:
            yield segment("LOC", qualifier, (str(port), "139", "6"))
    for other in event.other_places:
        yield segment("LOC", other.qualifier, (other.code, other.code_list, other.agency, other.name))
    if place:
        yield place


def _inland(event: ContainerEvent) -> Iterable[Line]:
    inland = event.inland
    if inland is None:
        return
    mode = codes.MODE_CODES[inland.mode] if inland.mode else ""
    carrier: Element = (*_party(inland.carrier), inland.carrier.name) if inland.carrier else ""
    vehicle: Element = (inland.vehicle, "146") if inland.vehicle else ""
    yield segment("TDT", codes.LEG_CODES[inland.leg], inland.journey, mode, "", carrier, "", "", vehicle)
