"""The words of ports: what happened to a container, on what evidence, and what is wrong with a file that says so.

Codes are those of DCSA Track & Trace 2.2 where DCSA has one, so that an event reads the same whether it came as
CODECO, COARRI or over an API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from entrepot.values import ContainerNumber, UNLocode


class EventCode(StrEnum):
    """DCSA equipmentEventTypeCode, as far as terminals' reports carry it."""

    GATE_IN = "GTIN"
    GATE_OUT = "GTOT"
    LOAD = "LOAD"
    DISCHARGE = "DISC"


class Classifier(StrEnum):
    """DCSA eventClassifierCode."""

    ACTUAL = "ACT"
    PLANNED = "PLN"
    ESTIMATED = "EST"


class EmptyIndicator(StrEnum):
    """DCSA emptyIndicatorCode."""

    EMPTY = "EMPTY"
    LADEN = "LADEN"


class Movement(StrEnum):
    """DCSA movementType, and three more directions that EDIFACT knows (8249)."""

    EXPORT = "EXPORT"
    IMPORT = "IMPORT"
    TRANSSHIPMENT = "TRANSSHIPMENT"
    CONTINENTAL = "CONTINENTAL"
    REMAINS_ON_BOARD = "REMAINS_ON_BOARD"
    SHIFTED = "SHIFTED"


class DocumentFunction(StrEnum):
    """Whether a report is new, corrects or takes back what was said before."""

    ORIGINAL = "ORIGINAL"
    REPLACE = "REPLACE"
    CANCEL = "CANCEL"


class WeightKind(StrEnum):
    GROSS = "GROSS"
    ESTIMATED_GROSS = "ESTIMATED_GROSS"
    VERIFIED_GROSS = "VERIFIED_GROSS"
    TARE = "TARE"


class TransportMode(StrEnum):
    """DCSA modeOfTransport."""

    VESSEL = "VESSEL"
    RAIL = "RAIL"
    TRUCK = "TRUCK"
    BARGE = "BARGE"


class Leg(StrEnum):
    """Where in the journey a means of transport that is not the ship stands (EDIFACT 8051)."""

    INLAND = "INLAND"
    PRE_CARRIAGE = "PRE_CARRIAGE"
    ON_CARRIAGE = "ON_CARRIAGE"


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation by a code. code_list and agency say whose code: ("172", "20") is a carrier code of BIC."""

    code: str
    code_list: str = ""
    agency: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Facility:
    """A terminal or depot by a code. code_list and agency as sent: ("TER", "ZZZ") is a terminal's own code."""

    code: str
    code_list: str = ""
    agency: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Vessel:
    """imo: seven digits as sent, whether or not the check digit holds."""

    imo: str = ""
    call_sign: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A number by its EDIFACT 1153 qualifier: "ABT" is a customs declaration, "RE" a release."""

    qualifier: str
    number: str


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A place that has no field of its own, by its EDIFACT 3227 qualifier: "76" is the original port of loading."""

    qualifier: str
    code: str
    code_list: str = ""
    agency: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """source: DCSA sealSource where it has one for the code sent (CAR, SHI, CUS, TER), else the code as sent.
    condition: EDIFACT 4517 as sent; "1" is in right condition."""

    number: str
    source: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class StatedWeight:
    """kind: a WeightKind, or the EDIFACT 6313 code as sent for a weight that has no word here."""

    kind: str
    kg: Decimal


@dataclass(frozen=True, slots=True)
class Damage:
    """Codes as sent by the terminal; each list is its own."""

    type: str
    area: str = ""
    severity: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DangerousGoods:
    """regulation: "IMD" is the IMDG code."""

    regulation: str = ""
    hazard_class: str = ""
    un_number: str = ""


