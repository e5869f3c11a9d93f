"""A form that was sent after its reader had been signed out: kept until they are in again, then sent by a button.

It is never sent by itself: meanwhile somebody else may sign in at this browser, and what it does may hurt.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_KEPT = "interrupted_form"
_KEPT_SECONDS = 60 * 60
MOST_LETTERS = 20_000


@dataclass(frozen=True, slots=True)
class Interrupted:
    """path: where it was sent to; back: the page that it stood on."""

    path: str
    back: str
    fields: tuple[tuple[str, str], ...]


def page_before(request: HttpRequest) -> str:
    """The page of this hub that the request was sent from; the first page if it came from elsewhere."""
    before = request.headers.get("Referer", "")
    return before if url_has_allowed_host_and_scheme(before, {request.get_host()}) else "/"


def keep(request: HttpRequest) -> bool:
    """False if the form is not one to be kept: it has files or a password, or is long."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    long = sum(len(name) + len(str(value)) for name, value in fields) > MOST_LETTERS
    if request.FILES or long or any("password" in name for name, _ in fields):
        return False
    request.session[_KEPT] = {
        "path": request.get_full_path(), "back": page_before(request), "fields": fields, "at": time.time(),
    }  # fmt: skip
    return True


def find(request: HttpRequest) -> Interrupted | None:
    kept = request.session.get(_KEPT)
    if kept is None or time.time() - kept["at"] > _KEPT_SECONDS:
        return None
    return Interrupted(kept["path"], kept["back"], tuple((name, value) for name, value in kept["fields"]))
