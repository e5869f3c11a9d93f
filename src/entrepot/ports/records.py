"""What ports keeps and shows: terminals, their files with findings, events with the place of their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from entrepot.ports.events import KnownEvent
from entrepot.ports.words import EventCode, Finding, Severity
from entrepot.values import HubCode
from entrepot.values.refusal import message

CODE_NAMES = {
    EventCode.GATE_IN: message("Gate in"),
    EventCode.LOAD: message("Loaded"),
    EventCode.DISCHARGE: message("Discharged"),
    EventCode.GATE_OUT: message("Gate out"),
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """Who may send files for this port. org_ref: the organisation whose port clerks upload them."""

    code: str
    name: str
    org_ref: str


class FileState(StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"
    TEST = "test"  # marked as a test by its sender: read, nothing recorded


FILE_STATE_NAMES = {
    FileState.TAKEN: message("Taken"),
    FileState.REFUSED: message("Refused"),
    FileState.TEST: message("Test, nothing recorded"),
}


SEVERITY_NAMES = {
    Severity.ERROR: message("Error"),
    Severity.WARNING: message("Warning"),
    Severity.NOTE: message("Note"),
}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding as it is kept with its file. segment_text: the segment that it is about, cut if long."""

    severity: Severity
    code: str
    message: str
    params: Mapping[str, str | int]
    offset: int
    segment: int
    tag: str
    message_ref: str
    segment_text: str = ""

    @classmethod
    def of(cls, finding: Finding, segment_text: str = "") -> ShownFinding:
        at = finding.position
        return cls(
            finding.severity,
            finding.code,
            finding.message,
            {
                name: _visible(given) if isinstance(given, str) else given
                for name, given in finding.params.items()
            },
            at.offset,
            at.segment,
            _visible(at.tag),
            _visible(at.message_ref),
            _visible(segment_text),
        )

    @property
    def severity_name(self) -> str:
        return SEVERITY_NAMES[self.severity]

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        where = (
            f"segment {self.segment} ({self.tag}), byte {self.offset}"
            if self.segment
            else f"byte {self.offset}"
        )
        return f"{self.severity}: {self.message % self.params} [{self.code}, {where}]"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file. events: reports in it; events_new: those that were not known before.
    findings_total counts them all, findings holds the first."""

    ref: str
    terminal: str
    name: str
    sha256: str
    size_bytes: int
    received_at: datetime
    received_by: str
    state: FileState
    events: int
    events_new: int
    containers: tuple[str, ...]
    findings: tuple[ShownFinding, ...]
    findings_total: int

    @property
    def state_name(self) -> str:
        return FILE_STATE_NAMES[self.state]

    @property
    def taken(self) -> bool:
        return self.state is FileState.TAKEN


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event with what only this hub holds of it. file_ref: "" for an event that a partner told.
    told: the hubs that were told of it."""

    event: KnownEvent
    recorded_at: datetime
    file_ref: str = ""
    terminal: str = ""
    told: tuple[HubCode, ...] = ()

    @property
    def name(self) -> str:
        return CODE_NAMES[self.event.code]


@dataclass(frozen=True, slots=True)
class ShownSegment:
    """One segment of a message, as sent. marked: it is the box's own, not the message's head or another box's."""

    number: int
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Recent events of one ship on one voyage, or of the gate where there is no ship."""

    vessel_name: str
    voyage: str
    place: str
    latest_at: datetime
    counts: tuple[tuple[EventCode, int], ...]
    containers: int

    @property
    def query(self) -> str:
        """The part of an address that asks for this line's events."""
        return urlencode({"vessel": self.vessel_name, "voyage": self.voyage, "place": self.place})


@dataclass(frozen=True, slots=True)
class RefusedReport:
    """What a partner told and we did not take: it spoke for another's port, or of what can't be."""

    origin: HubCode
    container: str
    place: str
    why: str
    told_at: datetime


def _visible(text: str) -> str:
    """With the sign for NUL in its place: the database keeps no NUL in a text."""
    return text.replace("\0", "\N{SYMBOL FOR NULL}")


WHY_REFUSED = {
    "other_port": message("It speaks for a port that is not its own."),
    "other_hub": message("It speaks in the name of another hub."),
    "future": message("It reports something that has not happened yet."),
    "malformed": message("It does not have the form of a report."),
}
