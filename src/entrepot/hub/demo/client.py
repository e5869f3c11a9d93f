"""The API as the story uses it: one client per person and hub."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import httpx

T = TypeVar("T")


class StoryFailed(RuntimeError):
    """A step of the story did not come out as told; the text says which and what was answered."""


@dataclass(frozen=True)
class Client:
    """Speaks to one hub's API, as one person if it holds a key. Persons of one hub share its connections."""

    http: httpx.Client
    host: str
    key: str = ""

    @classmethod
    def of_hub(cls, port: int, host: str) -> Client:
        # Python does not resolve *.localhost, so the name goes into the header.
        base = f"http://127.0.0.1:{port}/api/v1"
        return cls(httpx.Client(base_url=base, headers={"Host": f"{host}:{port}"}, timeout=30), host)

    def as_person(self, key: str) -> Client:
        return replace(self, key=key)

    def get(self, path: str, **query: str | int) -> Any:
        return self._answer(self._send("GET", path, params=query))

    def post(self, path: str, body: object = None) -> Any:
        return self._answer(self._send("POST", path, json=body))

    def put(self, path: str, body: object) -> Any:
        return self._answer(self._send("PUT", path, json=body))

    def upload(self, path: str, name: str, body: bytes, **fields: str) -> Any:
        return self._answer(self._send("POST", path, files={"file": (name, body)}, data=fields))

    def status(self, path: str) -> int:
        """Only the status of a GET."""
        return self._send("GET", path).status_code

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return self._patient(lambda: self.http.request(method, path, headers=headers, **more))

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
