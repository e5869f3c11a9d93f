"""A clean hub: every page leads to the first run until the hub has a profile."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from entrepot.parties import public as parties

_OPEN = ("/api/", "/static/", "/health", "/robots.txt", "/favicon.ico")


class FirstRun:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._set_up or request.path_info.startswith(_OPEN):
            return self._get_response(request)
        self._set_up = parties.find_hub_profile() is not None
        first_run = reverse("first_run")
        if self._set_up or request.path_info == first_run:
            return self._get_response(request)
        return HttpResponseRedirect(first_run)
