"""Addresses of this hub as others need them: in a letter, a feed, a picture, a search engine, another site."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri

from entrepot.values.editions import EDITIONS
from entrepot.web.shopping import edition
from entrepot.web.words import PublicPage


def whole_address(path: str) -> str:
    """With scheme and host, and the letters that every program takes."""
    return f"{settings.SITE_URL}{iri_to_uri(path)}"


def in_edition(path: str, of_edition: str) -> str:
    """The same path below another edition. One that is below none leads to the edition's first page."""
    first, _, rest = path.lstrip("/").partition("/")
    return f"/{of_edition}/{rest if first in EDITIONS else ''}"


def page_everywhere(path: str) -> PublicPage:
    """A page that has the same path below every edition."""
    return PublicPage({one: in_edition(path, one) for one in EDITIONS}, edition())


def public_page(request: HttpRequest, *kept: str) -> PublicPage:
    """This address in every edition; of what follows the question mark only what is `kept`, for the reader's own country
    and currency make no other page."""
    asked = [(name, value) for name in kept if (value := request.GET.get(name))]
    query = urlencode([pair for pair in asked if pair != ("page", "1")])
    return page_everywhere(f"{request.path}?{query}" if query else request.path)
