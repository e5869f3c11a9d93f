"""From a message about containers to events, each with the bytes that say so.

CODECO and COARRI differ in what their document codes mean, in which time is the time of the event and in which port
of the voyage is the place of it: `ReportRules` says these three, and the rest is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from entrepot.ports.formats.edifact import codes, equipment, times
from entrepot.ports.formats.edifact import findings as f
from entrepot.ports.formats.edifact.judging import judged
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.formats.edifact.structure import Structure
from entrepot.ports.formats.edifact.syntax import Segment, counts, value
from entrepot.ports.words import (
    Classifier,
    ContainerEvent,
    DocumentFunction,
    EventCode,
    Evidence,
    EvidencedEvent,
    Facility,
    FreeText,
    MessageReading,
    Movement,
    PartnerHabits,
    Party,
    ReadingContext,
    Reference,
    Vessel,
)
from entrepot.values import ContainerNumber, UNLocode

_IMO = re.compile(r"(?:IMO)?(\d{7})")
# After one of these the rest of the message is not there, so nothing more can be said about its content.
_INCOMPLETE = {"edifact.cut", "edifact.unt_missing", "edifact.too_long", "edifact.too_many_segments"}
# A terminal's habit shows in every box; it is said once for each value.
_HABITS = {
    kind.code
    for kind in (
        f.PLACEHOLDER,
        f.CODE_NEWER,
        f.CODE_UNKNOWN,
        f.UNIT_UNKNOWN,
        f.PLACE_FORM,
        f.PLACE_DERIVED,
        f.DIRECTION,
    )
}


@dataclass(frozen=True, slots=True)
class ReportRules:
    """meanings: by directory and association code (UNH 0057), "" for all others of that directory.
    time_qualifiers: DTM 2005 that tells when an event of a kind happens, the better one first. ports: where boxes go on
    or off the ship itself, LOC 3227 of the voyage's port at which they do; empty for what happens on land. classifier:
    a report is of what happened, an order of what is planned."""

    name: str
    structures: Mapping[str, Structure]
    meanings: Mapping[tuple[str, str], Mapping[str, EventCode]]
    time_qualifiers: Mapping[EventCode, tuple[str, ...]]
    ports: Mapping[EventCode, str] = field(default_factory=dict)
    classifier: Classifier = Classifier.ACTUAL

    @property
    def on_ship(self) -> bool:
        return bool(self.ports)

    def meaning(self, message: Message, directory: str, code: str, habits: PartnerHabits) -> EventCode | None:
        for agreed in habits.meanings:
            if (agreed.message_type, agreed.document_code) == (self.name, code):
                return agreed.event
        own = self.meanings.get((directory, message.association), {})
        return own.get(code) or self.meanings.get((directory, ""), {}).get(code)


@dataclass(slots=True)
class _Head:
    """What is said once for all boxes of a message."""

    code: EventCode
    function: DocumentFunction
    document_ref: str
    voyage: str = ""
    vessel: Vessel | None = None
    carrier: Party | None = None
    operator: Party | None = None
    place: UNLocode | None = None
    facility: Facility | None = None
    booking_ref: str = ""
    bill_of_lading_ref: str = ""
    ports: dict[str, UNLocode] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    free_texts: tuple[FreeText, ...] = ()
    times: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_report(message: Message, context: ReadingContext, rules: ReportRules) -> MessageReading:
    """Events of one message, or findings that say why there are none."""
    reading = _Reading(message, context, rules)
    reading.read()
    return judged(message, reading.events, reading.found, context.habits)


class _Reading:
    """One message being read. `index` is the segment at hand, for findings."""

    def __init__(self, message: Message, context: ReadingContext, rules: ReportRules) -> None:
        self.message = message
        self.context = context
        self.habits = context.habits
        self.rules = rules
        self.directory = self.habits.reads_as or message.directory
        self.found = list(message.findings)
        self.events: list[EvidencedEvent] = []
        self.index = 0
        self.reported: set[tuple[str, str, str]] = set()
        self.zones: dict[UNLocode | None, tzinfo | None] = {}
        self.kind, self.ref = message.kind, message.ref
        self.starts = message.starts

    def report(self, kind: f.Kind, element: int = 0, /, **params: str | int) -> None:
        if kind is f.CODE_NEWER:
            if self.directory != "95B":
                return
            params["directory"] = self.directory
        if kind.code in _HABITS:
            key = (kind.code, self.message.tags[self.index], str(params.get("value")))
            if key in self.reported:
                return
            self.reported.add(key)
        self.found.append(kind.at(self.message.position(self.index, element + 1 if element else 0), **params))

    def read(self) -> None:
        if any(one.code in _INCOMPLETE for one in self.found):
            return
        structure = self.rules.structures.get(self.directory)
        if structure is None:
            self.report(f.UNKNOWN_DIRECTORY, 2, kind=self.message.kind, directory=self.directory)
            return
        self.found += structure.check(self.message)
        tags, last = self.message.tags, len(self.message.tags) - 1
        boxes = [index for index, tag in enumerate(tags) if tag == "EQD"]
        head = self._head(self.message.segments[1 : boxes[0] if boxes else last])
        if head is None:
            return
        ends = [*boxes[1:], next((i for i in range(last, 0, -1) if tags[i] == "CNT"), last)]
        for first, end in zip(boxes, ends, strict=False):
            self._box(head, first, max(first + 1, end))
        self._total(len(boxes))

    def _head(self, segments: list[Segment]) -> _Head | None:
        document = next((segment for segment in segments if segment[0][0] == "BGM"), None)
        if document is None:
            self.report(f.DOCUMENT_MISSING, ref=self.message.ref)
            return None
        self.index = 1 + segments.index(document)
        code = self.rules.meaning(self.message, self.directory, value(document, 1), self.habits)
        function = codes.FUNCTIONS.get(value(document, 3))
        if code is None:
            self.report(f.DOCUMENT_CODE, 1, value=value(document, 1), kind=self.message.kind)
        if function is None:
            self.report(f.DOCUMENT_FUNCTION, 3, value=value(document, 3))
        if code is None or function is None:
            return None
        head = _Head(code, function, value(document, 2))
        common = equipment.Box()
        for self.index, segment in enumerate(segments, start=1):
            self._head_segment(head, common, segment)
        self._settle_place(head, common)
        head.references = tuple(common.references)
        head.free_texts = tuple(common.free_texts)
        head.times = common.times
        head.booking_ref, head.bill_of_lading_ref = common.booking_ref, common.bill_of_lading_ref
        return head

    def _head_segment(self, head: _Head, common: equipment.Box, segment: Segment) -> None:
        tag, qualifier = segment[0][0], value(segment, 1)
        if tag == "TDT" and qualifier in (codes.MAIN_LEG, ""):
            head.voyage = value(segment, 2)
            head.carrier = equipment.carrier_of(segment) or head.carrier
            head.vessel = self._vessel(segment)
        elif tag == "RFF" and qualifier == "VON":
            head.voyage = head.voyage or value(segment, 1, 1)
        elif tag == "RFF" and qualifier == "VM":
            head.vessel = _also_known_as(head.vessel, value(segment, 1, 1))
        elif tag == "NAD":
            if qualifier == "CF":
                head.operator = equipment.party_of(segment)
            elif qualifier == "CA" and head.carrier is None:
                head.carrier = equipment.party_of(segment)
        elif tag == "LOC":
            place = equipment.place_of(value(segment, 2))
            if place and qualifier in codes.PORTS:
                head.ports.setdefault(qualifier, place)
            if qualifier == self.rules.ports.get(head.code) and common.facility is None:
                common.facility = equipment.facility_of(segment)
            if qualifier in codes.PORTS:
                common.take_place(segment, self.report)
        elif tag in ("RFF", "FTX", "DTM"):
            equipment.TAKERS[tag](common, segment, self.report)

    def _settle_place(self, head: _Head, common: equipment.Box) -> None:
        head.place, head.facility = common.place, common.facility
        if head.place is None and self.rules.on_ship:
            head.place = head.ports.get(self.rules.ports[head.code])
        if head.place is None and self.habits.place:
            head.place = self.habits.place
            head.facility = head.facility or self.habits.facility

    def _vessel(self, segment: Segment) -> Vessel | None:
        ident, list_code, name = value(segment, 8), value(segment, 8, 1), value(segment, 8, 3)
        imo = _IMO.fullmatch(ident) if list_code != "103" else None
        if imo and not _imo_check_digit_holds(imo[1]):
            self.report(f.IMO_CHECK_DIGIT, 8, value=ident)
        if not ident and not name:
            return None
        return Vessel(imo[1], "", name) if imo else Vessel("", ident, name)

    def _box(self, head: _Head, first: int, end: int) -> None:
        segments = self.message.segments
        box, qualifier = equipment.Box(), value(segments[first], 1)
        report, tags, takers = self.report, self.message.tags, equipment.TAKERS
        for index in range(first, end):
            taker = takers.get(tags[index])
            if taker is not None:
                self.index = index
                taker(box, segments[index], report)
        self.index = first
        if qualifier != "CN":
            self.report(f.NOT_A_CONTAINER, 1, value=qualifier)
            return
        container = box.container(report)
        if container is None:
            return
        if self.rules.on_ship and not self._was_moved(head, box, container):
            return
        place = self._place(head, box)
        if place is None:
            self.report(f.PLACE_MISSING, container=container)
        qualifiers = self.rules.time_qualifiers[head.code]
        given = equipment.first_time(box.times, qualifiers) or equipment.first_time(head.times, qualifiers)
        if given is None:
            self.report(f.TIME_MISSING, container=container)
            return
        instant = self._instant(*given, place, first, end)
        if instant is not None:
            event = self._event(head, box, container, place, given, instant)
            self.events.append(EvidencedEvent(event, self._evidence(first, end)))

    def _was_moved(self, head: _Head, box: equipment.Box, container: ContainerNumber) -> bool:
        """Boxes that stay on board, or that are listed because they were missed, were not taken off or put on."""
        movement = box.movement
        if movement is Movement.REMAINS_ON_BOARD or (box.status and movement is None):
            self.report(f.NO_EVENT, 5, container=container, value=box.status)
            return False
        if (head.code, movement) in codes.UNLIKELY:
            self.report(f.DIRECTION, 5, container=container, value=str(movement), event=head.code)
        return True

    def _place(self, head: _Head, box: equipment.Box) -> UNLocode | None:
        place = box.place or head.place
        if place is None and not self.rules.on_ship and box.movement in codes.HOME_PORTS:
            # What leaves by this port came in by its gate, and what came by it goes out there.
            place = head.ports.get(codes.HOME_PORTS[box.movement])
            if place:
                self.report(f.PLACE_DERIVED, value=place)
        return place

    def _event(
        self,
        head: _Head,
        box: equipment.Box,
        container: ContainerNumber,
        place: UNLocode | None,
        given: tuple[str, str],
        instant: times.Instant,
    ) -> ContainerEvent:
        ports = head.ports if not self.rules.on_ship else {}
        return ContainerEvent(
            code=head.code,
            classifier=self.rules.classifier,
            container=container,
            event_at=instant.at,
            local_time=given[0],
            local_format=given[1],
            zone=instant.zone,
            function=head.function,
            document_ref=head.document_ref,
            iso_equipment_code=box.iso_equipment_code,
            empty_indicator=box.empty_indicator,
            movement=box.movement,
            place=place,
            facility=box.facility or (None if box.place else head.facility),
            vessel=head.vessel,
            voyage=head.voyage,
            carrier=head.carrier,
            operator=box.operator or head.operator,
            booking_ref=box.booking_ref or head.booking_ref,
            bill_of_lading_ref=box.bill_of_lading_ref or head.bill_of_lading_ref,
            references=head.references + tuple(box.references),
            port_of_loading=box.port_of_loading or ports.get(codes.LOADING),
            port_of_discharge=box.port_of_discharge or ports.get(codes.DISCHARGE),
            place_of_delivery=box.place_of_delivery,
            other_places=tuple(box.other_places),
            stowage_cell=box.stowage_cell,
            inland=box.inland,
            seals=tuple(box.seals),
            weights=tuple(box.weights),
            temperature=box.temperature,
            dangerous_goods=tuple(box.dangerous_goods),
            damages=tuple(box.damages),
            free_texts=head.free_texts + tuple(box.free_texts),
            terms=box.terms,
        )

    def _instant(
        self, text: str, format: str, place: UNLocode | None, first: int, end: int
    ) -> times.Instant | None:
        zone = self._zone(place)
        instant = times.read_instant(text, format, zone)
        if instant and not instant.day_only and not instant.twice:
            return instant
        self.index = next((i for i in range(first, end) if self.message.tags[i] == "DTM"), first)
        if instant and instant.day_only:
            self.report(f.DATE_ONLY, 1)
        elif instant:
            self.report(f.LOCAL_TIME_TWICE, 1, value=text)
        elif zone is None and not times.carries_zone(text, format):
            self.report(f.ZONE_UNKNOWN, 1, place=place or "?")
        else:
            self.report(f.TIME_FORM, 1, value=text, format=format)
        return instant

    def _zone(self, place: UNLocode | None) -> tzinfo | None:
        if place not in self.zones:
            known = self.context.zone_of(place) if place else None
            self.zones[place] = self.habits.zone or known
        return self.zones[place]

    def _evidence(self, first: int, end: int) -> Evidence:
        message, starts = self.message, self.starts
        return Evidence(
            self.context.file_sha256,
            self.kind,
            self.ref,
            message.offset,
            starts[-1],
            starts[first],
            starts[end],
            message.first_segment + first,
            "EQD",
        )

    def _total(self, counted: int) -> None:
        for index, segment in enumerate(self.message.segments):
            # 6069: 16 counts the equipment; 1 is a dummy (SMDG).
            if segment[0][0] == "CNT" and value(segment, 1) == "16":
                self.index, stated = index, value(segment, 1, 1)
                if not counts(stated, counted):
                    self.report(f.TOTAL, 1, stated=stated, counted=counted)


def _imo_check_digit_holds(number: str) -> bool:
    """IMO number: the first six digits weigh 7 to 2; the seventh is the last digit of their sum."""
    return sum(
        int(digit) * weight for digit, weight in zip(number, range(7, 1, -1), strict=False)
    ) % 10 == int(number[6])


def _also_known_as(vessel: Vessel | None, ident: str) -> Vessel | None:
    """The vessel with a second identification, where the first left room for it."""
    vessel = vessel or Vessel()
    imo = _IMO.fullmatch(ident)
    if imo and not vessel.imo:
        return Vessel(imo[1], vessel.call_sign, vessel.name)
    if ident and not imo and not vessel.call_sign:
        return Vessel(vessel.imo, ident, vessel.name)
    return vessel if vessel != Vessel() else None
