"""Reads of container events, terminals' files, and what may be seen of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from entrepot.files import public as files
from entrepot.parties import public as parties
from entrepot.ports import models
from entrepot.ports.events import EvidenceRef, KnownEvent
from entrepot.ports.evidence import Segments
from entrepot.ports.records import (
    Board,
    FileReport,
    FileState,
    KeptEvent,
    RefusedReport,
    ShownFinding,
    ShownSegment,
    Terminal,
)
from entrepot.ports.words import (
    Classifier,
    DocumentFunction,
    EmptyIndicator,
    EventCode,
    Movement,
    Severity,
)
from entrepot.values import BadValue, ContainerNumber, HubCode, UNLocode


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may see: everything of this port, or the files and events of some terminals."""

    everything: bool
    terminals: frozenset[str]

    @property
    def nothing(self) -> bool:
        return not self.everything and not self.terminals


def terminals() -> list[Terminal]:
    """The hub's own operator first, under the hub's code; then those that were registered."""
    hub = parties.hub_profile()
    registered = [
        Terminal(row.code, row.name, row.org_ref) for row in models.Terminal.objects.order_by("code")
    ]
    return [Terminal(hub.code, hub.name, hub.operator_org_ref), *registered]


def sight_of(actor: parties.Actor) -> Sight:
    """The operator's people see the whole port; a terminal's clerks what their terminal sent."""
    operator = parties.hub_profile().operator_org_ref
    role = parties.Role
    if actor.may(operator, role.OPERATOR, role.CARRIER, role.PORT_CLERK):
        return Sight(True, frozenset())
    own = models.Terminal.objects.filter(
        org_ref__in=[ref for ref in actor.org_refs if actor.may(ref, role.PORT_CLERK)]
    )
    return Sight(False, frozenset(own.values_list("code", flat=True)))


def terminals_to_send_as(actor: parties.Actor) -> list[Terminal]:
    """An operator may send for every terminal, a port clerk for those of the own organisation."""
    operator = parties.hub_profile().operator_org_ref
    role = parties.Role
    everywhere = actor.may(operator, role.OPERATOR)
    return [one for one in terminals() if everywhere or actor.may(one.org_ref, role.PORT_CLERK)]


def terminal_to_send_as(actor: parties.Actor, code: str = "") -> Terminal:
    """The named one, or the first that this person may send for. Refuses the others as if they were not there."""
    for terminal in terminals_to_send_as(actor):
        if not code or terminal.code == code:
            return terminal
    raise parties.not_found()


def _seen(sight: Sight) -> QuerySet[models.ContainerEvent]:
    rows = models.ContainerEvent.objects.select_related("file").defer("body")
    return rows if sight.everything else rows.filter(terminal__in=sight.terminals)


def container_events(
    container: ContainerNumber, *, since: datetime | None = None, until: datetime | None = None
) -> list[KnownEvent]:
    """What is known of a box, oldest first, with what was withdrawn. For the house itself, whoever asks."""
    rows = models.ContainerEvent.objects.filter(container=container).defer("body")
    if since is not None:
        rows = rows.filter(event_at__gte=since)
    if until is not None:
        rows = rows.filter(event_at__lte=until)
    return [known_event(row) for row in rows.order_by("event_at", "id")]


def count_seen(*, since: datetime, until: datetime) -> int:
    """How many containers this port's terminals reported something of that happened in this time."""
    happened = models.ContainerEvent.objects.filter(
        source_hub=parties.hub_profile().code,
        event_at__range=(since, until),
        classifier=Classifier.ACTUAL,
        withdrawn="",
    ).exclude(function=DocumentFunction.CANCEL)
    return happened.values("container").distinct().count()


def timeline(container: str, sight: Sight) -> list[KeptEvent]:
    """Events of a box that this person may see. Refuses with the same answer a box that was never here, one that is
    not this person's to see, and a text that is no container number."""
    try:
        number = ContainerNumber.parse(container)
    except BadValue:
        raise parties.not_found() from None
    rows = _seen(sight).filter(container=number).prefetch_related("told").order_by("event_at", "id")
    found = [kept_event(row) for row in rows[:2000]]
    if not found:
        raise parties.not_found()
    return found


