"""A terminal's file: read, kept, and taken in whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.db import transaction

from entrepot.exchange import public as exchange
from entrepot.facts import public as facts
from entrepot.files import public as files
from entrepot.geo import public as geo
from entrepot.ports import formats, models, queries, rules
from entrepot.ports.actions.recording import record, share_with_those_who_may_know
from entrepot.ports.events import TerminalFileRefused, TerminalFileTaken
from entrepot.ports.evidence import Segments
from entrepot.ports.records import FileReport, FileState, ShownFinding
from entrepot.ports.words import FileReading, Finding, PartnerHabits, ReadingContext, Severity
from entrepot.values import HubCode, Refusal, UNLocode
from entrepot.values.references import new_ref
from entrepot.values.refusal import message

MOST_BYTES = files.LIMIT_BYTES
MOST_FINDINGS_KEPT = 500


def receive_file(*, terminal: str, name: str, content: bytes, by: str, at: datetime) -> FileReport:
    """Read a terminal's file and record what it tells.

    A file that is cut, has wrong counts, or reports another port is refused whole: its findings say which segment is
    wrong, and no event of it exists. A file that is marked as a test is read only. The same bytes again change nothing;
    one that was refused is read again, because what was missing may be known now.
    Refuses ports.file_too_large.
    """
    if len(content) > MOST_BYTES:
        raise Refusal(
            "ports.file_too_large",
            message("A file has at most %(most)s bytes; this one has %(size)s. Send it in parts."),
            {"most": MOST_BYTES, "size": len(content)},
            field="file",
            status=413,
        )
    sha256 = hashlib.sha256(content).hexdigest()
    known = queries.find_file_of(terminal, sha256)
    if known is not None and known.taken:
        return known
    port = exchange.this_hub_code()
    reading = formats.read_file(content, _context(port, sha256))
    segments = Segments(content[: reading.given_up_at])
    found = [*reading.findings, *rules.findings_of_place(reading.events, port)]
    with transaction.atomic():
        share_with_those_who_may_know()
        stored_ref = files.store(content, name, at).ref if content else ""
        row, _ = models.TerminalFile.objects.get_or_create(
            terminal=terminal,
            sha256=sha256,
            defaults={
                "ref": new_ref("portfile"),
                "stored_ref": stored_ref,
                "name": name[:200],
                "size_bytes": len(content),
                "state": FileState.REFUSED,
                "received_at": at,
                "received_by": by,
            },
        )
        row = models.TerminalFile.objects.select_for_update(no_key=True).get(pk=row.pk)
        if row.state != FileState.TAKEN:
            _take_in(row, reading, segments, found, port, at)
        return queries.file_words(row)


def _context(port: HubCode, sha256: str) -> ReadingContext:
    return ReadingContext(zone_of=_zone_of, habits=PartnerHabits(place=UNLocode(port)), file_sha256=sha256)


def _zone_of(place: UNLocode) -> tzinfo | None:
    found = geo.find_place(place)
    return ZoneInfo(geo.time_zone(place)) if found is not None else None


def _take_in(
    row: models.TerminalFile,
    reading: FileReading,
    segments: Segments,
    found: Sequence[Finding],
    port: HubCode,
    at: datetime,
) -> None:
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    row.findings_total = len(found)
    row.findings = [
        asdict(ShownFinding.of(finding, segments.at(finding))) for finding in _gravest_first(found)
    ]
    row.containers = sorted({str(one.event.container) for one in reading.events})
    row.events, row.events_new = len(reading.events), 0
    if errors or not reading.accepted:
        row.state = FileState.REFUSED
        row.events = 0
        facts.announce(
            TerminalFileRefused(row.ref, row.terminal, errors), at=at, refs=[row.ref], by=row.received_by
        )
    elif any(interchange.is_test for interchange in reading.interchanges):
        row.state = FileState.TEST
    else:
        row.state = FileState.TAKEN
        row.save()
        row.events_new = record(row, reading.events, segments, port, at)
        facts.announce(
            TerminalFileTaken(row.ref, row.terminal, row.events, row.events_new),
            at=at,
            refs=[row.ref],
            by=row.received_by,
        )
    row.save()


def _gravest_first(found: Sequence[Finding]) -> list[Finding]:
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return sorted(found, key=lambda one: (order[one.severity], one.position.offset))[:MOST_FINDINGS_KEPT]
