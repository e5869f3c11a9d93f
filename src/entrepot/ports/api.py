"""Terminals' files and container events over the API."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from entrepot.parties import public as parties
from entrepot.ports import actions, queries
from entrepot.ports.actions.files import MOST_BYTES
from entrepot.ports.records import FileReport, KeptEvent
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web

router = Router(tags=["ports"])


class FindingOut(Schema):
    """Where a file is wrong, why, and how to mend it."""

    severity: str
    code: str
    detail: str
    offset: int = Field(description="Bytes from the start of the file.")
    segment: int = Field(description="Number of the segment in the file, from 1; 0 for none.")
    tag: str
    message_ref: str
    segment_text: str


class FileOut(Schema):
    file_ref: str
    terminal: str
    name: str
    sha256: str
    size_bytes: int
    received_at: datetime
    state: str = Field(description="taken, refused or test")
    events: int = Field(description="Reports in the file; none if it is refused.")
    events_new: int = Field(description="Those that were not known before.")
    containers: list[str]
    findings: list[FindingOut]
    findings_total: int


class EvidenceOut(Schema):
    """Which bytes say so. segments: the box's own, those that may leave the house."""

    file_sha256: str
    file_ref: str
    message_kind: str
    message_ref: str
    segment: int
    segments: list[str]


class ContainerEventOut(Schema):
    key: str
    source_hub: str
    container: str
    event: str = Field(description="DCSA equipmentEventTypeCode: GTIN, LOAD, DISC, GTOT")
    classifier: str
    event_at: datetime
    local_time: str
    zone: str
    place: str | None
    facility: str
    vessel_name: str
    vessel_imo: str
    voyage: str
    carrier_code: str
    booking_ref: str
    iso_equipment_code: str
    empty_indicator: str | None
    movement: str | None
    function: str
    document_ref: str
    withdrawn: str
    recorded_at: datetime
    told: list[str]
    evidence: EvidenceOut


class TerminalIn(Schema):
    code: str = Field(max_length=20)
    name: str = Field(min_length=1, max_length=120)
    org_ref: str = Field(max_length=40)


class TerminalOut(Schema):
    code: str
    name: str
    org_ref: str


@router.post("/ports/files", response={200: FileOut, 201: FileOut, 422: FileOut}, auth=parties.api_auth)
def send_file(request: HttpRequest, file: File[UploadedFile], terminal: Form[str] = "") -> Status[FileOut]:
    """Send an EDIFACT file of a terminal: yours if you name none. 201: taken. 200: known already, nothing changed.
    422: refused whole, with the findings. Sent again, nothing is recorded twice."""
    actor = parties.actor_of(request)
    chosen = queries.terminal_to_send_as(actor, terminal)
    size = file.size or 0
    if size > MOST_BYTES:
        raise Refusal(
            "ports.file_too_large",
            message("A file has at most %(most)s bytes; this one has %(size)s. Send it in parts."),
            {"most": MOST_BYTES, "size": size},
            field="file",
            status=413,
        )
    before = now()
    report = actions.receive_file(
        terminal=chosen.code,
        name=file.name or "file.edi",
        content=file.read(),
        by=actor.user_ref or "",
        at=before,
    )
    if not report.taken and report.state != "test":
        return Status(422, file_out(report))
    return Status(201 if report.received_at >= before else 200, file_out(report))


@router.get("/ports/files/{file_ref}", response=FileOut, auth=parties.api_auth)
def read_file(request: HttpRequest, file_ref: str) -> FileOut:
    return file_out(queries.get_file(file_ref, queries.sight_of(parties.actor_of(request))))


@router.get("/ports/containers/{number}/events", response=list[ContainerEventOut], auth=parties.api_auth)
def container_events(request: HttpRequest, number: str) -> list[ContainerEventOut]:
    """What happened to a box, oldest first. A box that is not yours to see answers like one that was never here."""
    sight = queries.sight_of(parties.actor_of(request))
    return [_event(kept) for kept in queries.timeline(number, sight)]


@router.post("/ports/terminals", response={201: TerminalOut}, auth=parties.api_auth)
def register_terminal(request: HttpRequest, body: TerminalIn) -> Status[TerminalOut]:
    """Let an organisation's port clerks send files as a terminal of this port. For the hub's operator."""
    actor = parties.actor_of(request)
    actor.require(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)
    made = actions.register_terminal(
        code=body.code, name=body.name, org_ref=body.org_ref, at=now(), by=actor.user_ref or ""
    )
    return Status(201, TerminalOut(code=made.code, name=made.name, org_ref=made.org_ref))


def file_out(report: FileReport) -> FileOut:
    return FileOut(
        file_ref=report.ref,
        terminal=report.terminal,
        name=report.name,
        sha256=report.sha256,
        size_bytes=report.size_bytes,
        received_at=report.received_at,
        state=report.state.value,
        events=report.events,
        events_new=report.events_new,
        containers=list(report.containers),
        findings=[
            FindingOut(
                severity=found.severity.value,
                code=found.code,
                detail=web.message_text(found.message, found.params),
                offset=found.offset,
                segment=found.segment,
                tag=found.tag,
                message_ref=found.message_ref,
                segment_text=found.segment_text,
            )
            for found in report.findings
        ],
        findings_total=report.findings_total,
    )


def _event(kept: KeptEvent) -> ContainerEventOut:
    event = kept.event
    return ContainerEventOut(
        key=event.key,
        source_hub=event.source_hub,
        container=event.container,
        event=event.code.value,
        classifier=event.classifier.value,
        event_at=event.event_at,
        local_time=event.local_time,
        zone=event.zone,
        place=event.place,
        facility=event.facility,
        vessel_name=event.vessel_name,
        vessel_imo=event.vessel_imo,
        voyage=event.voyage,
        carrier_code=event.carrier_code,
        booking_ref=event.booking_ref,
        iso_equipment_code=event.iso_equipment_code,
        empty_indicator=event.empty_indicator.value if event.empty_indicator else None,
        movement=event.movement.value if event.movement else None,
        function=event.function.value,
        document_ref=event.document_ref,
        withdrawn=event.withdrawn,
        recorded_at=kept.recorded_at,
        told=list(kept.told),
        evidence=EvidenceOut(
            file_sha256=event.evidence.file_sha256,
            file_ref=kept.file_ref,
            message_kind=event.evidence.message_kind,
            message_ref=event.evidence.message_ref,
            segment=event.evidence.segment,
            segments=list(event.evidence.segments),
        ),
    )
