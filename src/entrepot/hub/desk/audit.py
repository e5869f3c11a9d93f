"""The audit trail: who did what, about which thing, and when. The facts of the trade and the notes beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from entrepot.facts import queries
from entrepot.facts.words import Book, Place, Sought, TrailLine
from entrepot.hub.desk.deeds import deed_text, kinds
from entrepot.hub.desk.operators import operator
from entrepot.hub.desk.things import Things
from entrepot.parties import public as parties
from entrepot.web import public as web

PER_PAGE = 50
MOST_EXPORTED = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the page shows it. who_href: the trail of this one alone."""

    at: datetime
    who: web.Cell
    who_href: str
    what: str
    things: tuple[web.Cell, ...]
    more: int


@parties.sign_in_required
def audit(request: HttpRequest) -> HttpResponseBase:
    operator(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("who", "thing", "kind", "day")}
    sought = _sought(**asked)
    if "export" in request.GET:
        lines = queries.trail(sought, limit=MOST_EXPORTED) if sought else []
        if file := web.export(request, _table(lines), "audit-trail"):
            return file
    found = (
        queries.trail(sought, before=_place(request.GET.get("before", "")), limit=PER_PAGE + 1)
        if sought
        else []
    )
    shown = found[:PER_PAGE]
    narrowed = {name: value for name, value in asked.items() if value}
    return render(
        request,
        "hub/audit.html",
        {
            **asked,
            "lines": _shown(shown),
            "kinds": kinds(),
            "most_exported": MOST_EXPORTED,
            "newest_href": f"?{urlencode(narrowed)}" if "before" in request.GET else "",
            "earlier_href": f"?{urlencode({**narrowed, 'before': _text(shown[-1].place)})}"
            if len(found) > PER_PAGE
            else "",
        },
    )


def _sought(*, who: str, thing: str, kind: str, day: str) -> Sought | None:
    """None if nothing can be found: an address that nobody here has, a day that is none."""
    if "@" in who:
        person = parties.find_person(who)
        if person is None:
            return None
        who = person.user_ref
    since = until = None
    if day:
        try:
            begin = date.fromisoformat(day)
        except ValueError:
            return None
        since, until = (
            make_aware(datetime.combine(one, time())) for one in (begin, begin + timedelta(days=1))
        )
    return Sought(who[:80], thing[:80], kind[:80], since, until)


def _text(place: Place) -> str:
    return f"{place.at.isoformat()},{place.book},{place.id}"


def _place(text: str) -> Place | None:
    """Where a page before ended; from the newest on if the address does not say."""
    try:
        at, book, number = text.split(",")
        return Place(datetime.fromisoformat(at), Book(book), int(number))
    except ValueError:
        return None


def _shown(lines: Iterable[TrailLine], most_things: int = 4) -> list[Shown]:
    listed = list(lines)
    things = Things(ref for line in listed for ref in (line.by, *line.refs))
    return [
        Shown(
            line.place.at,
            things.link(line.by) if line.by else _("The hub itself"),
            f"?{urlencode({'who': line.by})}" if line.by else "",
            deed_text(line.did) or line.did,
            tuple(things.link(ref) for ref in line.refs[:most_things]),
            max(len(line.refs) - most_things, 0),
        )
        for line in listed
    ]


def _table(lines: Iterable[TrailLine]) -> web.Table:
    return web.Table(
        caption=_("Audit trail"),
        headings=(_("When"), _("Who"), pgettext("was done", "What"), _("Kind"), _("About")),
        rows=[
            (line.place.at, shown.who, shown.what, line.did, " ".join(line.refs))
            for line, shown in zip(lines, _shown(lines), strict=True)
        ],
    )