def get_kept(container: str, key: str, sight: Sight) -> KeptEvent:
    row = _seen(sight).filter(container=container.upper(), key=key).prefetch_related("told").first()
    if row is None:
        raise parties.not_found()
    return kept_event(row)


class Messages:
    """Messages of events, each file read once."""

    def __init__(self) -> None:
        self._files: dict[str, Segments] = {}

    def of(self, kept: KeptEvent) -> list[ShownSegment]:
        """The message of one of our own events, the box's segments marked; of a partner's event, what it told."""
        if not kept.file_ref:
            evidence = kept.event.evidence
            return [ShownSegment(evidence.segment, text, True) for text in evidence.segments]
        row = models.ContainerEvent.objects.select_related("file").get(key=kept.event.key)
        stored = row.file.stored_ref if row.file else ""
        if stored not in self._files:
            self._files[stored] = Segments(files.read(stored))
        return self._files[stored].of_message(
            message_start=row.message_start or 0, start=row.start or 0, end=row.end or 0
        )


def board(sight: Sight, *, asked: str = "", limit: int = 40) -> list[Board]:
    """Recent events by ship and voyage, the latest first. asked: part of a ship's name, a voyage, or how a container's
    number begins."""
    rows = _seen(sight).filter(withdrawn="").exclude(function=DocumentFunction.CANCEL)
    if asked:
        box = "".join(asked.split()).upper()
        rows = rows.filter(
            Q(vessel_name__icontains=asked) | Q(voyage__iexact=asked) | Q(container__startswith=box)
        )
    groups = list(
        rows.values("vessel_name", "voyage", "place")
        .annotate(latest=Max("event_at"), boxes=Count("container", distinct=True))
        .order_by("-latest")[:limit]
    )
    counts: defaultdict[tuple[str, str, str], list[tuple[EventCode, int]]] = defaultdict(list)
    for line in (
        rows.filter(voyage__in=[group["voyage"] for group in groups])
        .values("vessel_name", "voyage", "place", "code")
        .annotate(count=Count("id"))
        .order_by("code")
    ):
        key = (line["vessel_name"], line["voyage"], line["place"])
        counts[key].append((EventCode(line["code"]), line["count"]))
    order = list(EventCode)
    return [
        Board(
            vessel_name=group["vessel_name"],
            voyage=group["voyage"],
            place=group["place"],
            latest_at=group["latest"],
            counts=tuple(
                sorted(
                    counts[group["vessel_name"], group["voyage"], group["place"]],
                    key=lambda pair: order.index(pair[0]),
                )
            ),
            containers=group["boxes"],
        )
        for group in groups
    ]


def events_of_voyage(
    sight: Sight, *, vessel: str, voyage: str, place: str, limit: int = 500
) -> list[KeptEvent]:
    """The newest first."""
    rows = _seen(sight).filter(vessel_name=vessel, voyage=voyage, place=place)
    return [kept_event(row) for row in rows.prefetch_related("told").order_by("-event_at", "-id")[:limit]]


def refused_reports(*, limit: int = 50) -> list[RefusedReport]:
    """What partners told and we did not take, newest first."""
    rows = models.RefusedReport.objects.order_by("-told_at", "-id")[:limit]
    return [
        RefusedReport(HubCode(row.origin), row.container, row.place, row.why, row.told_at) for row in rows
    ]


def find_file_of(terminal: str, sha256: str) -> FileReport | None:
    row = models.TerminalFile.objects.filter(terminal=terminal, sha256=sha256).first()
    return file_words(row) if row else None


def get_file(ref: str, sight: Sight) -> FileReport:
    """Refuses another terminal's file as if it were not there."""
    row = models.TerminalFile.objects.filter(ref=ref).first()
    if row is None or not (sight.everything or row.terminal in sight.terminals):
        raise parties.not_found()
    return file_words(row)


