"""Events of a terminal's file into rows, once each; what they replace or cancel falls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection
from django.db.models import Q

from entrepot.ports import models, rules
from entrepot.ports.actions.inserting import insert_new
from entrepot.ports.actions.telling import announce_news, tell_grantees
from entrepot.ports.evidence import Segments
from entrepot.ports.words import ContainerEvent, DocumentFunction, EvidencedEvent
from entrepot.values import HubCode

# One lock for all: a file shares it while its events are recorded, a grant holds it alone while it looks back. So each
# event is either recorded before the grant looks, or finds the grant; never neither.
_KNOWING = 0x706F727473


def share_with_those_who_may_know() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_KNOWING])


def hold_those_who_may_know() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KNOWING])


def record(
    file: models.TerminalFile,
    events: Sequence[EvidencedEvent],
    segments: Segments,
    port: HubCode,
    at: datetime,
) -> int:
    """Write what is not known yet, settle replacements, announce and tell. Returns how many were new."""
    insert_new([_row(file, one, segments, port, at) for one in events])
    new = list(models.ContainerEvent.objects.filter(file=file).defer("body").order_by("id"))
    fell = _settle(new, at)
    for row in new:
        row.withdrawn = fell.pop(row.key, "")
    withdrawn = list(models.ContainerEvent.objects.filter(key__in=list(fell)).defer("body").order_by("id"))
    announce_news(new, withdrawn, at=at)
    tell_grantees(new, withdrawn, at=at)
    return len(new)


def _settle(new: Sequence[models.ContainerEvent], at: datetime) -> dict[str, str]:
    """Mark what the new reports, or reports before them, make fall. Returns those that fell now."""
    related = _related(new)
    reports = [
        rules.Report(
            key=row.key,
            order=row.pk,
            function=DocumentFunction(row.function),
            batch=f"{row.file_id}/{row.message_start}",
            document=f"{row.message_kind.partition(':')[0]} {row.document_ref}" if row.document_ref else "",
            container=row.container,
            code=row.code,
            event_at=row.event_at,
        )
        for row in related
    ]
    standing = {row.key for row in related if not row.withdrawn}
    fell = {key: why for key, why in rules.fallen(reports).items() if key in standing}
    for why in ("replaced", "cancelled"):
        keys = [key for key, reason in fell.items() if reason == why]
        models.ContainerEvent.objects.filter(key__in=keys).update(withdrawn=why, withdrawn_at=at)
    return fell


def _related(new: Sequence[models.ContainerEvent]) -> list[models.ContainerEvent]:
    """The new reports and all that may replace or cancel them, or they those."""
    if not new:
        return []
    terminal = new[0].terminal
    documents = {row.document_ref for row in new if row.document_ref}
    boxes = {row.container for row in new}
    cancelled = {row.container for row in new if row.function == DocumentFunction.CANCEL}
    of_documents = Q(document_ref__in=documents)
    of_cancelled = Q(container__in=cancelled, event_at__in={row.event_at for row in new})
    cancelling = Q(container__in=boxes, function=DocumentFunction.CANCEL)
    rows = models.ContainerEvent.objects.filter(of_documents | of_cancelled | cancelling, terminal=terminal)
    found = {row.pk: row for row in rows.exclude(file=new[0].file_id).defer("body", "segments")}
    found.update({row.pk: row for row in new})
    return [found[pk] for pk in sorted(found)]


def _row(
    file: models.TerminalFile, one: EvidencedEvent, segments: Segments, port: HubCode, at: datetime
) -> models.ContainerEvent:
    event, evidence = one.event, one.evidence
    vessel = event.vessel
    return models.ContainerEvent(
        key=rules.event_key(port, event),
        source_hub=port,
        file=file,
        terminal=file.terminal,
        container=event.container,
        code=event.code,
        classifier=event.classifier,
        event_at=event.event_at,
        local_time=event.local_time[:35],
        local_format=event.local_format[:3],
        zone=event.zone[:64],
        place=event.place or "",
        facility=event.facility.code[:70] if event.facility else "",
        vessel_name=vessel.name[:70] if vessel else "",
        vessel_imo=vessel.imo[:17] if vessel else "",
        voyage=event.voyage[:35],
        carrier_code=event.carrier.code[:35] if event.carrier else "",
        booking_ref=event.booking_ref[:70],
        iso_equipment_code=event.iso_equipment_code[:35],
        empty_indicator=event.empty_indicator or "",
        movement=event.movement or "",
        function=event.function,
        document_ref=event.document_ref[:70],
        port_of_loading=event.port_of_loading or "",
        port_of_discharge=event.port_of_discharge or "",
        body=_body(event),
        file_sha256=evidence.file_sha256,
        message_kind=evidence.message_kind[:70],
        message_ref=evidence.message_ref[:35],
        message_start=evidence.message_start,
        message_end=evidence.message_end,
        start=evidence.start,
        end=evidence.end,
        segment=evidence.segment,
        segments=[text for text in segments.of_box(evidence) if rules.may_leave(text)],
        recorded_at=at,
    )


def _body(event: ContainerEvent) -> object:
    return json.loads(msgspec.json.encode(event, enc_hook=str))
