"""A secret text in a file, made by whichever process comes first and read whole by all of them."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def made_once(file: Path, *, random_bytes: int) -> str:
    """What the file holds. If it is not there it is made, for its owner's eyes only.

    It is written aside and then linked to its name, so nobody ever reads a half-written one, and the first one stays.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=f".{file.name}.") as aside:
            aside.write(secrets.token_urlsafe(random_bytes))
            aside.flush()
            os.fsync(aside.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(aside.name, file)
    return file.read_text().strip()
