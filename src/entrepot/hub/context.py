"""What the page shell shows on every page."""

from __future__ import annotations

from django.http import HttpRequest

from entrepot.parties import public as parties
from entrepot.web import public as web


def shell(request: HttpRequest) -> dict[str, object]:
    return {
        "hub": parties.find_hub_profile(),
        "actor": parties.actor_of(request),
        "shopper": web.shopper(request),
        "edition": web.edition(),
    }
