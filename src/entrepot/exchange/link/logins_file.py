"""The file from which an embedded NATS server takes its logins. Partners come and go while it runs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from pathlib import Path

from entrepot.exchange.words import Login

VARIABLE = "ENTREPOT_NATS_FOLDER"


def write_logins(home: Path, logins: Iterable[Login]) -> None:
    """Write home/nats/logins.conf and have the server there read it again. An unchanged list changes nothing."""
    folder = home / "nats"
    file = folder / "logins.conf"
    text = _text(logins)
    if file.exists() and file.read_text() == text:
        return
    folder.mkdir(parents=True, exist_ok=True)
    scratch = file.with_suffix(".new")
    scratch.write_text(text)
    scratch.rename(file)
    pid = running_server(folder)
    if pid is not None:
        os.kill(pid, signal.SIGHUP)


def _text(logins: Iterable[Login]) -> str:
    users = []
    for login in logins:
        if login.may_publish is None:
            users.append(f'    {{ nkey: "{login.nkey}" }}')
        else:
            subjects = ", ".join(f'"{subject}"' for subject in login.may_publish)
            users.append(
                f'    {{ nkey: "{login.nkey}", permissions: {{ publish: [{subjects}], '
                f'subscribe: ["{login.inbox}.>"] }} }}'
            )
    return "authorization {\n  users: [\n" + ",\n".join(users) + "\n  ]\n}\n"


def running_server(folder: Path) -> int | None:
    """Process id of the server of this folder; None if its pid file is stale."""
    try:
        pid = int((folder / "nats.pid").read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return None
    return pid if str(folder).encode() in command else None
