"""`entrepot serve`: one hub with its embedded servers, until it is told to end."""

from __future__ import annotations

import os
import signal
import socket
import threading
from pathlib import Path

from rich.console import Console

from entrepot.hub.install import SIMULATED, Install, PrepareFailed, kept_ports
from entrepot.hub.servers.nats import Nats, NatsFailed
from entrepot.hub.servers.postgres import Postgres, PostgresFailed
from entrepot.hub.supervisor import Child, Supervisor

DATABASE = "entrepot"


def children_of(install: Install, label: str = "") -> list[Child]:
    """The hub's processes, each writing its own log in the hub's folder."""
    return [
        Child(f"{label}{name}", command, install.environment, install.home / "logs" / f"{name}.log")
        for name, command in install.commands.items()
    ]


def answers(port: int) -> bool:
    """True once something listens on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def install_of(
    home: Path,
    *,
    host: str = "localhost",
    port: int = 8000,
    database_url: str,
    postgres: Postgres | None = None,
) -> Install:
    """The hub of this home as the environment wants it. One that people reach by an address of its own simulates no
    payments unless it is told to: nobody there may believe that they have paid."""
    ports = kept_ports(home, nats=None, acquirer=None)
    nats_url, public_url = os.environ.get("NATS_URL", ""), os.environ.get("ENTREPOT_SITE_URL", "").rstrip("/")
    nats = None if nats_url else Nats(home, "entrepot", ports["nats"])
    return Install(
        home=home, host=host, web_port=port, nats=nats, nats_url=nats_url or (nats.url if nats else ""),
        acquirer_port=ports["acquirer"], database_url=database_url, postgres=postgres, public_url=public_url,
        acquirer=os.environ.get("ENTREPOT_ACQUIRER_URL", "" if public_url else SIMULATED),
        web_workers=web_workers(),
    )  # fmt: skip


def web_workers() -> int:
    """As the environment wants it, else one for each processor, up to four."""
    given = os.environ.get("ENTREPOT_WEB_WORKERS") or str(min(os.cpu_count() or 1, 4))
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 64):
        raise PrepareFailed("ENTREPOT_WEB_WORKERS must be a number of processes, 1 to 64")
    return int(given)


def join(home: Path) -> Install | None:
    """Have this process work on the hub that `entrepot serve` runs in a home: put what its processes read into the
    environment. None, and nothing changed, if its embedded database is not running."""
    postgres = Postgres(home)
    if not (home / "ports.json").exists() or not postgres.is_running():
        return None
    install = install_of(home, database_url=postgres.url(DATABASE), postgres=postgres)
    os.environ.update(install.environment)
    return install


def serve_one(home: Path, *, host: str, port: int) -> int:
    """Runs until SIGINT or SIGTERM. Returns the exit status."""
    console = Console()
    home.mkdir(parents=True, exist_ok=True)
    if answers(port):
        console.print(
            f"Port {port} is taken by another program. Choose another one: entrepot serve --port 8001"
        )
        return 1
    supervisor = Supervisor()
    try:
        database_url = os.environ.get("DATABASE_URL", "")
        postgres = None
        if not database_url:
            console.print("Starting PostgreSQL")
            postgres = Postgres(home)
            postgres.start()
            supervisor.postgres.append(postgres)
            if DATABASE not in postgres.databases():
                postgres.create_database(DATABASE)
            database_url = postgres.url(DATABASE)
        install = install_of(home, host=host, port=port, database_url=database_url, postgres=postgres)
        console.print("Bringing the database up to date")
        console.print(install.run("prepare").strip(), highlight=False, soft_wrap=True)
        if install.nats:
            console.print("Starting NATS")
            install.nats.start()
            supervisor.nats.append(install.nats)
        supervisor.add(*children_of(install))
        supervisor.watch()
        console.print(f"\n{install.site_url}/   Ctrl-C ends the hub.", highlight=False)
        wait_for_signal()
    except (PostgresFailed, NatsFailed, PrepareFailed) as trouble:
        console.print(str(trouble), highlight=False)
        return 1
    finally:
        supervisor.stop()
    return 0


def wait_for_signal() -> None:
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    told.wait()
