"""Addresses of this hub as others need them: in a letter, a feed, a picture, another site."""

from __future__ import annotations

from django.conf import settings
from django.utils.encoding import iri_to_uri


def whole_address(path: str) -> str:
    """With scheme and host, and the letters that every program takes."""
    return f"{settings.SITE_URL}{iri_to_uri(path)}"
