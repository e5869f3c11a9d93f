"""`entrepot doctor`: what is the matter with this install, in sentences that say what to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from entrepot.hub.desk.machine import embedded_servers, machine
from entrepot.values.refusal import message
from entrepot.web.matters import Matter


def examine(say: Callable[[str], None]) -> int:
    """Look at everything that can be looked at. Returns 1 if something needs a person."""
    matters = list(_matters())
    for matter in matters:
        say(f"{'✗' if matter.needs_person else '!'} {matter}")
        for line in matter.details:
            say(f"    {line}")
    if not matters:
        say("✓ Nothing is wrong.")
    return int(any(matter.needs_person for matter in matters))


def _matters() -> Iterator[Matter]:
    yield from machine()
    if not os.environ.get("DATABASE_URL"):
        yield from embedded_servers()
    if os.environ.get("DATABASE_URL"):
        yield from _hub()


def _hub() -> Iterator[Matter]:
    """Everything that needs settings and the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrepot.hub.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        yield Matter(message("A setting is wrong: %(trouble)s"), {"trouble": error})
        return
    from entrepot.hub.desk import health
    from entrepot.parties import public as parties

    wrong = list(health.DATABASE.matters())
    yield from wrong
    if wrong:
        return
    for part in health.SERVERS:
        yield from part.matters()
    if parties.find_hub_profile() is None:
        yield Matter(
            message("The hub has no profile yet. Open its first page in a browser to make one."),
            needs_person=False,
        )
        return
    for part in health.TRADE:
        yield from part.matters()
