"""Reads of facts: timelines, and how far behind the workers are."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Max, Min, Q, QuerySet, Sum, Value, When

from entrepot.facts import models, words
from entrepot.values import HubCode


def timeline(ref: str, *, limit: int = 500) -> list[words.FactLine]:
    """Facts about one thing, oldest first."""
    rows = models.Fact.objects.filter(refs__contains=[ref]).order_by("at", "id")[:limit]
    return [to_line(row) for row in rows]


def latest(kinds: list[type[words.Event]], *, limit: int = 50) -> list[words.FactLine]:
    """The newest facts of these kinds, newest first."""
    rows = models.Fact.objects.filter(kind__in=[kind.kind for kind in kinds]).order_by("-at", "-id")[:limit]
    return [to_line(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What the workers have not done yet."""

    pending: int
    oldest_due_at: datetime | None
    parked: tuple[tuple[str, int, str], ...]  # reaction, fact number, trouble


def backlog() -> Backlog:
    waiting = models.Pending.objects.filter(parked=False)
    first = waiting.order_by("due_at").first()
    parked = models.Pending.objects.filter(parked=True).order_by("id")[:100]
    return Backlog(
        pending=waiting.count(),
        oldest_due_at=first.due_at if first else None,
        parked=tuple((row.reaction, row.fact_id, row.trouble) for row in parked),
    )


def trail(sought: words.Sought, *, before: words.Place | None = None, limit: int) -> list[words.TrailLine]:
    """Facts and notes together, the newest first, from where the last look ended. Each book is read by its index, so that
    the thousandth page costs what the first does."""
    facts = _sought(models.Fact.objects.all(), words.Book.FACT, sought, before)
    notes = _sought(models.Audit.objects.all(), words.Book.NOTE, sought, before)
    if sought.did:
        facts = _of_a_kind(facts, "kind", sought.did)
        notes = _of_a_kind(notes, "did", sought.did)
    if sought.ref:
        facts = facts.filter(refs__contains=[sought.ref])
        notes = notes.alias(things=models.Things("about")).filter(things__contains=[sought.ref])
    lines = [
        *(
            words.TrailLine(
                words.Place(row.at, words.Book.FACT, row.pk), row.by, row.kind, tuple(row.refs), row.origin
            )
            for row in facts.defer("body")[:limit]
        ),
        *(
            words.TrailLine(
                words.Place(row.at, words.Book.NOTE, row.pk), row.by, row.did, tuple(row.about.split())
            )
            for row in notes[:limit]
        ),
    ]
    return sorted(lines, key=lambda line: line.place, reverse=True)[:limit]


def _of_a_kind(rows: QuerySet[Any], column: str, did: str) -> QuerySet[Any]:
    return rows.filter(**{f"{column}__startswith" if did.endswith((".", "_")) else column: did})


def _sought(
    rows: QuerySet[Any], book: words.Book, sought: words.Sought, before: words.Place | None
) -> QuerySet[Any]:
    rows = rows.order_by("-at", "-id")
    if sought.by:
        rows = rows.filter(by=sought.by)
    if sought.since:
        rows = rows.filter(at__gte=sought.since)
    if sought.until:
        rows = rows.filter(at__lt=sought.until)
    if before is None:
        return rows
    if book == before.book:
        return rows.filter(Q(at__lt=before.at) | Q(pk__lt=before.id), at__lte=before.at)
    return rows.filter(**{"at__lte" if book < before.book else "at__lt": before.at})


# What waits longer than this waits for a worker that is not there, or that can't keep up.
LATE_AFTER = timedelta(seconds=30)


def _in_states(at: datetime) -> QuerySet[Any]:
    """Each row with its `state`."""
    return models.Pending.objects.annotate(
        state=Case(
            When(parked=True, then=Value(words.JobState.PARKED.value)),
            When(due_at__lt=at - LATE_AFTER, then=Value(words.JobState.LATE.value)),
            When(attempts__gt=0, then=Value(words.JobState.AGAIN.value)),
            default=Value(words.JobState.WAITING.value),
        )
    )


def jobs(
    *, state: words.JobState | None = None, reaction: str = "", at: datetime
) -> QuerySet[models.Pending]:
    """What waits, the parked first and then by when it is due, for `to_job`."""
    rows = _in_states(at).select_related("fact").order_by("-parked", "due_at", "id")
    if reaction:
        rows = rows.filter(reaction=reaction)
    return rows.filter(state=state) if state else rows


def count_jobs(*, at: datetime) -> Counter[words.JobState]:
    rows = _in_states(at).values_list("state").annotate(Count("pk"))
    return Counter({words.JobState(state): count for state, count in rows})


def to_job(row: Any) -> words.Job:
    """A row of `jobs`."""
    state = words.JobState(row.state)
    return words.Job(row.pk, row.reaction, to_words(row.fact), state, row.due_at, row.attempts, row.trouble)


def lags(*, at: datetime) -> list[words.Lag]:
    """Every reaction that did something in the last hour or has something due, the latest one first."""
    hour = models.Lag.objects.filter(minute__gt=at - timedelta(hours=1))
    done = {
        row["reaction"]: row
        for row in hour.values("reaction").annotate(
            count=Sum("done"), waited=Sum("waited_s"), longest=Max("longest_s")
        )
    }
    due = {
        row["reaction"]: row
        for row in models.Pending.objects.filter(parked=False, due_at__lte=at)
        .values("reaction")
        .annotate(count=Count("pk"), oldest=Min("due_at"))
    }
    lines = [
        words.Lag(
            reaction=name,
            done=done[name]["count"] if name in done else 0,
            mean_seconds=done[name]["waited"] / done[name]["count"] if name in done else 0.0,
            longest_seconds=done[name]["longest"] if name in done else 0.0,
            waiting=due[name]["count"] if name in due else 0,
            oldest_due_at=due[name]["oldest"] if name in due else None,
        )
        for name in sorted({*done, *due})
    ]
    return sorted(lines, key=lambda line: (line.oldest_due_at or at, -line.longest_seconds))


def chores() -> list[words.ChoreLine]:
    """Every chore of this hub by name, with its latest run."""
    runs = {row.chore: row for row in models.ChoreRun.objects.all()}
    return [_chore_line(chore, runs.get(name)) for name, chore in sorted(words.CHORES.items())]


def _chore_line(chore: words.Chore, run: models.ChoreRun | None) -> words.ChoreLine:
    if run is None:
        return words.ChoreLine(chore.name, chore.every, None, 0.0, "")
    seconds = (run.ended_at - run.began_at).total_seconds()
    return words.ChoreLine(chore.name, chore.every, run.began_at, seconds, run.trouble)


def to_words(row: models.Fact) -> words.Fact:
    return words.Fact(
        id=row.pk,
        kind=row.kind,
        at=row.at,
        recorded_at=row.recorded_at,
        origin=HubCode(row.origin) if row.origin else None,
        by=row.by,
        refs=tuple(row.refs),
    )


def to_line(row: models.Fact) -> words.FactLine:
    return words.FactLine(to_words(row), words.decode(row.kind, json.dumps(row.body)))
