"""The map of this hub for search engines (sitemaps.org 0.9): every page that everybody may find, in each of its editions.

Each package tells its own in a room `sitemap`; the pages that any hub has are named here. One index leads to parts of a
size that every reader of such maps takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from math import ceil
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from entrepot.hub.rooms import rooms
from entrepot.web import public as web

PAGES_PER_PART = (
    1000  # each in five editions of half a kilobyte; sitemaps.org allows 50 000 addresses and 50 MB
)
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_AN_HOUR = 60 * 60


def _first_pages() -> Sequence[web.PublicPage]:
    return [web.page_everywhere(reverse(name)) for name in ("home", "exchange:partners", "insight:report")]


def _parts() -> Mapping[str, Callable[[], Sequence[web.PublicPage]]]:
    found = {"hub": _first_pages}
    for room in rooms("sitemap"):
        found |= import_module(room).PAGES
    return found


@cache_control(public=True, max_age=_AN_HOUR)
def index(request: HttpRequest) -> HttpResponse:
    made = Element("sitemapindex", xmlns=_NAMESPACE)
    for name, pages in _parts().items():
        for number in _numbers(pages()):
            path = reverse("sitemap_part", args=[name, number])
            SubElement(SubElement(made, "sitemap"), "loc").text = web.whole_address(path)
    return _written(made)


@cache_control(public=True, max_age=_AN_HOUR)
def part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    parts = _parts()
    pages = parts[name]() if name in parts else ()
    if number not in _numbers(pages):
        raise Http404
    first = (number - 1) * PAGES_PER_PART
    made = Element("urlset", {"xmlns": _NAMESPACE, "xmlns:xhtml": "http://www.w3.org/1999/xhtml"})
    for page in pages[first : first + PAGES_PER_PART]:
        made.extend(_addresses(page))
    return _written(made)


def _numbers(pages: Sequence[web.PublicPage]) -> range:
    return range(1, ceil(len(pages) / PAGES_PER_PART) + 1)


def _addresses(page: web.PublicPage) -> Iterator[Element]:
    """One for each edition, each naming all of them."""
    alternates = [(language, web.whole_address(path)) for language, path in page.alternates]
    for path in page.paths.values():
        made = Element("url")
        SubElement(made, "loc").text = web.whole_address(path)
        if page.changed_at:
            SubElement(made, "lastmod").text = page.changed_at.isoformat(timespec="seconds")
        for language, address in alternates:
            SubElement(made, "xhtml:link", rel="alternate", hreflang=language, href=address)
        yield made


def _written(made: Element) -> HttpResponse:
    return HttpResponse(tostring(made, "utf-8", xml_declaration=True), content_type="application/xml")
