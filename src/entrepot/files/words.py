"""What files speaks of: stored bytes, known by their hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entrepot.values import Refusal
from entrepot.values.refusal import message


@dataclass(frozen=True, slots=True)
class FileRef:
    """Bytes in the store. The same bytes under another name are another ref with the same `sha256`."""

    ref: str
    sha256: str
    size_bytes: int
    name: str
    media_type: str
    stored_at: datetime


def too_large(limit_bytes: int) -> Refusal:
    return Refusal(
        "files.too_large",
        message("This file is larger than %(limit)s MB. Send it in parts."),
        {"limit": limit_bytes // (1024 * 1024)},
        field="file",
        status=413,
    )


def empty_file() -> Refusal:
    return Refusal("files.empty", message("This file has nothing in it."), field="file", status=422)


def no_such_file(ref: str) -> Refusal:
    return Refusal("files.not_found", message("There is no file %(ref)s here."), {"ref": ref}, status=404)


class BytesLost(RuntimeError):
    """The database knows a file that the folder does not hold, or holds with other bytes. The disk needs a look."""
