"""Notices as everybody reads them: the list, one notice, its picture, the feed, the share card."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from entrepot.files import public as files
from entrepot.notices import feed as atom
from entrepot.notices import queries, words
from entrepot.notices.operators import is_operator, notice_for
from entrepot.notices.rules import pictures, share_cards
from entrepot.notices.rules.addresses import page_path, picture_path, public_page
from entrepot.notices.rules.bodies import html_of, summary_of
from entrepot.notices.rules.headlines import headline_of
from entrepot.parties import public as parties
from entrepot.values.editions import EDITIONS
from entrepot.web import public as web

NOTICES_PER_PAGE = 10
_A_DAY, _FIVE_MINUTES = 24 * 60 * 60, 5 * 60


def notices(request: HttpRequest) -> HttpResponse:
    page = web.paginate(request, queries.published(), NOTICES_PER_PAGE)
    headlines = [headline_of(notice, web.edition()) for notice in page.items]
    return render(
        request,
        "notices/notices.html",
        {
            "page": page,
            "headlines": headlines,
            "operator": is_operator(request),
            "public_page": web.public_page(request, "page"),
        },
    )


def notice(request: HttpRequest, ref: str, slug: str = "") -> HttpResponse:
    """One notice; operators see it in every state. An address with other words leads to the right one."""
    found, edition = notice_for(request, ref), web.edition()
    address = page_path(found, edition)
    if request.path != address:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}?{query}" if query else address)
    text = found.text(edition)
    return render(
        request,
        "notices/notice.html",
        {
            "notice": found,
            **article(text, found.picture),
            "summary": summary_of(text.body),
            "own_edition": text.edition == edition,
            "text_language": EDITIONS[text.edition].name,
            "address": page_path(found, text.edition),
            "public_page": public_page(found, edition)
            if found.state is words.NoticeState.PUBLISHED
            else None,
            "changed": found.published_at and found.changed_at > found.published_at,
            "operator": is_operator(request),
        },
    )


def article(text: words.NoticeText, picture: words.Picture | None) -> dict[str, object]:
    """What notices/article.html shows."""
    return {
        "text": text,
        "body": mark_safe(html_of(text.body)),  # noqa: S308 - our own Markdown, which passes no markup through
        "picture": picture,
        "picture_href": picture_path(picture.file_ref, web.edition()) if picture else "",
    }


def picture(request: HttpRequest, file_ref: str) -> HttpResponseBase:
    """The bytes that we drew, as what they are and nothing else. Of a draft only operators see them."""
    found = queries.get_notice_of_picture(file_ref)
    public = found.state is words.NoticeState.PUBLISHED
    if not public and not is_operator(request):
        raise words.no_such_notice()
    kept = files.get_file(file_ref)
    return _whole(request, files.read(kept), pictures.MEDIA_TYPE, seconds=_A_DAY if public else 0)


def share_card(request: HttpRequest, ref: str) -> HttpResponseBase:
    found = queries.get_published(ref)
    address = web.whole_address(reverse("notices:notice_short", args=[found.ref]))
    drawn = share_cards.card_of(parties.hub_profile().code, address)
    return _whole(request, drawn, share_cards.MEDIA_TYPE, seconds=_A_DAY)


def feed(request: HttpRequest) -> HttpResponseBase:
    hub = parties.hub_profile()
    operator = parties.get_organisation(hub.operator_org_ref)
    changed_at = queries.last_change() or operator.opened_at
    written = atom.feed_of(
        queries.published()[: atom.MOST_ENTRIES],
        edition=web.edition(),
        title=_("Notices of %(hub)s") % {"hub": hub.name},
        author=operator.name,
        hub_code=hub.code,
        list_path=reverse("notices:notices"),
        feed_path=reverse("notices:feed"),
        changed_at=changed_at,
    )
    return _whole(request, written, atom.MEDIA_TYPE, seconds=_FIVE_MINUTES, changed_at=changed_at)


def _whole(
    request: HttpRequest, body: bytes, media_type: str, *, seconds: int, changed_at: datetime | None = None
) -> HttpResponseBase:
    """The bytes, or that they are still the same. `seconds`: how long others may keep them, 0 for nobody."""
    response = HttpResponse(body, content_type=media_type)
    response["ETag"] = etag = quote_etag(hashlib.sha256(body).hexdigest())
    response["Cache-Control"] = f"public, max-age={seconds}" if seconds else "private, no-store"
    if changed_at:
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    last_modified = int(changed_at.timestamp()) if changed_at else None
    return get_conditional_response(request, etag, last_modified, response) or response
