"""How often carts are opened: whoever asks gets one, signed in or not."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest

from entrepot.orders import actions
from entrepot.values.clock import now
from entrepot.web import public as web

# Many shoppers of one office or telephone network share an address; none of them needs more than a few.
CARTS = web.Limit("carts of an address", 60, timedelta(minutes=10))


def open_cart_for(request: HttpRequest) -> str:
    """A new empty cart; returns its reference. Refuses too_many_tries."""
    web.require_within(CARTS, web.address_of(request))
    return actions.open_cart(at=now())