@dataclass(frozen=True, slots=True)
class Temperature:
    """The temperature at which the cargo travels. unit: "CEL" or "FAH"."""

    degrees: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class FreeText:
    """subject: EDIFACT 4451 ("AAA" is the description of the goods); code as sent with it, if any."""

    subject: str
    lines: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class InlandTransport:
    """The truck, train or barge that brought or fetches the box. vehicle: plate, wagon or barge, as sent."""

    leg: Leg
    mode: TransportMode | None = None
    vehicle: str = ""
    journey: str = ""
    carrier: Party | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerEvent:
    """One thing that happened to one container.

    event_at: the instant, in UTC. local_time, local_format and zone: the digits that were sent, their EDIFACT 2379
    format and the zone in which they were read, because most messages carry none of their own.
    place: where it happened; vessel and voyage: the ship it was on or is meant for.
    document_ref: the report's own number; function: whether it replaces or takes back an earlier one.
    """

    event_type: ClassVar[str] = "EQUIPMENT"

    code: EventCode
    classifier: Classifier
    container: ContainerNumber
    event_at: datetime
    local_time: str = ""
    local_format: str = ""
    zone: str = ""
    function: DocumentFunction = DocumentFunction.ORIGINAL
    document_ref: str = ""
    iso_equipment_code: str = ""
    empty_indicator: EmptyIndicator | None = None
    movement: Movement | None = None
    place: UNLocode | None = None
    facility: Facility | None = None
    vessel: Vessel | None = None
    voyage: str = ""
    carrier: Party | None = None
    operator: Party | None = None
    booking_ref: str = ""
    bill_of_lading_ref: str = ""
    references: tuple[Reference, ...] = ()
    port_of_loading: UNLocode | None = None
    port_of_discharge: UNLocode | None = None
    place_of_delivery: UNLocode | None = None
    other_places: tuple[OtherPlace, ...] = ()
    stowage_cell: str = ""
    inland: InlandTransport | None = None
    seals: tuple[Seal, ...] = ()
    weights: tuple[StatedWeight, ...] = ()
    temperature: Temperature | None = None
    dangerous_goods: tuple[DangerousGoods, ...] = ()
    damages: tuple[Damage, ...] = ()
    free_texts: tuple[FreeText, ...] = ()
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which bytes of which file say it. `start` and `end` are byte offsets of the box's own segments, the end
    exclusive; `message_start` and `message_end` those of the message, whose head holds ship and place.
    segment: number in the file, of the segment `tag` with which the box begins; the first segment is 1."""

    file_sha256: str
    message_kind: str
    message_ref: str
    message_start: int
    message_end: int
    start: int
    end: int
    segment: int
    tag: str


@dataclass(frozen=True, slots=True)
class EvidencedEvent:
    event: ContainerEvent
    evidence: Evidence


class Severity(StrEnum):
    ERROR = "error"  # the message is not taken
    WARNING = "warning"  # taken; somebody should look
    NOTE = "note"  # taken; said for the record


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a file something stands. offset: bytes from the start of the file. segment: number in the file,
    message_segment: number in its message (UNH is 1); 0 where there is none. element counts as CONTRL does, the tag
    being 1, component from 1; 0 is the whole."""

    offset: int
    segment: int = 0
    message_segment: int = 0
    tag: str = ""
    element: int = 0
    component: int = 0
    message_ref: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader noticed. message: an English message id with %(name)s places for params, translated where shown."""

    severity: Severity
    code: str
    message: str
    position: Position
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.severity} {self.code} at byte {self.position.offset}: {self.message % self.params}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a partner means by a document code (BGM 1001) in one kind of message."""

    message_type: str
    document_code: str
    event: EventCode


@dataclass(frozen=True, slots=True)
class Regrade:
    """A finding that weighs more or less for one partner than for others."""

    code: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class PartnerHabits:
    """How one sender departs from the standard, settled with them beforehand.

    meanings: their document codes where they differ. place and facility: where they are, for messages that don't say.
    zone: the zone of their clock, before that of the place. character_set: a Python codec, for a sender who names the
    wrong one. reads_as: the directory to read by ("95B") when they name one that is not known here.
    """

    meanings: tuple[Meaning, ...] = ()
    regrades: tuple[Regrade, ...] = ()
    place: UNLocode | None = None
    facility: Facility | None = None
    zone: tzinfo | None = None
    character_set: str = ""
    reads_as: str = ""


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What a format must be told beside the bytes. zone_of: the clock of a port, None if it is not known."""

    zone_of: Callable[[UNLocode], tzinfo | None]
    habits: PartnerHabits = PartnerHabits()
    file_sha256: str = ""


@dataclass(frozen=True, slots=True)
class MessageReading:
    """One message of a file. kind as sent ("COARRI:D:95B:UN:ITG13"); interchange: number of it in the file, 0 for none.
    Not accepted: there are no events of it, because of an error in it or in the interchange around it."""

    ref: str
    kind: str
    interchange: int
    start: int
    end: int
    accepted: bool
    events: tuple[EvidencedEvent, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class InterchangeReading:
    """One interchange of a file. prepared: date and time as sent. messages: how many arrived. Not accepted: its end is
    missing or doesn't fit its beginning, so nothing shows that it is whole, and none of its messages was taken."""

    number: int
    sender: str
    recipient: str
    control_ref: str
    prepared: str
    is_test: bool
    messages: int
    accepted: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReading:
    """A whole file. file_findings: those outside interchanges. accepted: all of it was taken."""

    file_sha256: str
    messages: tuple[MessageReading, ...]
    interchanges: tuple[InterchangeReading, ...] = ()
    file_findings: tuple[Finding, ...] = ()

    @property
    def events(self) -> tuple[EvidencedEvent, ...]:
        return tuple(event for message in self.messages for event in message.events)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All, in the order of their places."""
        found = list(self.file_findings)
        for interchange in self.interchanges:
            found += interchange.findings
        for message in self.messages:
            found += message.findings
        return tuple(sorted(found, key=lambda one: one.position.offset))

    @property
    def given_up_at(self) -> int | None:
        """Where so much was wrong that the rest was not read; None if the whole file was."""
        stops = (one.position.offset for one in self.file_findings if one.code == "edifact.gave_up")
        return next(stops, None)

    @property
    def accepted(self) -> bool:
        whole = all(found.severity is not Severity.ERROR for found in self.file_findings)
        closed = all(interchange.accepted for interchange in self.interchanges)
        return whole and closed and bool(self.messages) and all(message.accepted for message in self.messages)
