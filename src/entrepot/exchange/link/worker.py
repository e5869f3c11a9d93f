"""The loop of the link: starts again from what the database knows whenever anything breaks."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import AsyncConnection

from entrepot.exchange import models, own_keys, queries
from entrepot.exchange.actions.keys import make_keys
from entrepot.exchange.actions.receipts import Acknowledged
from entrepot.exchange.actions.releasing import release_quarantined
from entrepot.exchange.link.database import AWAY, Database
from entrepot.exchange.link.inbox import Inbox
from entrepot.exchange.link.logins_file import VARIABLE, write_logins
from entrepot.exchange.link.pacing import REFRESH_SECONDS
from entrepot.exchange.link.partner_link import Address, PartnerLink
from entrepot.exchange.words import Login, PartnerState
from entrepot.parties import public as parties
from entrepot.values import HubCode, clock

log = logging.getLogger(__name__)

CHANNEL = "entrepot_exchange"
PARTNERS_CHANGED = "partners"
_LOCK = "entrepot exchange link"
_PAUSE_SECONDS = 0.5


def work(stop: threading.Event) -> None:
    """Exchange envelopes and receipts with all confirmed partners until `stop` is set.

    One process at a time does it; a second one waits until the first is gone. PostgreSQL, this hub's NATS and every
    partner's NATS may come and go.
    """
    if not settings.NATS_URL:
        log.warning("NATS_URL is empty: this hub exchanges facts by file only")
        stop.wait()
        return
    asyncio.run(_until(stop))


async def _until(stop: threading.Event) -> None:
    link = asyncio.create_task(_keep_linked())
    while not stop.is_set() and not link.done():
        await asyncio.sleep(0.2)
    link.cancel()
    await asyncio.gather(link, return_exceptions=True)


async def _keep_linked() -> None:
    away = False
    while True:
        try:
            async with _Link() as link:
                await link.start()
                if away:
                    log.info("the database is back")
                away = False
                await link.run()
        except* AWAY as trouble:
            if not away:
                log.warning("the database is away, trying again: %s", _first_line(trouble))
            away = True
        except* Exception:  # the worker's outermost loop: what broke is logged, and the link starts afresh
            log.exception("the link broke, starting again")
        await asyncio.sleep(_PAUSE_SECONDS)


class _Link:
    """Everything of one go: database threads, our inbox, a link per partner."""

    def __init__(self) -> None:
        self._outgoing = Database("exchange-out")
        self._incoming = Database("exchange-in")
        self._partners: dict[HubCode, tuple[PartnerLink, asyncio.Task[None]]] = {}
        self._news: AsyncConnection[tuple[object, ...]] | None = None
        self._me: HubCode
        self._seed: str

    async def __aenter__(self) -> _Link:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._news is not None:
            await self._news.close()
        await self._outgoing.close()
        await self._incoming.close()

    async def start(self) -> None:
        """Wait for the first run to be done and for the process before us to end, then listen."""
        while (started := await self._outgoing.run(_starting_point)) is None:
            await asyncio.sleep(1)
        self._me, self._seed, connection_string = started
        self._news = await AsyncConnection.connect(connection_string, autocommit=True)
        await self._news.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [_LOCK])
        await self._news.execute(f"LISTEN {CHANNEL}")
        await self._incoming.run(release_quarantined)

    async def run(self) -> None:
        """Until something breaks."""
        assert self._news is not None
        inbox = Inbox(
            self._me,
            settings.NATS_URL,
            seed=self._seed,
            database=self._incoming,
            on_taken=self._owe_receipt,
            on_word=self._pass_word,
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(inbox.run())
            group.create_task(self._follow_news(self._news, group))

    async def _follow_news(self, news: AsyncConnection[tuple[object, ...]], group: asyncio.TaskGroup) -> None:
        while True:
            await self._refresh(group)
            async for notice in news.notifies(timeout=REFRESH_SECONDS):
                if notice.payload == PARTNERS_CHANGED:
                    break
                if notice.payload in self._partners:
                    self._partners[HubCode(notice.payload)][0].something_waits()

    async def _refresh(self, group: asyncio.TaskGroup) -> None:
        """Bring logins and links in line with the list of partners."""
        addresses, logins = await self._outgoing.run(_partners_and_logins)
        folder = os.environ.get(VARIABLE)
        if folder:
            write_logins(Path(folder), logins)
        wanted = {address.code: address for address in addresses}
        for code, (link, task) in list(self._partners.items()):
            if wanted.get(code) != link.address:
                task.cancel()
                del self._partners[code]
        for code, address in wanted.items():
            if code not in self._partners:
                link = PartnerLink(self._me, address, seed=self._seed, database=self._outgoing)
                self._partners[code] = (link, group.create_task(link.run()))

    def _owe_receipt(self, origin: HubCode, resend: bool) -> None:
        if origin in self._partners:
            self._partners[origin][0].owe_receipt(resend=resend)

    def _pass_word(self, word: Acknowledged) -> None:
        if word.partner in self._partners:
            self._partners[word.partner][0].take_word(word)


def _starting_point() -> tuple[HubCode, str, str] | None:
    """This hub's code, the seed of its NATS login, and how to reach its database; None before the first run."""
    profile = parties.find_hub_profile()
    if profile is None:
        return None
    make_keys(at=clock.now())
    connection.ensure_connection()
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(ours, None)
    return profile.code, own_keys.nats_seed(), psycopg.conninfo.make_conninfo(**parameters)


def _partners_and_logins() -> tuple[list[Address], list[Login]]:
    rows = models.Partner.objects.filter(state=PartnerState.CONFIRMED).order_by("code")
    cards = [queries.get_card(row.code) for row in rows]
    return [Address(card.code, card.nats_url) for card in cards if card.nats_url], queries.nats_logins()


def _first_line(trouble: BaseException) -> str:
    """Of the first exception in a group of groups."""
    while isinstance(trouble, BaseExceptionGroup):
        trouble = trouble.exceptions[0]
    return next(iter(str(trouble).splitlines()), type(trouble).__name__)
