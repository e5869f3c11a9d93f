"""Events, files and findings in the form that the parts of a page take."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from entrepot.exchange import public as exchange
from entrepot.parties import public as parties
from entrepot.ports.places import place_text, zone_of
from entrepot.ports.queries import Messages, terminals
from entrepot.ports.records import (
    CODE_NAMES,
    Board,
    FileReport,
    FileState,
    KeptEvent,
    ShownFinding,
    ShownSegment,
    Terminal,
)
from entrepot.ports.words import EventCode, Severity
from entrepot.values import UNLocode
from entrepot.values.refusal import message
from entrepot.web import public as web

_TONES = {Severity.ERROR: web.Tone.WRONG, Severity.WARNING: web.Tone.WAITING, Severity.NOTE: web.Tone.PLAIN}

_SEND_WHOLE = message("Ask the sender for the whole file and send it again.")
_MEND_SEGMENT = message("Have this segment corrected and send the file again. Nothing of it was taken.")
_LOOK = message("The file can be taken; somebody should look whether this is right.")
_NOTHING = message("Nothing needs to be done.")
_MENDS = {
    "edifact.cut": _SEND_WHOLE,
    "edifact.unz_missing": _SEND_WHOLE,
    "edifact.unz_count": _SEND_WHOLE,
    "edifact.unt_missing": _SEND_WHOLE,
    "edifact.unt_count": _SEND_WHOLE,
    "edifact.empty": _SEND_WHOLE,
    "edifact.not_edifact": message("Send the EDIFACT file itself, not a table or a letter about it."),
    "ports.other_port": message("Send this report to the hub of the port where it happened."),
}
_OTHERWISE = {Severity.ERROR: _MEND_SEGMENT, Severity.WARNING: _LOOK, Severity.NOTE: _NOTHING}


def findings(report: FileReport) -> list[web.Finding]:
    return [
        web.Finding(
            place=_where(found),
            what=found.segment_text or report.name,
            why=web.message_text(found.message, found.params),
            mend=_(_MENDS.get(found.code, _OTHERWISE[found.severity])),
            tone=_TONES[found.severity],
        )
        for found in report.findings
    ]


def _where(found: ShownFinding) -> str:
    if not found.segment:
        return _("byte %(offset)s") % {"offset": found.offset}
    where = {"segment": found.segment, "tag": found.tag, "offset": found.offset}
    if not found.tag:
        return _("segment %(segment)s, byte %(offset)s") % where
    return _("segment %(segment)s (%(tag)s), byte %(offset)s") % where


def file_status(report: FileReport) -> web.Status:
    tones = {
        FileState.TAKEN: web.Tone.DONE,
        FileState.REFUSED: web.Tone.WRONG,
        FileState.TEST: web.Tone.PLAIN,
    }
    return web.Status(tones[report.state], _(report.state_name))


def terminals_table(registered: Sequence[Terminal]) -> web.Table:
    return web.Table(
        caption=_("Terminals of this port"),
        headings=(_("Terminal's code"), _("Name"), _("Organisation")),
        rows=[
            (
                web.Code(one.code),
                one.name,
                web.Link(parties.get_organisation(one.org_ref).name, "", one.org_ref),
            )
            for one in registered
        ],
    )


def terminal_names() -> dict[str, str]:
    """By code."""
    return {one.code: one.name for one in terminals()}


def files_table(reports: Sequence[FileReport]) -> web.Table:
    names = terminal_names()
    return web.Table(
        caption=_("Files of terminals"),
        headings=(_("Received"), _("File"), _("Terminal"), _("State"), _("Reports"), _("New"), _("Findings")),
        rows=[
            (
                report.received_at,
                web.Link(report.name, reverse("ports:file", args=[report.ref])),
                web.Link(names[report.terminal], "", report.terminal),
                file_status(report),
                report.events,
                report.events_new,
                report.findings_total,
            )
            for report in reports
        ],
        empty=_(
            "No file has come yet. Upload the first one, or let the terminal's system write into its folder."
        ),
    )


def board_table(boards: Sequence[Board], *, asked: str = "") -> web.Table:
    return web.Table(
        caption=_("Ships and gates, the latest first"),
        headings=(
            _("Latest report"),
            _("Vessel and voyage"),
            _("Port"),
            *(_(CODE_NAMES[code]) for code in EventCode),
            _("Containers"),
        ),
        rows=[
            (
                board.latest_at,
                web.Link(_vessel(board), f"{reverse('ports:board')}?{board.query}"),
                UNLocode(board.place),
                *(dict(board.counts).get(code) for code in EventCode),
                board.containers,
            )
            for board in boards
        ],
        empty=_("Nothing was found. Ask for a ship, a voyage, or how a container's number begins.")
        if asked
        else _("No container has been reported yet. Terminals' files appear here as soon as they are taken."),
    )


def _vessel(board: Board) -> str:
    return f"{board.vessel_name} {board.voyage}".strip() or _("without a ship")


def events_table(events: Sequence[KeptEvent], caption: str) -> web.Table:
    hubs = exchange.hub_names(kept.event.source_hub for kept in events)
    return web.Table(
        caption=caption,
        headings=(
            _("When"),
            _("What"),
            _("Container"),
            _("Port"),
            _("Booking"),
            _("Reported by"),
            _("State"),
        ),
        rows=[
            (
                kept.event.event_at,
                _(kept.name),
                web.Link(kept.event.container, reverse("ports:container", args=[kept.event.container])),
                kept.event.place,
                kept.event.booking_ref,
                web.Link(hubs[kept.event.source_hub], "", kept.event.source_hub),
                event_status(kept),
            )
            for kept in events
        ],
        empty=_("Nothing was reported of this ship."),
    )


def event_status(kept: KeptEvent) -> web.Status:
    if kept.event.withdrawn == "replaced":
        return web.Status(web.Tone.PLAIN, _("Replaced by a later report"))
    if kept.event.withdrawn:
        return web.Status(web.Tone.WRONG, _("Taken back"))
    if not kept.event.happened:
        return web.Status(web.Tone.PLAIN, _("Cancellation"))
    return web.Status(web.Tone.DONE, _("Stands"))


def timeline_marks(events: Sequence[KeptEvent]) -> list[web.Mark]:
    """What stands, oldest first."""
    hubs = exchange.hub_names(kept.event.source_hub for kept in events)
    return [
        web.Mark(
            stage=web.Stage.DONE,
            what=_(kept.name),
            place=place_text(kept.event.place),
            place_code=kept.event.place or "",
            at=kept.event.event_at,
            zone=zone_of(kept.event.place),
            source=_("reported by %(hub)s") % {"hub": hubs[kept.event.source_hub]},
            href=f"#{kept.event.key}",
        )
        for kept in events
        if kept.event.happened
    ]


def evidence(kept: KeptEvent, messages: Messages) -> web.Evidence:
    """The message with the box's segments marked, and the numbers by which the sender finds it."""
    event = kept.event
    shown = messages.of(kept)
    raw, start, end = _marked(shown)
    facts = (
        (_("File, SHA-256"), event.evidence.file_sha256),
        (_("Message"), f"{event.evidence.message_kind} {event.evidence.message_ref}".strip()),
        (_("Segment"), str(event.evidence.segment)),
        (_("Report number"), event.document_ref),
        (_("Sent as"), f"{event.local_time} {event.zone}".strip()),
    )
    title = (
        _("The message that says so")
        if kept.file_ref
        else _("What %(hub)s told of its message")
        % {"hub": exchange.hub_names([event.source_hub])[event.source_hub]}
    )
    return web.Evidence(title, raw, start, end, tuple(pair for pair in facts if pair[1]))


def _marked(shown: Sequence[ShownSegment]) -> tuple[str, int, int]:
    """One segment per line; an ellipsis where segments are left out."""
    text, start, end, before = "", 0, 0, 0
    for segment in shown:
        if before and segment.number > before + 1:
            text += "…\n"
        if segment.marked and not end:
            start = len(text)
        text += segment.text + "\n"
        if segment.marked:
            end = len(text)
        before = segment.number
    return text, start, end
