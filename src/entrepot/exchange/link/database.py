"""The database's part of the link, in a thread of its own so that NATS never waits for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import psycopg
from django.db import InterfaceError, OperationalError, connection

P = ParamSpec("P")
T = TypeVar("T")

AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


class Database:
    """One thread with one connection. Calls run one after the other, in the order in which they were made."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def on_thread() -> T:
            if connection.connection is None:
                _keep_commits()
            return function(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, on_thread)

    async def close(self) -> None:
        """Give the connection back. A call that still runs is left to its end."""
        self._thread.submit(connection.close)
        self._thread.shutdown(wait=False)


def _keep_commits() -> None:
    """A sealed envelope that a crash could take back would fork its chain, whatever the server's default is."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
