"""What ports knows of containers and tells. ContainerEventsRecorded crosses to hubs that may know of the box: it says
what happened, where and on what evidence, and nothing of persons or trucks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entrepot.exchange.words import crosses
from entrepot.facts.words import Event
from entrepot.ports.words import (
    Classifier,
    DocumentFunction,
    EmptyIndicator,
    EventCode,
    Movement,
)
from entrepot.values import ContainerNumber, HubCode, UNLocode


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """Which file says it, so that it can be asked for and compared, and the box's own segments as sent (equipment,
    times, places). segment: number in the file of the first of them."""

    file_sha256: str
    message_kind: str
    message_ref: str
    segment: int
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """One thing that happened to one container, as every hub that may know sees it.

    key: begins with the code of source_hub, the hub at whose port it happened, and is the same for the same report
    however often it comes. withdrawn: "" while the report stands, else "replaced" or "cancelled".
    """

    key: str
    source_hub: HubCode
    container: ContainerNumber
    code: EventCode
    classifier: Classifier
    event_at: datetime
    local_time: str
    local_format: str
    zone: str
    place: UNLocode | None
    facility: str
    vessel_name: str
    vessel_imo: str
    voyage: str
    carrier_code: str
    booking_ref: str
    iso_equipment_code: str
    empty_indicator: EmptyIndicator | None
    movement: Movement | None
    function: DocumentFunction
    document_ref: str
    port_of_loading: UNLocode | None
    port_of_discharge: UNLocode | None
    evidence: EvidenceRef
    withdrawn: str = ""

    @property
    def happened(self) -> bool:
        """Whether it is a report of a deed that stands; a cancellation or a plan is none."""
        return (
            not self.withdrawn
            and self.classifier is Classifier.ACTUAL
            and self.function is not DocumentFunction.CANCEL
        )


@crosses
class ContainerEventsRecorded(Event):
    """Reports are new here, by our terminals or by the hub at whose port it happened. withdrawn: keys of reports that
    were known and do not stand any more."""

    events: tuple[KnownEvent, ...]
    withdrawn: tuple[str, ...] = ()


class TerminalFileTaken(Event):
    """A terminal's file was whole and is taken in."""

    file_ref: str
    terminal: str
    events: int
    events_new: int


class TerminalFileRefused(Event):
    """A terminal's file was not whole or said what it may not; nothing of it was taken."""

    file_ref: str
    terminal: str
    errors: int


class ContainerGranted(Event):
    """A hub may know what happens to a box in this time."""

    container: ContainerNumber
    hub: HubCode
    consignment_ref: str
    since: datetime
    until: datetime
