"""Names of files as they may be kept and shown. Pure."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath

LONGEST_NAME = 200


def clean_file_name(name: str) -> str:
    """The last part of a path, without control characters; "file" if nothing is left. Never used as a path on disk."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    printable = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", last).strip()
    if len(printable) > LONGEST_NAME:
        suffix = PurePosixPath(printable).suffix[:20]
        printable = printable[: LONGEST_NAME - len(suffix)] + suffix
    return printable or "file"


def place_of(sha256: str) -> tuple[str, str]:
    """Folder and file of these bytes under the store: two letters, so that no folder grows without end."""
    return sha256[:2], sha256[2:]
