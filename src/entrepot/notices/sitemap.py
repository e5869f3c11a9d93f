"""The notices' pages that everybody may find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse

from entrepot.notices import queries
from entrepot.notices.rules.addresses import public_page
from entrepot.web import public as web


def _notices() -> Sequence[web.PublicPage]:
    edition = web.edition()
    written = [public_page(notice, edition) for notice in queries.published()]
    return [web.page_everywhere(reverse("notices:notices")), *written]


PAGES: Mapping[str, Callable[[], Sequence[web.PublicPage]]] = {"notices": _notices}
