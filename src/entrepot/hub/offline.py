"""The hub as an installed app: its manifest in each edition, the worker that keeps pages, the page for a reader without a
network. The worker stands at the root, so that it may answer for every page."""

from __future__ import annotations

import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_bidi
from django.views.decorators.cache import cache_control

from entrepot.hub.context import STYLESHEETS
from entrepot.parties import public as parties
from entrepot.values.editions import EDITIONS
from entrepot.web import public as web

PAPER, INK = "#fbfaf6", "#16202b"  # tokens.css
_SHELL = (
    "web/tokens.css",
    "web/shell.css",
    "web/parts.css",
    *STYLESHEETS,
    "web/entrepot.js",
    "web/scale.svg",
)
_ICON_SIZES = (192, 512)


@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    hub = parties.hub_profile()
    icons = [
        {
            "src": static(f"web/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in _ICON_SIZES
        for purpose in ("any", "maskable")
    ]
    return JsonResponse(
        {
            "id": "/",
            "name": hub.name,
            "short_name": hub.code,
            "lang": web.edition(),
            "dir": "rtl" if get_language_bidi() else "ltr",
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": INK,
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


def offline(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it is kept in the browser."""
    return render(request, "hub/offline.html", {"actor": parties.NOBODY, "theme": ""})


@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Its file with what it keeps from the start, so that it changes, and is fetched, when one of these does."""
    kept = [_offline_path(edition) for edition in EDITIONS] + [static(name) for name in _SHELL]
    code = Path(str(finders.find("web/service-worker.js"))).read_text()
    return HttpResponse(f"const FROM_THE_START = {json.dumps(kept)};\n{code}", content_type="text/javascript")


def _offline_path(edition: str) -> str:
    with translation.override(edition):
        return reverse("offline")
