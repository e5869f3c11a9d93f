"""The parts of an install and what is the matter with each. `entrepot doctor` says it, the operator's desk shows it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from entrepot.exchange import public as exchange
from entrepot.facts import public as facts
from entrepot.facts.queries import LATE_AFTER
from entrepot.finance import public as finance
from entrepot.hub.desk.machine import machine
from entrepot.market import public as market
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web
from entrepot.web.matters import Matter, Way


def database() -> Iterator[Matter]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
            )
            version, encoding = cursor.fetchone()
    except OperationalError as error:
        yield Matter(
            message("PostgreSQL does not answer at DATABASE_URL: %(trouble)s"),
            {"trouble": str(error).splitlines()[0]},
        )
        return
    if version < 180000:
        yield Matter(
            message("PostgreSQL %(version)s is too old. Entrepot needs PostgreSQL 18."),
            {"version": version // 10000},
        )
    if encoding != "UTF8":
        yield Matter(
            message("The database's encoding is %(encoding)s; make it anew with UTF8."),
            {"encoding": encoding},
        )
    missing = len(_migrations() - MigrationRecorder(connection).applied_migrations().keys())
    if missing:
        yield Matter(
            message("Changes of the database that are not applied yet: %(count)s. Run: entrepot prepare"),
            {"count": missing},
        )


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Those of this program, which stay the same while it runs."""
    return frozenset(MigrationLoader(None).graph.nodes)


def worker() -> Iterator[Matter]:
    backlog = facts.backlog()
    if backlog.parked:
        yield Matter(
            message("Work that failed too often, and waits until somebody has it tried again: %(count)s."),
            {"count": len(backlog.parked)},
            Way(message("See what failed"), "jobs", query="state=parked"),
            tuple(
                f"{reaction}, fact {fact_id}: {trouble.splitlines()[0]}"
                for reaction, fact_id, trouble in backlog.parked
            ),
        )
    if backlog.oldest_due_at:
        waits = timezone.now() - backlog.oldest_due_at
        if waits > LATE_AFTER:
            yield Matter(
                message("The oldest work waits for %(seconds)s s. Is `entrepot worker` running?"),
                {"seconds": int(waits.total_seconds())},
                Way(message("See what waits"), "jobs"),
            )


def nats() -> Iterator[Matter]:
    address = urlsplit(settings.NATS_URL)
    if not settings.NATS_URL:
        yield Matter(
            message("NATS_URL is not set: partner hubs can be told and heard by file only."),
            needs_person=False,
        )
        return
    try:
        socket.create_connection((address.hostname or "", address.port or 4222), timeout=3).close()
    except OSError as error:
        yield Matter(
            message("This hub's NATS does not answer at %(address)s: %(trouble)s"),
            {"address": address.netloc, "trouble": error},
        )


def mail() -> Iterator[Matter]:
    if not settings.EMAIL_HOST:
        yield Matter(
            message(
                "No mail server is set: letters, such as those for a forgotten password, go nowhere but into the "
                "worker's log. Name one in ENTREPOT_MAIL_URL."
            ),
            way=Way(message("Set up mail"), "hub_settings", anchor="mail"),
            needs_person=False,
        )


def proxies() -> Iterator[Matter]:
    """The hub speaks no TLS itself, so an https:// address means that somebody else does it for the hub."""
    if settings.SITE_URL.startswith("https://") and not settings.TRUSTED_PROXIES:
        yield Matter(
            message(
                "ENTREPOT_SITE_URL begins with https://, but ENTREPOT_TRUSTED_PROXIES does not say how many proxies "
                "stand before the hub: all visitors look like one, and share its limits."
            )
        )


def payments() -> Iterator[Matter]:
    way = Way(message("Connect a provider"), "hub_settings", anchor="payments")
    if not settings.ACQUIRER_URL:
        yield Matter(
            message("ENTREPOT_ACQUIRER_URL names no payment provider: nobody can order here."),
            way=way,
            needs_person=False,
        )
    elif settings.ACQUIRER_SIMULATED:
        yield Matter(
            message("Payments are simulated: every one succeeds and nobody is charged."),
            way=way,
            needs_person=False,
        )


def rates() -> Iterator[Matter]:
    yield from finance.rate_needs(at=now(), currencies=market.currencies_on_offer())


def channels() -> Iterator[Matter]:
    for both in exchange.all_channels():
        out, partner = both.outgoing, both.partner
        if out.halted:
            yield Matter(
                message("Nothing more is sealed for %(partner)s. %(why)s"),
                {"partner": partner.name, "why": web.message_text(exchange.Reason(out.halted).message)},
                Way(message("Look at the channel"), "exchange:partner", (partner.code,)),
            )
        elif out.behind:
            yield Matter(
                message(
                    "Facts that %(partner)s has not confirmed yet: %(count)s, the oldest for %(seconds)s s. They are sent "
                    "again until it does."
                ),
                {"partner": partner.name, "count": out.behind, "seconds": out.behind_seconds},
                needs_person=False,
            )


@dataclass(frozen=True, slots=True)
class Part:
    """name: message id."""

    name: str
    matters: Callable[[], Iterator[Matter]]


MACHINE = Part(message("This machine"), machine)
DATABASE = Part(message("Database"), database)
# What a hub has before its first run, and what comes with it.
SERVERS = (
    Part(message("Worker"), worker),
    Part(message("NATS"), nats),
    Part(message("Reverse proxy"), proxies),
    Part(message("Mail"), mail),
    Part(message("Payments"), payments),
)
TRADE = (Part(message("Exchange rates"), rates), Part(message("Channels to partners"), channels))
PARTS = (MACHINE, DATABASE, *SERVERS, *TRADE)