def latest_files(sight: Sight, *, limit: int = 100) -> list[FileReport]:
    rows = models.TerminalFile.objects.order_by("-received_at", "-id")
    if not sight.everything:
        rows = rows.filter(terminal__in=sight.terminals)
    return [file_words(row) for row in rows[:limit]]


def files_to_look_at(*, since: datetime, limit: int = 100) -> list[FileReport]:
    """What was refused or has a warning, received since then, newest first. Somebody looked at it where the same terminal
    sent a file of the same name later that was taken."""
    mended = models.TerminalFile.objects.filter(
        terminal=OuterRef("terminal"), name=OuterRef("name"), state=FileState.TAKEN,
        received_at__gt=OuterRef("received_at"),
    )  # fmt: skip
    warned = Q(state=FileState.TAKEN, findings__contains=[{"severity": Severity.WARNING}])
    rows = models.TerminalFile.objects.filter(Q(state=FileState.REFUSED) | warned, received_at__gte=since)
    return [file_words(row) for row in rows.exclude(Exists(mended)).order_by("-received_at", "-id")[:limit]]


def last_heard(terminals: Iterable[str]) -> dict[str, datetime]:
    """When each of these terminals sent its latest file; those that never did are not in it."""
    rows = models.TerminalFile.objects.filter(terminal__in=list(terminals)).order_by("terminal")
    return dict(rows.values_list("terminal").annotate(Max("received_at")))


def hubs_that_may_know(container: str) -> list[HubCode]:
    rows = models.Grant.objects.filter(container=container).order_by("hub").values_list("hub", flat=True)
    return [HubCode(hub) for hub in rows.distinct()]


def file_words(row: models.TerminalFile) -> FileReport:
    return FileReport(
        ref=row.ref,
        terminal=row.terminal,
        name=row.name,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        received_at=row.received_at,
        received_by=row.received_by,
        state=FileState(row.state),
        events=row.events,
        events_new=row.events_new,
        containers=tuple(row.containers),
        findings=tuple(
            ShownFinding(**{**found, "severity": Severity(found["severity"])}) for found in row.findings
        ),
        findings_total=row.findings_total,
    )


def kept_event(row: models.ContainerEvent) -> KeptEvent:
    return KeptEvent(
        event=known_event(row),
        recorded_at=row.recorded_at,
        file_ref=row.file.ref if row.file else "",
        terminal=row.terminal,
        told=tuple(sorted(HubCode(told.hub) for told in row.told.all())),
    )


def known_event(row: models.ContainerEvent) -> KnownEvent:
    return KnownEvent(
        key=row.key,
        source_hub=HubCode(row.source_hub),
        container=ContainerNumber(row.container),
        code=EventCode(row.code),
        classifier=Classifier(row.classifier),
        event_at=row.event_at,
        local_time=row.local_time,
        local_format=row.local_format,
        zone=row.zone,
        place=_place(row.place),
        facility=row.facility,
        vessel_name=row.vessel_name,
        vessel_imo=row.vessel_imo,
        voyage=row.voyage,
        carrier_code=row.carrier_code,
        booking_ref=row.booking_ref,
        iso_equipment_code=row.iso_equipment_code,
        empty_indicator=EmptyIndicator(row.empty_indicator) if row.empty_indicator else None,
        movement=Movement(row.movement) if row.movement else None,
        function=DocumentFunction(row.function),
        document_ref=row.document_ref,
        port_of_loading=_place(row.port_of_loading),
        port_of_discharge=_place(row.port_of_discharge),
        evidence=EvidenceRef(
            row.file_sha256, row.message_kind, row.message_ref, row.segment, tuple(row.segments)
        ),
        withdrawn=row.withdrawn,
    )


def _place(code: str) -> UNLocode | None:
    return UNLocode(code) if code else None
