"""How long work waited until it was done. Summed in the worker and written down every few seconds: a row for each
reaction would cost more than the figure is worth, and what a killed worker forgets is some seconds of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from entrepot.facts import models

KEPT_FOR = timedelta(hours=1)
WRITTEN_EVERY_SECONDS = 5.0

_ADD = """
    INSERT INTO facts_lag AS kept (reaction, minute, done, waited_s, longest_s) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (reaction, minute) DO UPDATE SET
        done = kept.done + excluded.done,
        waited_s = kept.waited_s + excluded.waited_s,
        longest_s = greatest(kept.longest_s, excluded.longest_s)
"""


@dataclass(slots=True)
class _Sum:
    done: int = 0
    waited: float = 0.0
    longest: float = 0.0


_sums: dict[str, _Sum] = {}
_written = 0.0


def note(reaction: str, seconds: float) -> None:
    kept = _sums.setdefault(reaction, _Sum())
    kept.done += 1
    kept.waited += seconds
    kept.longest = max(kept.longest, seconds)


def is_time_to_write() -> bool:
    return bool(_sums) and time.monotonic() - _written > WRITTEN_EVERY_SECONDS


def write(at: datetime) -> None:
    """Add what was noted to the sums of this minute, and forget those of an hour ago."""
    global _sums, _written
    noted, _sums, _written = _sums, {}, time.monotonic()
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.executemany(
            _ADD,
            [(name, minute, kept.done, kept.waited, kept.longest) for name, kept in sorted(noted.items())],
        )
    models.Lag.objects.filter(minute__lt=at - KEPT_FOR).delete()
