"""What the page shell shows: the hub, its sections, who reads, and what they chose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext

from entrepot.hub.currencies import currencies_known
from entrepot.hub.demo import cast
from entrepot.hub.help import OF_SECTIONS
from entrepot.parties import public as parties
from entrepot.values import Refusal
from entrepot.values.refusal import message
from entrepot.web import public as web

Named = tuple[str, str]
"""Address name and message id."""

# A section is every page below its own path.
SECTIONS = (
    ("market:front", message("Market")),
    ("orders:cart", message("Cart")),
    ("orders:purchases", message("Orders")),
    ("exchange:partners", message("Hubs")),
    ("insight:report", message("Countries")),
    ("notices:notices", message("Notices")),
)

# What a member of an organisation works at, by role; an owner sees all of their organisation's.
SHOP_DESKS = (
    ("market:desk", message("Shop"), parties.Role.SELLER),
    ("orders:desk", message("Sales"), parties.Role.SELLER),
    ("finance:statements", message("Statements"), parties.Role.TREASURER),
)
HUB_DESKS = (
    ("desk", message("Operator's desk"), parties.Role.OPERATOR),
    ("ports:board", message("Port"), parties.Role.PORT_CLERK),
    ("ports:files", message("Terminal files"), parties.Role.PORT_CLERK),
    ("logistics:desk", message("Freight desk"), parties.Role.CARRIER),
    ("orders:complaints", message("Complaints"), parties.Role.OPERATOR),
    ("notices:desk", message("Notice desk"), parties.Role.OPERATOR),
    ("finance:desk", message("Treasury"), parties.Role.TREASURER),
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
    actor = reader(request)
    desks = desks_of(actor, hub.operator_org_ref) if hub else []
    every = [*SECTIONS, *desks]
    countries = web.countries() if hub else []
    return {
        "hub": hub,
        "operator_name": parties.get_organisation(hub.operator_org_ref).name if hub else "",
        "actor": actor,
        "sections": _linked(SECTIONS, every, request.path) if hub else [],
        "desks": _linked(desks, every, request.path),
        "help_href": _help(request.path) if hub else "",
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
        **(_demo(request) if settings.DEMO else {}),
    }


def desks_of(actor: parties.Actor, operator_org_ref: str) -> list[Named]:
    """The desks of the shops and of the hub at which a person may sit."""
    shops = actor.org_refs - {operator_org_ref}
    own = [(name, text) for name, text, role in SHOP_DESKS if any(actor.may(shop, role) for shop in shops)]
    hub = [
        (name, text)
        for name, text, role in HUB_DESKS
        if actor.may(operator_org_ref, role, parties.Role.OPERATOR)
    ]
    return own + hub


def _help(path: str) -> str:
    """Where the desk of this page is explained; "" for a page of no desk."""
    hrefs = {reverse(name): slug for name, slug in OF_SECTIONS.items()}
    here = _here(hrefs, path)
    return reverse("help_desk", args=[hrefs[here]]) if here else ""


def _here(hrefs: Iterable[str], path: str) -> str:
    """The one that this page's path begins with, the longest if there are several."""
    return max((href for href in hrefs if path.startswith(href)), key=len, default="")


def _linked(shown: Sequence[Named], every: Sequence[Named], path: str) -> list[Section]:
    here = _here((reverse(name) for name, _ in every), path)
    return [Section(gettext(text), reverse(name), reverse(name) == here) for name, text in shown]


def _demo(request: HttpRequest) -> dict[str, object]:
    """Who may be tried on a demo hub; a hub that people use never shows it."""
    label = request.get_host().partition(".")[0]
    people = [(part.operator, f"operator@{part.label}.example") for part in cast.HUBS if part.label == label]
    return {
        "demo_password": cast.PASSWORD,
        "demo_people": [
            *people,
            *((part.person, part.email) for part in cast.SHOPS),
            ("Lin Yue", "lin@shopper.example"),
        ],
    }


def reader(request: HttpRequest) -> parties.Actor:
    try:
        return parties.actor_of(request)
    except Refusal:  # a revoked key, which the view itself has refused or does not ask for
        return parties.NOBODY
