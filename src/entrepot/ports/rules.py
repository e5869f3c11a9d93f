"""Which reports stand, which a hub may make, and who may know: no database, clock or network."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from entrepot.ports.words import ContainerEvent, DocumentFunction, EvidencedEvent, Finding, Position, Severity
from entrepot.values import HubCode, UNLocode
from entrepot.values.refusal import message

# Clocks of terminals are set by people.
AHEAD_AT_MOST = timedelta(hours=26)

_KEY = re.compile("[A-Z]{2}[A-Z2-9]{3}-[0-9a-f]{48}")

# Segments of a box that may leave the house as evidence; the others can hold texts about persons and trucks.
_MAY_LEAVE = re.compile(r"(?:EQD|DTM|LOC\+(?:9|11|165))\b")


def event_key(hub: HubCode, event: ContainerEvent) -> str:
    """The same report has the same key, whichever file it comes in and however often."""
    body = msgspec.json.encode(event, enc_hook=str)
    return f"{hub}-{hashlib.sha256(body).hexdigest()[:48]}"


def is_key_of(hub: HubCode, key: str) -> bool:
    return _KEY.fullmatch(key) is not None and key.startswith(f"{hub}-")


def may_leave(segment: str) -> bool:
    """Whether a segment can be told to another hub as evidence."""
    return _MAY_LEAVE.match(segment) is not None


def why_refused(
    *,
    origin: HubCode,
    key: str,
    source_hub: HubCode,
    place: UNLocode | None,
    event_at: datetime,
    told_at: datetime,
) -> str:
    """Why a partner's report is not taken, "" if it is. A hub speaks for its own port and nobody else's."""
    if source_hub != origin:
        return "other_hub"
    if not is_key_of(origin, key):
        return "malformed"
    if place != origin:
        return "other_port"
    if event_at > told_at + AHEAD_AT_MOST:
        return "future"
    return ""


def findings_of_place(events: Iterable[EvidencedEvent], port: UNLocode) -> list[Finding]:
    """A terminal reports what happened at its own port only."""
    return [
        Finding(
            Severity.ERROR,
            "ports.other_port",
            message(
                "%(container)s at segment %(segment)s (%(tag)s): it happened at %(place)s, "
                "but this terminal is at %(port)s."
            ),
            Position(
                one.evidence.start,
                one.evidence.segment,
                tag=one.evidence.tag,
                message_ref=one.evidence.message_ref,
            ),
            {
                "container": str(one.event.container),
                "segment": one.evidence.segment,
                "tag": one.evidence.tag,
                "place": str(one.event.place or "?"),
                "port": str(port),
            },
        )
        for one in events
        if one.event.place != port
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """One report among those that may replace or cancel each other. order: a later one has a higher number.
    batch: the message it came in. document: the report's own number at its sender, "" if it has none."""

    key: str
    order: int
    function: DocumentFunction
    batch: str
    document: str
    container: str
    code: str
    event_at: datetime


def fallen(reports: Collection[Report]) -> dict[str, str]:
    """Keys of reports that do not stand, and whether they were "replaced" or "cancelled".

    A replacement takes the place of the whole document before it, so of two the later counts, and an original that
    arrives late is replaced already. A cancellation takes back the same box's same event: of the same document, or,
    where its sender gives each message a new number, at the same instant. A later replacement stands again.
    """
    newest: dict[str, Report] = {}
    cancels: defaultdict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        if report.function is DocumentFunction.REPLACE and report.document:
            known = newest.get(report.document)
            if known is None or report.order > known.order:
                newest[report.document] = report
        elif report.function is DocumentFunction.CANCEL:
            cancels[report.container, report.code].append(report)
    result: dict[str, str] = {}
    for report in reports:
        if report.function is DocumentFunction.CANCEL:
            continue
        replacing = newest.get(report.document) if report.document else None
        if replacing is not None and replacing.batch != report.batch:
            result[report.key] = "replaced"
        elif any(_takes_back(cancel, report) for cancel in cancels.get((report.container, report.code), ())):
            result[report.key] = "cancelled"
    return result


def _takes_back(cancel: Report, report: Report) -> bool:
    """Both are about the same box and the same kind of event."""
    same_document = bool(cancel.document) and cancel.document == report.document
    not_newer = report.function is DocumentFunction.ORIGINAL or report.order < cancel.order
    return not_newer and (same_document or cancel.event_at == report.event_at)


def may_know(
    *, event_at: datetime, event_booking: str, booking_ref: str, since: datetime, until: datetime
) -> bool:
    """Whether a grant covers an event: in its time, and not under another booking than the grant names."""
    same_booking = not booking_ref or event_booking in ("", booking_ref)
    return since <= event_at <= until and same_booking
