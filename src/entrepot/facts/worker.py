"""The loop that does what is pending: reactions as soon as they are announced, chores by the clock."""

from __future__ import annotations

import logging
import threading
import time

import psycopg
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from entrepot.facts import lags, models, words
from entrepot.facts.actions import CHANNEL, do_next
from entrepot.values import clock

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 1.0
STOP_HEARD_WITHIN_SECONDS = 0.1


def work(stop: threading.Event) -> None:
    """Run reactions and chores until `stop` is set. A database that goes away is waited for."""
    last_run: dict[str, float] = {}
    while not stop.is_set():
        try:
            close_old_connections()
            _listen()
            while not stop.is_set():
                while not stop.is_set() and do_next():
                    _write_lags()
                _write_lags()
                run_chores(last_run)
                _wait_for_news(stop)
        except (OperationalError, psycopg.OperationalError) as error:
            log.warning("the database is away, trying again: %s", str(error).splitlines()[0])
            connection.close()
            stop.wait(0.5)
    connection.close()


def _write_lags() -> None:
    if lags.is_time_to_write():
        lags.write(timezone.now())


def run_chores(last_run: dict[str, float]) -> None:
    """Run the chores that are due. `last_run` keeps, per chore, the monotonic second of its last run here."""
    for chore in words.CHORES.values():
        if time.monotonic() - last_run.get(chore.name, -1e9) < chore.every.total_seconds():
            continue
        last_run[chore.name] = time.monotonic()
        with _alone(chore.name) as mine:
            if mine:
                _run(chore)


def _run(chore: words.Chore) -> None:
    began_at, trouble = timezone.now(), ""
    try:
        chore.run(clock.now())
    except OperationalError:
        raise
    except Exception as error:  # the worker's outermost loop: one chore's trouble must not stop the others
        trouble = words.trouble_text(error)
        log.exception("the chore %s failed; it is tried again in %s", chore.name, chore.every)
    models.ChoreRun.objects.update_or_create(
        chore=chore.name, defaults={"began_at": began_at, "ended_at": timezone.now(), "trouble": trouble}
    )


class _alone:
    """Holds PostgreSQL's advisory lock of this name for the length of the block, if nobody else does."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [self._name])
            self._mine = bool(cursor.fetchone()[0])
        return self._mine

    def __exit__(self, *_: object) -> None:
        if self._mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [self._name])


def _listen() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")


def _wait_for_news(stop: threading.Event) -> None:
    """Until something is announced, `stop` is set or LONGEST_WAIT_SECONDS are over."""
    raw = connection.connection
    if raw is None or raw.closed:
        raise OperationalError("the connection was lost")
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while not stop.is_set() and time.monotonic() < until:
        if any(True for _ in raw.notifies(timeout=STOP_HEARD_WITHIN_SECONDS, stop_after=1)):
            return
