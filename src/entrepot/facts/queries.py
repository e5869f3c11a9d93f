"""Reads of facts: timelines, and how far behind the workers are."""

import json
from dataclasses import dataclass
from datetime import datetime

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
