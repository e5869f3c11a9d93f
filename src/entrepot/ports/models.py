"""Terminals' files, the events they tell, and who may know of which box."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from entrepot.ports.records import FileState
from entrepot.ports.words import DocumentFunction, EventCode


class Terminal(models.Model):
    """A terminal that sends files of its own. The hub's operator itself always may, under the hub's code."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    org_ref = models.CharField(max_length=40, db_index=True)
    opened_at = models.DateTimeField()


class TerminalFile(models.Model):
    """A file as a terminal sent it. Its bytes are in `files` under stored_ref, "" for an empty one; the same bytes of
    the same terminal are one file."""

    ref = models.CharField(max_length=40, unique=True)
    terminal = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    stored_ref = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10)
    events = models.PositiveIntegerField(default=0)
    events_new = models.PositiveIntegerField(default=0)
    containers = ArrayField(models.CharField(max_length=11), default=list)
    findings = models.JSONField(default=list)
    findings_total = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["terminal", "sha256"], name="ports_file_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in FileState]), name="ports_file_state"
            ),
            models.CheckConstraint(
                condition=Q(state="taken") | Q(events_new=0), name="ports_only_taken_files_have_events"
            ),
        ]
        indexes = [models.Index(fields=["-received_at", "-id"], name="ports_file_newest")]


class ContainerEvent(models.Model):
    """One report about one box, of our terminals (with its file) or of the hub at whose port it happened.

    key: content of the report; the same report again is the same row. body: everything the report says, for our own.
    """

    key = models.CharField(max_length=54, unique=True)
    source_hub = models.CharField(max_length=5)
    file = models.ForeignKey(TerminalFile, on_delete=models.PROTECT, related_name="+", null=True)
    terminal = models.CharField(max_length=20, default="")
    container = models.CharField(max_length=11)
    code = models.CharField(max_length=4)
    classifier = models.CharField(max_length=3)
    event_at = models.DateTimeField()
    local_time = models.CharField(max_length=35)
    local_format = models.CharField(max_length=3)
    zone = models.CharField(max_length=64)
    place = models.CharField(max_length=5)
    facility = models.CharField(max_length=70)
    vessel_name = models.CharField(max_length=70)
    vessel_imo = models.CharField(max_length=17)
    voyage = models.CharField(max_length=35)
    carrier_code = models.CharField(max_length=35)
    booking_ref = models.CharField(max_length=70)
    iso_equipment_code = models.CharField(max_length=35)
    empty_indicator = models.CharField(max_length=6)
    movement = models.CharField(max_length=20)
    function = models.CharField(max_length=8)
    document_ref = models.CharField(max_length=70)
    port_of_loading = models.CharField(max_length=5)
    port_of_discharge = models.CharField(max_length=5)
    body = models.JSONField(null=True)
    file_sha256 = models.CharField(max_length=64)
    message_kind = models.CharField(max_length=70)
    message_ref = models.CharField(max_length=35)
    message_start = models.PositiveBigIntegerField(null=True)
    message_end = models.PositiveBigIntegerField(null=True)
    start = models.PositiveBigIntegerField(null=True)
    end = models.PositiveBigIntegerField(null=True)
    segment = models.PositiveIntegerField()
    segments = ArrayField(models.TextField(), default=list)
    withdrawn = models.CharField(max_length=10, default="")
    withdrawn_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=[code.value for code in EventCode]), name="ports_event_code"
            ),
            models.CheckConstraint(
                condition=Q(function__in=[function.value for function in DocumentFunction]),
                name="ports_event_function",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn="", withdrawn_at__isnull=True)
                | Q(withdrawn__in=["replaced", "cancelled"], withdrawn_at__isnull=False),
                name="ports_withdrawn_has_instant",
            ),
            models.CheckConstraint(condition=Q(key__startswith=F("source_hub")), name="ports_key_of_its_hub"),
            models.CheckConstraint(
                condition=Q(place=F("source_hub")), name="ports_hub_speaks_for_its_own_port"
            ),
        ]
        indexes = [
            models.Index(fields=["container", "event_at"], name="ports_event_of_box"),
            models.Index(fields=["-event_at", "-id"], name="ports_event_newest"),
            models.Index(
                fields=["terminal", "document_ref"],
                name="ports_event_document",
                condition=~Q(terminal="") & ~Q(document_ref=""),
            ),
            models.Index(
                fields=["container", "code", "event_at"],
                name="ports_event_cancelling",
                condition=Q(function="CANCEL"),
            ),
        ]


class Grant(models.Model):
    """A hub may know what happens to a box of a consignment, in this time."""

    container = models.CharField(max_length=11)
    hub = models.CharField(max_length=5)
    consignment_ref = models.CharField(max_length=40)
    booking_ref = models.CharField(max_length=70, default="")
    since = models.DateTimeField()
    until = models.DateTimeField()
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["container", "hub", "consignment_ref"], name="ports_grant_once"),
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="ports_grant_time"),
        ]


class Told(models.Model):
    """Which hub was told of which report. Nothing is told twice."""

    event = models.ForeignKey(ContainerEvent, on_delete=models.CASCADE, related_name="told")
    hub = models.CharField(max_length=5)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "hub"], name="ports_told_once")]


class RefusedReport(models.Model):
    """What a partner told and we did not take."""

    origin = models.CharField(max_length=5)
    key = models.CharField(max_length=80)
    container = models.CharField(max_length=11)
    place = models.CharField(max_length=5)
    why = models.CharField(max_length=12)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "key", "why"], name="ports_refused_once")]
        indexes = [models.Index(fields=["-told_at"], name="ports_refused_newest")]
