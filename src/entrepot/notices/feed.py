"""The notices of one edition as an Atom feed (RFC 4287), by Django's generator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.xmlutils import SimplerXMLGenerator

from entrepot.notices.rules.addresses import page_path, picture_path
from entrepot.notices.rules.bodies import html_of, summary_of
from entrepot.notices.words import Notice, NoticeText
from entrepot.values import HubCode
from entrepot.web import public as web

MEDIA_TYPE = Atom1Feed.content_type
MOST_ENTRIES = 30


class _Feed(Atom1Feed):
    """With what Django leaves out: when the whole changed, also by a withdrawal; each entry's language and content."""

    def latest_post_date(self) -> datetime:
        changed_at: datetime = self.feed["changed_at"]
        return changed_at

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def feed_of(
    notices: Sequence[Notice],
    *,
    edition: str,
    title: str,
    author: str,
    hub_code: HubCode,
    list_path: str,
    feed_path: str,
    changed_at: datetime,
) -> bytes:
    """`changed_at`: when what everybody can read last changed."""
    made = _Feed(
        title=title,
        link=web.whole_address(list_path),
        description="",
        language=edition,
        author_name=author,
        feed_url=web.whole_address(feed_path),
        feed_guid=_id(hub_code, edition),
        changed_at=changed_at,
    )
    for notice in notices:
        text = notice.text(edition)
        made.add_item(
            title=text.title,
            link=web.whole_address(page_path(notice, edition)),
            description=escape(summary_of(text.body)),
            pubdate=notice.published_at,
            updateddate=notice.changed_at,
            unique_id=_id(hub_code, edition, notice.ref),
            language=text.edition,
            content=_content(notice, text, edition),
        )
    return made.writeString("utf-8").encode()


def _id(*parts: str) -> str:
    """The same for ever, wherever the hub moves and whatever a title becomes."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, '/'.join(('urn:entrepot:notices', *parts)))}"


def _content(notice: Notice, text: NoticeText, edition: str) -> str:
    body = mark_safe(html_of(text.body))  # noqa: S308 - our own Markdown, which passes no markup through
    if notice.picture is None:
        return body
    return format_html(
        '<p><img src="{}" alt="{}" width="{}" height="{}"></p>{}',
        web.whole_address(picture_path(notice.picture.file_ref, edition)),
        text.alternative, notice.picture.width, notice.picture.height, body,
    )  # fmt: skip
