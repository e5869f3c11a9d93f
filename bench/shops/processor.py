"""Processor time of whole process trees, from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(*roots: int) -> float:
    """Used so far by these processes and all that descend from them, those that have ended included."""
    ticks, children = _processes()
    waiting, total = list(roots), 0
    while waiting:
        pid = waiting.pop()
        total += ticks.get(pid, 0)
        waiting += children.get(pid, ())
    return total / _TICKS


def _processes() -> tuple[dict[int, int], dict[int, list[int]]]:
    ticks: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for pid, parent, used in _stats(Path("/proc").iterdir()):
        ticks[pid] = used
        children.setdefault(parent, []).append(pid)
    return ticks, children


def _stats(folders: Iterable[Path]) -> Iterable[tuple[int, int, int]]:
    for folder in folders:
        if not folder.name.isdigit():
            continue
        try:
            text = (folder / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        fields = text[text.rindex(")") + 2 :].split()
        # After the name: state, parent, then at 11 to 14 user and system time of itself and of children it waited for.
        yield int(folder.name), int(fields[1]), sum(map(int, fields[11:15]))
