"""What can be seen of an install without its database: the machine, and the servers that `entrepot serve` keeps."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from entrepot.hub.serving import join
from entrepot.values.refusal import message
from entrepot.web.matters import Matter

LEAST_FREE_BYTES = 2 * 1024**3


def machine() -> Iterator[Matter]:
    home = Path(os.environ.get("ENTREPOT_HOME", "var/serve"))
    existing = next(folder for folder in [home.resolve(), *home.resolve().parents] if folder.exists())
    free = shutil.disk_usage(existing).free
    if free < LEAST_FREE_BYTES:
        yield Matter(
            message("Only %(free)s MB are free where %(home)s lies. PostgreSQL needs at least 2 GB."),
            {"free": free // 1024**2, "home": home},
        )
    if not os.access(existing, os.W_OK):
        yield Matter(
            message(
                "%(folder)s can't be written by you. Choose another folder: entrepot serve --home FOLDER."
            ),
            {"folder": existing},
        )


def embedded_servers() -> Iterator[Matter]:
    """Looks at the servers of the home folder, and puts what the hub's processes read into the environment if its
    database can be asked."""
    home = Path(os.environ.get("ENTREPOT_HOME", "var/serve")).resolve()
    if not (home / "ports.json").exists():
        yield Matter(
            message("There is no hub in %(home)s yet. Start one with: make serve"),
            {"home": home},
            needs_person=False,
        )
        return
    install = join(home)
    if install is None:
        yield Matter(
            message("The hub is not running: its PostgreSQL is down. Start it with: make serve"),
            needs_person=False,
        )
        return
    if install.nats and install.nats.pid() is None:
        yield Matter(
            message(
                "NATS is down: partner hubs hear nothing. The supervisor starts it again; see nats/server.log."
            )
        )
