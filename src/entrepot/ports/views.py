"""Pages of the port: ships and gates, one container with its evidence, terminals' files with their findings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from entrepot.exchange import public as exchange
from entrepot.parties import public as parties
from entrepot.ports import actions, presenting, queries
from entrepot.ports.forms import FileForm, TerminalForm
from entrepot.ports.needs import needs
from entrepot.ports.queries import Sight
from entrepot.ports.records import WHY_REFUSED
from entrepot.values import BadValue, ContainerNumber, Refusal
from entrepot.values.clock import now
from entrepot.web import public as web

# So many messages are shown on a container's page; the others are one click away.
MESSAGES_SHOWN = 8


def _sight(request: HttpRequest) -> Sight:
    """Refuses who has nothing to do with the port as if there were no such page."""
    sight = queries.sight_of(parties.actor_of(request))
    if sight.nothing:
        raise parties.not_found()
    return sight


@parties.sign_in_required
def board(request: HttpRequest) -> HttpResponseBase:
    sight = _sight(request)
    asked = request.GET.get("q", "").strip()
    try:
        return redirect("ports:container", ContainerNumber.parse(asked))
    except BadValue:
        pass
    if "voyage" in request.GET:
        return _voyage(request, sight)
    table = presenting.board_table(queries.board(sight, asked=asked), asked=asked)
    exported = web.export(request, table, "port-board")
    if exported:
        return exported
    at = now()
    refused = queries.refused_reports(limit=20) if sight.everything else []
    hubs = exchange.hub_names(one.origin for one in refused)
    return render(
        request,
        "ports/board.html",
        {
            "needs": list(needs(at=at, sight=sight)),
            "at": at,
            "table": table,
            "asked": asked,
            "refused": [(one, hubs[one.origin], _(WHY_REFUSED[one.why])) for one in refused],
            "may_send": bool(queries.terminals_to_send_as(parties.actor_of(request))),
            "sees_terminals": sight.everything,
        },
    )


def _voyage(request: HttpRequest, sight: Sight) -> HttpResponse:
    vessel, voyage = request.GET.get("vessel", ""), request.GET.get("voyage", "")
    events = queries.events_of_voyage(sight, vessel=vessel, voyage=voyage, place=request.GET.get("place", ""))
    name = f"{vessel} {voyage}".strip() or _("Gate reports without a ship")
    table = presenting.events_table(events, _("Reports, the newest first"))
    return web.export(request, table, "port-events") or render(
        request, "ports/voyage.html", {"name": name, "table": table}
    )


@parties.sign_in_required
def container(request: HttpRequest, number: str) -> HttpResponseBase:
    sight = queries.sight_of(parties.actor_of(request))
    events = queries.timeline(number, sight)
    table = presenting.events_table(events, _("All reports, oldest first"))
    exported = web.export(request, table, f"container-{events[0].event.container}")
    if exported:
        return exported
    kept_messages = queries.Messages()
    newest = events[-MESSAGES_SHOWN:]
    knowing = queries.hubs_that_may_know(events[0].event.container) if sight.everything else []
    hubs = exchange.hub_names(
        [
            *knowing,
            *(kept.event.source_hub for kept in newest),
            *(hub for kept in newest for hub in kept.told),
        ]
    )
    return render(
        request,
        "ports/container.html",
        {
            "number": events[0].event.container,
            "last": events[-1],
            "marks": presenting.timeline_marks(events),
            "table": table,
            "reports": [
                (
                    kept,
                    presenting.event_status(kept),
                    presenting.evidence(kept, kept_messages),
                    hubs[kept.event.source_hub],
                    [hubs[hub] for hub in kept.told],
                )
                for kept in reversed(newest)
            ],
            "earlier": reversed(events[:-MESSAGES_SHOWN]),
            "knowing": [(hubs[hub], hub) for hub in knowing],
        },
    )


@parties.sign_in_required
def evidence(request: HttpRequest, number: str, key: str) -> HttpResponseBase:
    sight = queries.sight_of(parties.actor_of(request))
    kept = queries.get_kept(number, key, sight)
    return render(
        request,
        "ports/evidence.html",
        {
            "kept": kept,
            "status": presenting.event_status(kept),
            "evidence": presenting.evidence(kept, queries.Messages()),
        },
    )


@parties.sign_in_required
def files(request: HttpRequest) -> HttpResponseBase:
    actor = parties.actor_of(request)
    sight = _sight(request)
    terminals = queries.terminals_to_send_as(actor)
    form = FileForm(terminals, request.POST or None, request.FILES or None) if terminals else None
    if request.method == "POST":
        if form is None:
            raise parties.not_found()
        if form.is_valid():
            try:
                report = actions.receive_file(
                    terminal=form.cleaned_data["terminal"],
                    name=form.upload.name or "file.edi",
                    content=form.upload.read(),
                    by=actor.user_ref or "",
                    at=now(),
                )
            except Refusal as refusal:
                web.keep_answers(form, refusal)
            else:
                return redirect("ports:file", report.ref)
    table = presenting.files_table(queries.latest_files(sight))
    exported = web.export(request, table, "terminal-files") if request.method == "GET" else None
    return exported or render(
        request,
        "ports/files.html",
        {"form": form, "table": table},
        status=422 if form is not None and form.errors else 200,
    )


@parties.sign_in_required
def file(request: HttpRequest, ref: str) -> HttpResponseBase:
    report = queries.get_file(ref, queries.sight_of(parties.actor_of(request)))
    return render(
        request,
        "ports/file.html",
        {
            "report": report,
            "terminal": presenting.terminal_names()[report.terminal],
            "status": presenting.file_status(report),
            "findings": presenting.findings(report),
        },
    )


@parties.sign_in_required
def terminals(request: HttpRequest) -> HttpResponseBase:
    """The operator's people see who may send files; an operator registers more."""
    actor = parties.actor_of(request)
    if not queries.sight_of(actor).everything:
        raise parties.not_found()
    may_register = actor.may(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)
    form = TerminalForm(request.POST or None) if may_register else None
    if request.method == "POST":
        if form is None:
            raise parties.not_found()
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = actions.register_terminal(
                    code=given["code"], name=given["name"], org_ref=given["organisation"],
                    by=actor.user_ref or "", at=now(),
                )  # fmt: skip
            except Refusal as refusal:
                web.keep_answers(form, refusal)
            else:
                messages.success(request, _("%(terminal)s is registered.") % {"terminal": made.name})
                return redirect("ports:terminals")
    table = presenting.terminals_table(queries.terminals())
    return web.export(request, table, "terminals") or render(
        request,
        "ports/terminals.html",
        {"form": form, "organisations": parties.organisations() if form else [], "table": table},
        status=422 if form is not None and form.errors else 200,
    )
