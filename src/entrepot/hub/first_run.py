"""A clean hub: every page leads to the first run, which only its operator can walk through.

A token of 256 bits is made at the first start, kept in HOME/first-run-token (readable by the hub's own user) and printed
with the address. Without it nobody who happens to find the hub first can take it. The file goes when the hub is set up.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation

from entrepot.geo import public as geo
from entrepot.hub.made_once import made_once
from entrepot.parties import public as parties

_OPEN = ("/api/", settings.STATIC_URL, "/health", "/robots.txt", "/favicon.ico")


class FirstRun:
    """Leads to the first run until the hub has a profile; from then on pages show times of the hub's port."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._zone: str | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(_OPEN):
            return self._get_response(request)
        if self._zone is None:
            profile = parties.find_hub_profile()
            if profile is None:
                first_run = reverse("first_run")
                if request.path_info == first_run:
                    return self._get_response(request)
                return HttpResponseRedirect(first_run)
            place = geo.find_place(profile.code)
            self._zone = place.zone if place else ""
        with timezone.override(ZoneInfo(self._zone)) if self._zone else nullcontext():
            return self._get_response(request)


def first_run_address() -> str:
    """Where the operator sets this hub up, with the token. Safe to ask again: the token stays until it is used."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse('first_run')}?token={_token()}"


def is_token(given: str) -> bool:
    """Takes the same time for every wrong token."""
    return hmac.compare_digest(given.strip().encode(), _token().encode())


def forget_token() -> None:
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.HOME) / "first-run-token"


def _token() -> str:
    return made_once(_file(), random_bytes=32)
