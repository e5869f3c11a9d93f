"""What the page shell shows: the hub, its sections, who reads, and what they chose."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext

from entrepot.hub.currencies import currencies_known
from entrepot.parties import public as parties
from entrepot.values import Refusal
from entrepot.values.refusal import message
from entrepot.web import public as web

# Address name and message id. A section is every page below its own path.
SECTIONS = (
    ("market:front", message("Market")),
    ("orders:cart", message("Cart")),
    ("orders:purchases", message("Orders")),
    ("insight:report", message("Countries")),
)

# Stylesheets of packages above web that draw their own pictures.
STYLESHEETS = ("geo/chart.css",)


@dataclass(frozen=True, slots=True)
class Section:
    text: str
    href: str
    current: bool


def shell(request: HttpRequest) -> dict[str, object]:
    """Runs on every page, error pages too, so it refuses nothing."""
    hub = parties.find_hub_profile()
    shopper = web.shopper(request)
    countries = web.countries() if hub else []
    return {
        "hub": hub,
        "operator_name": parties.get_organisation(hub.operator_org_ref).name if hub else "",
        "actor": _actor(request),
        "sections": sections(request.path),
        "shopper": shopper,
        "destination": dict(countries).get(shopper.country or "", ""),
        "countries": countries,
        "currencies": web.currencies({*currencies_known(), hub.currency}) if hub else [],
        "edition": web.edition(),
        "editions": settings.LANGUAGES,
        "theme": web.chosen_theme(request),
        "time_zone": get_current_timezone_name(),
        "stylesheets": STYLESHEETS,
        "demo": settings.DEMO,
    }


def sections(path: str) -> list[Section]:
    """The current one is the section whose path begins like this page's, the longest if there are several."""
    found = [(gettext(text), reverse(name)) for name, text in SECTIONS]
    here = max((href for _, href in found if path.startswith(href)), key=len, default="")
    return [Section(text, href, href == here) for text, href in found]


def _actor(request: HttpRequest) -> parties.Actor:
    try:
        return parties.actor_of(request)
    except Refusal:  # a revoked key, which the view itself has refused or does not ask for
        return parties.NOBODY
