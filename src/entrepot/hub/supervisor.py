"""Keeps servers and processes of one or more hubs running, and ends them all when told to."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from entrepot.hub.servers.nats import Nats, NatsFailed
from entrepot.hub.servers.postgres import Postgres, PostgresFailed

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process that is started again when it ends before its time."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_file: Path
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    started_at: float = 0.0
    _log: IO[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self.end_group()
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        if self._log is None:
            self._log = self.log_file.open("ab")
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env=dict(self.environment), stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
            preexec_fn=_end_with_parent,
        )  # fmt: skip

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end(self) -> None:
        if self.process is not None and self.is_running:
            self.process.terminate()

    def end_group(self) -> None:
        """End what a killed process left behind: a web server's own workers would go on holding its port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.end_group()
        if self._log is not None:
            self._log.close()
            self._log = None


def _end_with_parent() -> None:
    """In the child: get SIGTERM when the supervisor dies, even by kill -9 (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.setpgrp()


class Supervisor:
    """Starts servers first, then children; `watch` in a thread starts again what has died."""

    def __init__(self) -> None:
        self.postgres: list[Postgres] = []
        self.nats: list[Nats] = []
        self.children: list[Child] = []
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None

    def add(self, *children: Child) -> None:
        for child in children:
            child.start()
            self.children.append(child)

    def watch(self) -> None:
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._watcher.start()

    def _watch(self) -> None:
        while not self._stop.wait(0.2):
            servers: list[Postgres | Nats] = [*self.postgres, *self.nats]
            for server in servers:
                try:
                    if server.pid() is None and not self._stop.is_set():
                        log.warning("starting %s again", type(server).__name__)
                        server.start()
                except (PostgresFailed, NatsFailed) as trouble:
                    log.error("%s", trouble)
            for child in self.children:
                if not child.is_running and not self._stop.is_set():
                    pause = min(0.2 * 2 ** min(child.restarts, 6), 5)
                    if time.monotonic() - child.started_at > pause:
                        child.restarts += 1
                        log.warning("starting %s again", child.name)
                        child.start()

    def stop(self) -> None:
        """End children, then servers. Safe to call twice."""
        self._stop.set()
        if self._watcher:
            self._watcher.join(timeout=30)
        for child in self.children:
            child.end()
        for child in self.children:
            child.wait(8)
        for nats in self.nats:
            nats.stop()
        for postgres in self.postgres:
            postgres.stop()
