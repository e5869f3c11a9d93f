"""The one clock. Only the edge (views, API, command line, workers) asks it; actions are told the time.

A demo hub runs on a clock that was set: ENTREPOT_CLOCK_FILE names a file with the seconds to add to the real time,
shared by all processes of the demo and moved by the one who tells the story.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

VARIABLE = "ENTREPOT_CLOCK_FILE"


def now() -> datetime:
    """The instant in UTC, shifted if this hub runs on a demo clock."""
    real = datetime.now(UTC)
    file = os.environ.get(VARIABLE)
    if not file:
        return real
    return real + timedelta(seconds=float(Path(file).read_text()))


def set_to(instant: datetime, file: Path) -> None:
    """Move a demo clock: from here on `now` runs on from `instant`."""
    shift = (instant - datetime.now(UTC)).total_seconds()
    scratch = file.with_suffix(".new")
    scratch.write_text(str(shift))
    scratch.rename(file)
