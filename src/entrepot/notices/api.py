"""Notices over the API: everybody reads, the operator writes."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from entrepot.notices import actions, queries, words
from entrepot.notices.operators import notice_for, require_operator
from entrepot.notices.rules.addresses import page_path, picture_path
from entrepot.parties import public as parties
from entrepot.values.clock import now
from entrepot.web import public as web

router = Router(tags=["notices"])


class TextIn(Schema):
    """`body` is Markdown: paragraphs, lists, quotations, emphasis, links. `alternative` says what the picture shows."""

    title: str = Field(min_length=1, max_length=words.LONGEST_TITLE)
    body: str = Field(min_length=1, max_length=words.LONGEST_BODY)
    alternative: str = Field("", max_length=words.LONGEST_ALTERNATIVE)

    def text(self, edition: str) -> words.NoticeText:
        return words.NoticeText(edition, self.title, self.body, self.alternative)


class NoticeIn(Schema):
    texts: dict[str, TextIn] = Field(
        min_length=1, description="By edition, e.g. zh-hans. Other editions show a near one, else the first"
    )


class TextOut(TextIn):
    edition: str
    page_url: str


class PictureOut(Schema):
    """JPEG; the small one fits 480 by 480 points, the other has `width` and `height`."""

    url: str
    small_url: str
    width: int
    height: int


class NoticeOut(Schema):
    notice_ref: str
    state: words.NoticeState
    published_at: datetime | None
    changed_at: datetime
    texts: list[TextOut]
    picture: PictureOut | None


class NoticesOut(Schema):
    items: list[NoticeOut]
    next_offset: int | None


class PageOfThem(Schema):
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=100_000)


@router.get("/notices", response=NoticesOut, auth=None)
def notices(request: HttpRequest, asked: Query[PageOfThem]) -> NoticesOut:
    """What is published, the newest first."""
    found = queries.published()[asked.offset : asked.offset + asked.limit + 1]
    return NoticesOut(
        items=[_out(notice) for notice in found[: asked.limit]],
        next_offset=asked.offset + asked.limit if len(found) > asked.limit else None,
    )


@router.get("/notices/{notice_ref}", response=NoticeOut, auth=None)
def notice(request: HttpRequest, notice_ref: str) -> NoticeOut:
    """Drafts and withdrawn ones for the operator's key only."""
    return _out(notice_for(request, notice_ref))


@router.post("/notices", response={201: NoticeOut}, auth=parties.api_auth)
def write(request: HttpRequest, body: NoticeIn) -> Status[NoticeOut]:
    """A draft, which nobody but operators sees until it is published."""
    written = [text.text(edition) for edition, text in body.texts.items()]
    return Status(201, _out(actions.write_notice(written=written, by=require_operator(request), at=now())))


@router.put("/notices/{notice_ref}/texts/{edition}", response=NoticeOut, auth=parties.api_auth)
def write_text(request: HttpRequest, notice_ref: str, edition: str, body: TextIn) -> NoticeOut:
    """Write or rewrite one edition. What is published changes at once."""
    by = require_operator(request)
    return _out(actions.write_text(notice_ref=notice_ref, text=body.text(edition), by=by, at=now()))


@router.post("/notices/{notice_ref}/picture", response=NoticeOut, auth=parties.api_auth)
def set_picture(request: HttpRequest, notice_ref: str, picture: File[UploadedFile]) -> NoticeOut:
    """JPEG, PNG or WebP of at most 5 MB. It is drawn anew: no metadata is kept."""
    by = require_operator(request)
    content = picture.read(words.MOST_PICTURE_BYTES + 1)
    return _out(actions.set_picture(notice_ref=notice_ref, content=content, by=by, at=now()))


@router.post("/notices/{notice_ref}/publication", response=NoticeOut, auth=parties.api_auth)
def publish(request: HttpRequest, notice_ref: str) -> NoticeOut:
    """Show it to everybody, in all its editions and the feed."""
    return _out(actions.publish(notice_ref=notice_ref, by=require_operator(request), at=now()))


@router.post("/notices/{notice_ref}/withdrawal", response=NoticeOut, auth=parties.api_auth)
def withdraw(request: HttpRequest, notice_ref: str) -> NoticeOut:
    """Show it to nobody but operators. Its address says that it was withdrawn."""
    return _out(actions.withdraw(notice_ref=notice_ref, by=require_operator(request), at=now()))


def _out(found: words.Notice) -> NoticeOut:
    first = found.texts[0].edition
    return NoticeOut(
        notice_ref=found.ref,
        state=found.state,
        published_at=found.published_at,
        changed_at=found.changed_at,
        texts=[
            TextOut(
                edition=text.edition,
                title=text.title,
                body=text.body,
                alternative=text.alternative,
                page_url=web.whole_address(page_path(found, text.edition)),
            )
            for text in found.texts
        ],
        picture=PictureOut(
            url=web.whole_address(picture_path(found.picture.file_ref, first)),
            small_url=web.whole_address(picture_path(found.picture.small_file_ref, first)),
            width=found.picture.width,
            height=found.picture.height,
        )
        if found.picture
        else None,
    )
