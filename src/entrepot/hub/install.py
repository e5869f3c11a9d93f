"""One hub on this machine: its folder, addresses, servers, and the processes that make it run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from entrepot.finance.callbacks import SECRET_VARIABLE, derived_secret
from entrepot.hub.servers.nats import Nats
from entrepot.hub.servers.place import free_port
from entrepot.hub.servers.postgres import Postgres
from entrepot.values import clock

SIMULATED = "simulated"


class PrepareFailed(RuntimeError):
    """The hub's database could not be brought up to date; the text carries what the command printed."""


@dataclass(frozen=True)
class Install:
    """home: the hub's folder. host: the name under which browsers reach it on this machine.

    postgres: the embedded server that keeps `database`, or None when `database_url` names one of the user's own.
    public_url: the address under which a reverse proxy shows the hub; "" if browsers come straight to its port.
    acquirer: the address of a payment provider, SIMULATED for the one of the demo, or "" for none.
    web_workers: processes that answer requests, each some 150 MB of memory and four requests at a time.
    """

    home: Path
    host: str
    web_port: int
    nats: Nats | None
    nats_url: str
    acquirer_port: int
    database_url: str
    postgres: Postgres | None = None
    clock_file: Path | None = None
    demo: bool = False
    log_level: str = "INFO"
    public_url: str = ""
    acquirer: str = SIMULATED
    web_workers: int = 1
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def site_url(self) -> str:
        return self.public_url or f"http://{self.host}:{self.web_port}"

    @property
    def simulates_payments(self) -> bool:
        return self.acquirer == SIMULATED

    @property
    def environment(self) -> dict[str, str]:
        """What this hub's processes read (see settings.py)."""
        given = {
            "DJANGO_SETTINGS_MODULE": "entrepot.hub.settings",
            "ENTREPOT_HOME": str(self.home),
            "ENTREPOT_SITE_URL": self.site_url,
            "ENTREPOT_ALLOWED_HOSTS": f"127.0.0.1,localhost,{os.environ.get('ENTREPOT_ALLOWED_HOSTS', '')}",
            "DATABASE_URL": self.database_url,
            "NATS_URL": self.nats_url,
            "ENTREPOT_ACQUIRER_URL": (
                f"http://127.0.0.1:{self.acquirer_port}" if self.simulates_payments else self.acquirer
            ),
            "ENTREPOT_ACQUIRER_SIMULATED": "1" if self.simulates_payments else "0",
            "ENTREPOT_DEMO": "1" if self.demo else "0",
            "ENTREPOT_LOG_LEVEL": self.log_level,
            "PYTHONUNBUFFERED": "1",
            **self.extra,
        }
        if self.nats:
            given["ENTREPOT_NATS_FOLDER"] = str(self.nats.home)
        if self.clock_file:
            given[clock.VARIABLE] = str(self.clock_file)
        kept = self.home / "secret"
        secret = os.environ.get("ENTREPOT_SECRET") or (kept.read_text() if kept.exists() else "")
        if secret:
            given[SECRET_VARIABLE] = derived_secret(secret)
        return {**os.environ, **given}

    def run(self, *arguments: str) -> str:
        """One command of this hub to its end; returns what it printed. Raises PrepareFailed with its errors."""
        result = subprocess.run(
            [sys.executable, "-m", "entrepot.hub.command_line", *arguments],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if result.returncode:
            raise PrepareFailed(f"entrepot {' '.join(arguments)}:\n{result.stdout}\n{result.stderr}")
        return result.stdout

    @property
    def commands(self) -> dict[str, list[str]]:
        """The long-running processes, by name."""
        python = sys.executable
        commands = {
            "web": [
                python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.web_port),
                "--workers", str(self.web_workers), "--blocking-threads", "4", "--no-access-log",
                "--log-level", "warning",
                "entrepot.hub.wsgi:application",
            ],
            "worker": [python, "-m", "entrepot.hub.command_line", "worker"],
        }  # fmt: skip
        if self.simulates_payments:
            commands["acquirer"] = [
                python, "-m", "entrepot.finance.rails.simulated_acquirer", "--port", str(self.acquirer_port),
                "--state", str(self.home / "acquirer.sqlite"),
                "--callback-url", f"http://127.0.0.1:{self.web_port}/api/v1/finance/callbacks/simulated",
                *(["--faults", "20261030"] if self.demo else []),
            ]  # fmt: skip
        return commands


def kept_ports(home: Path, **wanted: int | None) -> dict[str, int]:
    """Ports of this home: those asked for, else those of the last start, else free ones. Written down for next time."""
    file = home / "ports.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    ports = {name: port or kept.get(name) or free_port() for name, port in wanted.items()}
    home.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(ports))
    return ports
