"""One connection to a NATS server, used until it breaks. Who holds it opens a new one: no replay behind our back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import nats.errors
from nats.aio.client import Client

T = TypeVar("T")

LOST = (nats.errors.Error, OSError, TimeoutError)

_CONNECT_SECONDS = 5
_PING_SECONDS = 10


class LineLost(nats.errors.Error):
    """The connection broke while something was awaited from it."""


class NatsLine:
    def __init__(self, client: Client, closed: asyncio.Event) -> None:
        self.client = client
        self._closed = closed

    async def answer(self, awaited: Awaitable[T]) -> T:
        """What was awaited, or LineLost as soon as the connection breaks."""
        wanted = asyncio.ensure_future(awaited)
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait((wanted, closed), return_when=asyncio.FIRST_COMPLETED)
            if not wanted.done():
                raise LineLost
            return wanted.result()
        finally:
            wanted.cancel()
            closed.cancel()


@asynccontextmanager
async def nats_line(url: str, *, seed: str, inbox: str, name: str) -> AsyncIterator[NatsLine]:
    """Raises one of LOST if the server can't be reached or refuses the login."""
    closed = asyncio.Event()

    async def on_closed() -> None:
        closed.set()

    async def on_error(_: Exception) -> None:
        """Errors come back from the calls that they belong to."""

    client = Client()
    try:
        await asyncio.wait_for(
            client.connect(
                url,
                name=name,
                nkeys_seed_str=seed,
                inbox_prefix=inbox,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                connect_timeout=_CONNECT_SECONDS,
                ping_interval=_PING_SECONDS,
                closed_cb=on_closed,
                error_cb=on_error,
            ),
            _CONNECT_SECONDS * 2,
        )
        yield NatsLine(client, closed)
    finally:
        with suppress(*LOST):
            await asyncio.wait_for(client.close(), _CONNECT_SECONDS)
