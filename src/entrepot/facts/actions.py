"""Announce facts, take in those that partners tell, and do what is pending."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from entrepot.facts import lags, models, queries, words
from entrepot.values import HubCode

log = logging.getLogger(__name__)

CHANNEL = "entrepot_facts"
PARK_AFTER_ATTEMPTS = 12

# The fact, what waits for it, and the notice to the workers if anything does: one question, for most actions announce.
_WRITE = """
    WITH fact AS (
        INSERT INTO facts_fact (kind, body, at, origin, "by", refs)
        VALUES (%s, %s::jsonb, %s, %s, %s, %s::text[]) RETURNING id
    ), pending AS (
        INSERT INTO facts_pending (fact_id, reaction, attempts, trouble, parked)
        SELECT id, unnest(%s::text[]), 0, '', false FROM fact RETURNING id
    )
    SELECT id, (SELECT pg_notify(%s, '') FROM pending LIMIT 1) FROM fact
"""

# The columns of a fact in the order of its fields; its body as the text that it is.
_DUE = """
    SELECT pending.id, pending.reaction,
        fact.id, fact.kind, fact.body, fact.at, fact.recorded_at, fact.origin, fact.by, fact.refs
    FROM facts_pending AS pending JOIN facts_fact AS fact ON fact.id = pending.fact_id
    WHERE NOT pending.parked AND pending.due_at <= statement_timestamp()
    ORDER BY pending.due_at, pending.id LIMIT 1 FOR UPDATE OF pending SKIP LOCKED
"""

_DONE = """
    DELETE FROM facts_pending WHERE id = %s
    RETURNING extract(epoch FROM clock_timestamp() - due_at)::float8
"""


class OutsideTransaction(RuntimeError):
    """A fact is part of the change that it tells of, so it needs that change's transaction."""


def announce(event: words.Event, *, at: datetime, refs: Sequence[str] = (), by: str = "") -> int:
    """Write a fact of our own and what waits for it. Returns its number. Fails outside a transaction."""
    return _write(event, at=at, refs=refs, by=by, origin="")


def receive(event: words.Event, *, origin: HubCode, at: datetime, refs: Sequence[str] = ()) -> int:
    """Write a fact that a partner told; the caller has proved who said it and that it is new."""
    return _write(event, at=at, refs=refs, by=origin, origin=origin)


def receive_many(tellings: Sequence[words.Telling], *, origin: HubCode) -> list[int]:
    """Write facts that a partner told, in this order and in bulk. Returns their numbers, rising."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("receive_many")
    if not tellings:
        return []
    waiting = words.reactions_to_partners()
    pending = False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('facts_fact', 'id')) FROM generate_series(1, %s)",
            [len(tellings)],
        )
        numbers = [row[0] for row in cursor.fetchall()]
        with connection.wrap_database_errors:
            with cursor.copy('COPY facts_fact (id, kind, body, at, origin, "by", refs) FROM STDIN') as copy:
                for number, telling in zip(numbers, tellings, strict=True):
                    body = words.encode(telling.event).decode()
                    kind, at, refs = telling.event.kind, telling.at, list(telling.refs)
                    copy.write_row((number, kind, body, at, origin, origin, refs))
            with cursor.copy(
                "COPY facts_pending (fact_id, reaction, attempts, trouble, parked) FROM STDIN"
            ) as copy:
                for number, telling in zip(numbers, tellings, strict=True):
                    for name in waiting.get(type(telling.event), ()):
                        copy.write_row((number, name, 0, "", False))
                        pending = True
        if pending:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return numbers


def note(*, at: datetime, by: str, did: str, about: str = "") -> None:
    """One line in the audit trail."""
    models.Audit.objects.create(at=at, by=by, did=did, about=about)


def _write(event: words.Event, *, at: datetime, refs: Sequence[str], by: str, origin: str) -> int:
    if not connection.in_atomic_block:
        raise OutsideTransaction(event.kind)
    if at.tzinfo is None:
        raise ValueError("a fact's instant has a zone")
    waiting = [
        reaction.name
        for reaction in words.REACTIONS.values()
        if reaction.event is type(event) and reaction.of_partners == bool(origin)
    ]
    body = words.encode(event).decode()
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [event.kind, body, at, origin, by, list(refs), waiting, CHANNEL])
        number: int = cursor.fetchone()[0]
        return number


def do_next() -> bool:
    """Do one pending reaction, in one transaction with the mark that it is done. False if nothing is due.

    Several workers may call this at once: each takes another row. What fails is tried again with growing pauses and
    parked after PARK_AFTER_ATTEMPTS, where `entrepot doctor` and the operator's desk show it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DUE)
        due = cursor.fetchone()
        if due is None:
            return False
        pending_id, name, *columns = due
        fact = models.Fact(*columns)
        try:
            reaction = words.REACTIONS.get(name)
            if reaction is None:
                raise LookupError(f"no package has the reaction {name}")
            with transaction.atomic():
                reaction.run(words.decode(fact.kind, fact.body), queries.to_words(fact))
        except (
            Exception
        ) as trouble:  # the worker's outermost loop: the row is kept with its trouble, nothing is lost
            _postpone(pending_id, trouble)
        else:
            cursor.execute(_DONE, [pending_id])
            lags.note(name, cursor.fetchone()[0])
    return True


def _postpone(pending_id: int, trouble: Exception) -> None:
    pending = models.Pending.objects.get(pk=pending_id)
    pending.attempts += 1
    pending.trouble = words.trouble_text(trouble)
    pending.parked = pending.attempts >= PARK_AFTER_ATTEMPTS
    pending.due_at = Now() + timedelta(seconds=min(0.2 * 2**pending.attempts, 300))
    pending.save()
    log.warning(
        "%s of fact %s failed, attempt %s%s", pending.reaction, pending.fact_id, pending.attempts,
        ", parked" if pending.parked else "", exc_info=trouble,
    )  # fmt: skip


@transaction.atomic
def retry_parked(*, by: str, at: datetime) -> int:
    """Give every parked reaction another go. Returns how many."""
    count = models.Pending.objects.filter(parked=True).update(parked=False, attempts=0, due_at=Now())
    note(at=at, by=by, did="facts.tried_parked_again", about=str(count))
    return count


@transaction.atomic
def try_again(*, job_id: int, by: str, at: datetime) -> None:
    """Do it now instead of later, or at all if it was parked. Refuses facts.no_job."""
    job = _job(job_id)
    models.Pending.objects.filter(pk=job_id).update(parked=False, attempts=0, due_at=Now())
    note(at=at, by=by, did="facts.tried_again", about=f"{job.reaction} {job.fact_id}")


@transaction.atomic
def let_go(*, job_id: int, by: str, at: datetime) -> None:
    """What a parked reaction would have done is not done, ever. The fact stays. Refuses facts.no_job, also for what is
    not parked: a worker may be at it."""
    job = _job(job_id)
    if not job.parked:
        raise words.no_job()
    job.delete()
    note(at=at, by=by, did="facts.let_go", about=f"{job.reaction} {job.fact_id}")


def _job(job_id: int) -> models.Pending:
    job = models.Pending.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise words.no_job()
    return job
