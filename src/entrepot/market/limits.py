"""How often files of products are sent: each is kept, and anybody may open a shop."""

from __future__ import annotations

from datetime import timedelta

from entrepot.market import words
from entrepot.market.actions import imports
from entrepot.values.clock import now
from entrepot.web import public as web

# A stock system sends a file every minute at most.
IMPORTS = web.Limit("files of products of a person", 60, timedelta(hours=1))


def import_products(*, shop_ref: str, content: bytes, file_name: str, by: str) -> words.Import:
    """As the action, for a person who sends one now. Refuses too_many_tries too."""
    web.require_within(IMPORTS, by)
    return imports.import_products(shop_ref=shop_ref, content=content, file_name=file_name, by=by, at=now())
