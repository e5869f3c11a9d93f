"""A hub on trial, seen from outside: its servers and processes, which a test may kill and start again."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from entrepot.exchange.link.logins_file import write_logins
from entrepot.exchange.words import Login
from entrepot.hub.servers.nats import Nats
from entrepot.hub.servers.place import free_port
from entrepot.hub.servers.postgres import Postgres
from entrepot.values import clock

_PATH = Path(__file__).parents[1]
_PATIENCE_SECONDS = 40


@dataclass
class HubOnTrial:
    home: Path
    code: str
    name: str
    clock_shift_seconds: float = 0
    postgres: Postgres = field(init=False)
    nats: Nats = field(init=False)
    worker: subprocess.Popen[bytes] | None = None
    _desk: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.postgres = Postgres(self.home)
        self.nats = Nats(self.home, f"hub-{self.code}", free_port())

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(_PATH),
            "DJANGO_SETTINGS_MODULE": "hubs_on_trial.settings",
            "ENTREPOT_HOME": str(self.home),
            "ENTREPOT_SECRET": f"only-for-trials-{self.code}-only-for-trials-only-for-trials",
            "ENTREPOT_SITE_URL": f"http://{self.code.lower()}.localhost:8000",
            "DATABASE_URL": self.postgres.url("hub"),
            "NATS_URL": self.nats.url,
            "ENTREPOT_NATS_FOLDER": str(self.home),
            clock.VARIABLE: str(self.home / "clock"),
        }

    def start(self) -> None:
        """Servers, database, profile and keys; the worker is started apart."""
        (self.home / "clock").write_text(str(self.clock_shift_seconds))
        self.postgres.start()
        self.postgres.create_database("hub")
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--skip-checks", "-v", "0"],
            env=self.environment,
            check=True,
        )
        self.ask("set_up", code=self.code, name=self.name)
        write_logins(self.home, [Login(*login) for login in self.ask("logins")])
        self.start_nats()

    def start_nats(self) -> None:
        with warnings.catch_warnings():
            # The server is meant to outlive the Popen that started it.
            warnings.simplefilter("ignore", ResourceWarning)
            self.nats.start()

    def start_worker(self) -> None:
        log = (self.home / "worker.log").open("ab")
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "hubs_on_trial.process", "worker"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        log.close()

    def end_worker(self, number: int = signal.SIGTERM) -> None:
        if self.worker is not None:
            self.worker.send_signal(number)
            self.worker.wait(_PATIENCE_SECONDS)
            self.worker = None

    def kill_nats(self) -> None:
        pid = self.nats.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self._until_gone(pid)

    def kill_postgres(self) -> None:
        """The postmaster itself; its children find out and end."""
        pid = self.postgres.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self._until_gone(pid)

    def ask(self, method: str, **arguments: Any) -> Any:
        """Have the desk do something; its answer."""
        if self._desk is None:
            self._desk = subprocess.Popen(
                [sys.executable, "-m", "hubs_on_trial.process", "desk"],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._desk.stdin is not None
        assert self._desk.stdout is not None
        self._desk.stdin.write(json.dumps([method, arguments]) + "\n")
        self._desk.stdin.flush()
        result, answer = json.loads(self._desk.stdout.readline())
        if result != "ok":
            raise AssertionError(f"{self.code} could not {method}: {answer}")
        return answer

    def wait_until(self, condition: Callable[[HubOnTrial], bool], what: str) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not condition(self):
            assert time.monotonic() < deadline, f"{self.code}: {what} did not come\n{self.log()[-4000:]}"
            time.sleep(0.05)

    def log(self) -> str:
        """What the worker said."""
        file = self.home / "worker.log"
        return file.read_text() if file.exists() else ""

    def stop(self) -> None:
        self.end_worker(signal.SIGKILL)
        if self._desk is not None:
            assert self._desk.stdin is not None
            self._desk.stdin.close()
            self._desk.wait(_PATIENCE_SECONDS)
            assert self._desk.stdout is not None
            self._desk.stdout.close()
        self.nats.stop()
        self.postgres.stop(mode="immediate")

    @staticmethod
    def _until_gone(pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            for _ in range(400):
                os.kill(pid, 0)
                time.sleep(0.01)


def join(one: HubOnTrial, other: HubOnTrial) -> None:
    """Each takes the other's card."""
    one.ask("join", card=other.ask("card"))
    other.ask("join", card=one.ask("card"))
