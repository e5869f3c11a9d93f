"""The API as the story uses it: one client per person and hub."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

T = TypeVar("T")


class StoryFailed(RuntimeError):
    """A step of the story did not come out as told; the text says which and what was answered."""


@dataclass
class Client:
    """Speaks to one hub's API, as one person if it holds a key."""

    port: int
    host: str
    key: str = ""

    def __post_init__(self) -> None:
        headers = {"Host": f"{self.host}:{self.port}"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}/api/v1", headers=headers, timeout=30
        )

    def as_person(self, key: str) -> Client:
        return Client(self.port, self.host, key)

    def get(self, path: str, **query: str | int) -> Any:
        return self._answer(self._patient(lambda: self._http.get(path, params=query)))

    def post(self, path: str, body: object = None, **more: Any) -> Any:
        return self._answer(self._patient(lambda: self._http.post(path, json=body, **more)))

    def put(self, path: str, body: object) -> Any:
        return self._answer(self._patient(lambda: self._http.put(path, json=body)))

    def upload(self, path: str, name: str, body: bytes, **fields: str) -> Any:
        return self._answer(
            self._patient(lambda: self._http.post(path, files={"file": (name, body)}, data=fields))
        )

    def status(self, path: str) -> int:
        """Only the status of a GET."""
        return self._patient(lambda: self._http.get(path)).status_code

    def _patient(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        """A hub that is starting again, or whose database is, is waited for: every step may be repeated safely."""
        deadline = time.monotonic() + 60
        while True:
            try:
                response = call()
            except httpx.TransportError as error:
                if time.monotonic() > deadline:
                    raise StoryFailed(f"{self.host} does not answer: {error}") from error
            else:
                if response.status_code != 503 or time.monotonic() > deadline:
                    return response
            time.sleep(0.2)

    def _answer(self, response: httpx.Response) -> Any:
        if response.is_error:
            raise StoryFailed(
                f"{response.request.method} {response.request.url}: {response.status_code} {response.text[:600]}"
            )
        return response.json() if response.content else None


def wait_for(what: str, ask: Callable[[], T | None], *, seconds: float = 60) -> T:
    """Ask until there is an answer. Raises StoryFailed with `what` was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        found = ask()
        if found:
            return found
        if time.monotonic() > deadline:
            raise StoryFailed(f"waited {seconds:.0f} s in vain for: {what}")
        time.sleep(0.05)
