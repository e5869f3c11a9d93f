"""A folder per terminal that a file transfer can write into: HOME/terminals/<code>/in.

What is read moves to `done` or `refused`, with the findings in a text file beside it. A crash between reading and
moving leaves the file in `in`: it is read again, known by its hash, and moved.
"""

from __future__ import annotations

import logging
import os
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings

from entrepot.ports.actions import receive_file
from entrepot.ports.actions.files import MOST_BYTES
from entrepot.ports.queries import terminals
from entrepot.ports.records import FileReport

log = logging.getLogger(__name__)

# A file that was written to this short a time ago may not be whole yet.
SETTLED_SECONDS = 2.0
MOST_AT_ONCE = 200
_UNFINISHED = (".part", ".tmp", ".filepart")


def folder_of(terminal: str) -> Path:
    return Path(settings.HOME) / "terminals" / terminal


def take_all(*, at: datetime) -> int:
    """Take what lies in the folders of all terminals, oldest first. Returns how many files were moved."""
    moved = 0
    for terminal in terminals():
        folder = folder_of(terminal.code)
        for name in ("in", "done", "refused"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for file in _waiting(folder / "in")[:MOST_AT_ONCE]:
            _take(terminal.code, file, folder, at)
            moved += 1
    return moved


def _waiting(folder: Path) -> list[Path]:
    settled_before = time.time() - SETTLED_SECONDS
    found = []
    for file in folder.iterdir():
        if file.name.startswith(".") or file.name.endswith(_UNFINISHED) or not file.is_file():
            continue
        written = file.stat().st_mtime
        if written <= settled_before:
            found.append((written, file.name, file))
    return [file for _, _, file in sorted(found)]


def _take(terminal: str, file: Path, folder: Path, at: datetime) -> None:
    if file.stat().st_size > MOST_BYTES:
        _move(file, folder / "refused" / file.name, f"error: the file is larger than {MOST_BYTES} bytes\n")
        return
    report = receive_file(
        terminal=terminal, name=file.name, content=file.read_bytes(), by=f"folder {terminal}", at=at
    )
    where = "refused" if report.state == "refused" else "done"
    _move(file, folder / where / f"{report.sha256[:12]}-{file.name}", _text_of(report))
    log.info("%s of %s: %s", file.name, terminal, report.state)


def _move(file: Path, to: Path, findings: str) -> None:
    """The findings first: where the file is, they are too."""
    beside = to.with_name(f"{to.name}.findings.txt")
    scratch = beside.with_name(f".{beside.name}.part")
    scratch.write_text(findings, encoding="utf-8")
    os.replace(scratch, beside)
    os.replace(file, to)


def _text_of(report: FileReport) -> str:
    lines = [
        f"{report.name}: {report.state}, {report.events} events, {report.events_new} of them new",
        f"sha256 {report.sha256}",
    ]
    for finding in report.findings:
        lines.append(str(finding))
        if finding.segment_text:
            lines.append(f"    {finding.segment_text}")
    if report.findings_total > len(report.findings):
        lines.append(f"and {report.findings_total - len(report.findings)} more")
    return "\n".join(lines) + "\n"
