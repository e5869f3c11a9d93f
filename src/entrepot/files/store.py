"""Bytes on disk under HOME/files, each file named by its SHA-256. Written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from entrepot.files import rules, words


def _path(sha256: str) -> Path:
    folder, file = rules.place_of(sha256)
    return Path(settings.HOME) / "files" / folder / file


def keep(body: bytes, sha256: str) -> None:
    """Write the bytes unless they are there. A crash leaves either all of them or a scratch file of another name."""
    path = _path(sha256)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    scratch.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def take(sha256: str) -> bytes:
    """The bytes, checked against their name. Raises BytesLost."""
    try:
        body = _path(sha256).read_bytes()
    except FileNotFoundError as error:
        raise words.BytesLost(sha256) from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise words.BytesLost(sha256)
    return body
