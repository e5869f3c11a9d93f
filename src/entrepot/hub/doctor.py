"""`entrepot doctor`: what is wrong with this install, in sentences that say what to do."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Complaint:
    """What is wrong and what to do about it."""

    sentence: str
    serious: bool = True


def examine(say: Callable[[str], None]) -> int:
    """Look at everything that can be looked at. Returns 1 if something serious is wrong."""
    complaints = [*_machine()]
    if not os.environ.get("DATABASE_URL"):
        complaints += _embedded_servers()
    else:
        complaints += _hub()
    for complaint in complaints:
        say(f"{'✗' if complaint.serious else '!'} {complaint.sentence}")
    serious = any(complaint.serious for complaint in complaints)
    if not complaints:
        say("✓ Nothing is wrong.")
    return int(serious)


def _machine() -> Iterator[Complaint]:
    home = Path(os.environ.get("ENTREPOT_HOME", "var/serve"))
    existing = next(folder for folder in [home.resolve(), *home.resolve().parents] if folder.exists())
    free = shutil.disk_usage(existing).free
    if free < LEAST_FREE_BYTES:
        yield Complaint(
            f"Only {free // 1024**2} MB are free where {home} lies. PostgreSQL needs at least 2 GB."
        )
    if not os.access(existing, os.W_OK):
        yield Complaint(
            f"{existing} can't be written by you. Choose another folder: entrepot serve --home FOLDER."
        )


def _embedded_servers() -> Iterator[Complaint]:
    """Without DATABASE_URL: look at the servers that `entrepot serve` keeps in its home folder."""
    from entrepot.hub.install import kept_ports
    from entrepot.hub.servers.nats import Nats
    from entrepot.hub.servers.postgres import Postgres
    from entrepot.hub.serving import DATABASE

    home = Path(os.environ.get("ENTREPOT_HOME", "var/serve")).resolve()
    if not (home / "ports.json").exists():
        yield Complaint(f"There is no hub in {home} yet. Start one with: make serve", serious=False)
        return
    postgres = Postgres(home)
    if not postgres.is_running():
        yield Complaint(
            "The hub is not running: its PostgreSQL is down. Start it with: make serve", serious=False
        )
        return
    ports = kept_ports(home, nats=None, acquirer=None)
    if Nats(home, "entrepot", ports["nats"]).pid() is None:
        yield Complaint(
            "NATS is down: partner hubs hear nothing. The supervisor starts it again; see nats/server.log."
        )
    os.environ["DATABASE_URL"] = postgres.url(DATABASE)
    os.environ["NATS_URL"] = f"nats://127.0.0.1:{ports['nats']}"
    os.environ["ENTREPOT_HOME"] = str(home)
    yield from _hub()


def _hub() -> Iterator[Complaint]:
    """Everything that needs the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrepot.hub.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        django.setup()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
            )
            version, encoding = cursor.fetchone()
    except ImproperlyConfigured as error:
        yield Complaint(f"A setting is wrong: {error}")
        return
    except OperationalError as error:
        yield Complaint(f"PostgreSQL does not answer at DATABASE_URL: {str(error).splitlines()[0]}")
        return
    if version < 180000:
        yield Complaint(f"PostgreSQL {version // 10000} is too old. Entrepot needs PostgreSQL 18.")
    if encoding != "UTF8":
        yield Complaint(f"The database's encoding is {encoding}; make it anew with UTF8.")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield Complaint(f"{len(missing)} database changes are not applied yet. Run: entrepot prepare")
        return
    yield from _work()
    yield from _rates()
    yield from _partners()


def _work() -> Iterator[Complaint]:
    from django.utils import timezone

    from entrepot.facts import public as facts

    backlog = facts.backlog()
    for reaction, fact_id, trouble in backlog.parked[:20]:
        yield Complaint(
            f"{reaction} of fact {fact_id} failed too often and is parked: {trouble.splitlines()[0]}"
        )
    if backlog.oldest_due_at and (timezone.now() - backlog.oldest_due_at).total_seconds() > 30:
        yield Complaint(
            f"{backlog.pending} reactions wait, the oldest for more than 30 seconds. Is `entrepot worker` running?"
        )


def _rates() -> Iterator[Complaint]:
    from entrepot.finance import public as finance
    from entrepot.parties import public as parties
    from entrepot.values import Refusal
    from entrepot.values.clock import now

    try:
        currency = parties.hub_profile().currency
    except Refusal:
        yield Complaint(
            "The hub has no profile yet. Open its first page in a browser to make one.", serious=False
        )
        return
    if currency == "EUR":
        return
    try:
        finance.latest_rate("EUR", currency, at=now())
    except Refusal as refusal:
        yield Complaint(
            f"Prices in other currencies can't be shown: {str(refusal).split(': ', 1)[1]}", serious=False
        )


def _partners() -> Iterator[Complaint]:
    from django.conf import settings

    from entrepot.exchange import public as exchange
    from entrepot.values import Refusal

    address = urlsplit(settings.NATS_URL)
    if not settings.NATS_URL:
        yield Complaint(
            "NATS_URL is not set: partner hubs can be told and heard by file only.", serious=False
        )
    else:
        try:
            socket.create_connection((address.hostname, address.port or 4222), timeout=3).close()
        except OSError as error:
            yield Complaint(f"This hub's NATS does not answer at {address.hostname}:{address.port}: {error}")
    try:
        channels = exchange.all_channels()
    except Refusal:
        return
    for pair in channels:
        if pair.outgoing.behind:
            yield Complaint(
                f"{pair.partner.name} has not confirmed {pair.outgoing.behind} facts yet, the oldest for "
                f"{pair.outgoing.behind_seconds} s; they are sent again until it does.",
                serious=False,
            )
