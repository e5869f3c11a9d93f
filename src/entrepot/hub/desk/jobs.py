"""What the worker does: reactions that wait, run late or failed too often, and the chores by the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entrepot.facts import actions, queries
from entrepot.facts.words import REACTIONS, ChoreLine, Job, JobState, Lag
from entrepot.hub.desk.deeds import deed_text
from entrepot.hub.desk.operators import operator
from entrepot.hub.desk.things import Things
from entrepot.parties import public as parties
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web

PER_PAGE = 50
MOST_EXPORTED = 10_000

STATES: Mapping[JobState, tuple[web.Tone, str]] = {
    JobState.PARKED: (web.Tone.WRONG, message("Failed too often")),
    JobState.LATE: (web.Tone.WRONG, message("Late")),
    JobState.AGAIN: (web.Tone.WAITING, message("Is tried again")),
    JobState.WAITING: (web.Tone.MOVING, message("Waits for its turn")),
}

# The reason in a sentence, by the class of the error; what the error itself says stands below it.
_REASONS: Mapping[str, str] = {
    "LookupError": message("No package of this hub does this any more."),
    "Refusal": message("A rule of this hub refused it."),
    "OperationalError": message("The database was away, or took too long."),
    "IntegrityError": message("The database refused what it would have written."),
    **dict.fromkeys(
        ("URLError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "TimeoutError",
         "SMTPException", "SMTPServerDisconnected", "gaierror", "OSError"),
        message("A server that it needs did not answer."),
    ),
}  # fmt: skip
_REASON_OTHERWISE = message(
    "The program stopped at an error of its own. Whoever looks after the hub's software should see it."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as the page shows it. what: the fact in words; things: what the fact is about."""

    job: Job
    what: str
    status: web.Status
    reason: str
    things: tuple[web.Cell, ...]


@parties.sign_in_required
def jobs(request: HttpRequest) -> HttpResponseBase:
    operator(request)
    at = timezone.now()  # work is due by the database's clock
    state = JobState(given) if (given := request.GET.get("state", "")) in set(JobState) else None
    reaction = given if (given := request.GET.get("reaction", "")) in REACTIONS else ""
    rows = queries.jobs(state=state, reaction=reaction, at=at)
    if "export" in request.GET:
        newest = [queries.to_job(row) for row in rows[:MOST_EXPORTED]]
        if file := web.export(request, _table(_shown(newest)), "work"):
            return file
    page = web.paginate(request, web.Lazily(rows, queries.to_job), per_page=PER_PAGE)
    counts = queries.count_jobs(at=at)
    return render(
        request,
        "hub/jobs.html",
        {
            "page": page,
            "jobs": _shown(page.items),
            "states": [(one.value, _(text), counts[one]) for one, (_tone, text) in STATES.items()],
            "state": state or "",
            "reactions": sorted(REACTIONS),
            "reaction": reaction,
            "parked": counts[JobState.PARKED],
            "lags": _lag_table(queries.lags(at=at), at),
            "chores": _chore_table(queries.chores(), at),
        },
    )


@require_POST
@parties.sign_in_required
def try_again(request: HttpRequest, job_id: int) -> HttpResponse:
    actions.try_again(job_id=job_id, by=operator(request), at=now())
    messages.success(request, _("The worker tries it again now. What fails again comes back to this page."))
    return redirect("jobs")


@require_POST
@parties.sign_in_required
def try_all_again(request: HttpRequest) -> HttpResponse:
    """Parked reactions get another go."""
    actions.retry_parked(by=operator(request), at=now())
    messages.success(request, _("The worker tries it again now. What fails again comes back to this page."))
    return redirect("jobs")


@require_POST
@parties.sign_in_required
def let_go(request: HttpRequest, job_id: int) -> HttpResponse:
    actions.let_go(job_id=job_id, by=operator(request), at=now())
    messages.success(request, _("It is let go and will not be done. The audit trail says who decided that."))
    return redirect("jobs")


def reason_text(trouble: str) -> str:
    """In a sentence; "" for what has not failed."""
    return _(_REASONS.get(trouble.partition(":")[0], _REASON_OTHERWISE)) if trouble else ""


def _shown(found: Iterable[Job]) -> list[Shown]:
    listed = list(found)
    things = Things(ref for job in listed for ref in job.fact.refs)
    return [
        Shown(
            job,
            deed_text(job.fact.kind) or job.fact.kind,
            web.Status(STATES[job.state][0], _(STATES[job.state][1])),
            reason_text(job.trouble),
            tuple(things.link(ref) for ref in job.fact.refs[:3]),
        )
        for job in listed
    ]


def _table(found: Iterable[Shown]) -> web.Table:
    return web.Table(
        caption=_("Work that waits"),
        headings=(_("Work"), _("State"), _("What happened"), _("Fact"), _("Due"), _("Tries"), _("Reason"), _("Error")),
        rows=[
            (web.Code(one.job.reaction), one.status, one.what, one.job.fact.id, one.job.due_at, one.job.attempts,
             one.reason, one.job.trouble)
            for one in found
        ],
    )  # fmt: skip


def _lag_table(lines: Iterable[Lag], at: datetime) -> web.Table:
    return web.Table(
        caption=_("How the worker keeps up"),
        headings=(
            _("Work"), _("Waits now"), _("The oldest waits for"), _("Done in the last hour"), _("Waited on average"),
            _("Waited at most"),
        ),
        rows=[
            (
                web.Code(line.reaction),
                line.waiting,
                seconds_text((at - line.oldest_due_at).total_seconds()) if line.oldest_due_at else "",
                line.done,
                seconds_text(line.mean_seconds) if line.done else "",
                seconds_text(line.longest_seconds) if line.done else "",
            )
            for line in lines
        ],
        empty=_("In the last hour there was nothing to do."),
    )  # fmt: skip


def _chore_table(lines: Iterable[ChoreLine], at: datetime) -> web.Table:
    return web.Table(
        caption=_("Chores by the clock"),
        headings=(_("Chore"), _("State"), _("Every"), _("Last run"), _("It took"), _("Next run")),
        rows=[
            (web.Code(line.name), _chore_status(line, at), seconds_text(line.every.total_seconds()), line.began_at,
             seconds_text(line.seconds) if line.began_at else "", line.next_at)
            for line in lines
        ],
    )  # fmt: skip


def _chore_status(line: ChoreLine, at: datetime) -> web.Status:
    if line.next_at is None:
        return web.Status(web.Tone.WAITING, _("Has not run yet"))
    if line.trouble:
        return web.Status(web.Tone.WRONG, reason_text(line.trouble))
    if line.next_at + queries.LATE_AFTER < at:
        return web.Status(web.Tone.WRONG, _("Late"))
    return web.Status(web.Tone.DONE, _("In order"))


def seconds_text(seconds: float) -> str:
    """A duration to three figures, in the unit that suits it."""
    if seconds < 1:
        return _("%(count)s ms") % {"count": web.number_text(round(seconds * 1000))}
    if seconds < 120:
        return _("%(count)s s") % {"count": web.number_text(round(seconds))}
    if seconds < 7200:
        return _("%(count)s min") % {"count": web.number_text(round(seconds / 60))}
    return _("%(count)s h") % {"count": web.number_text(round(seconds / 3600))}
