"""Reads of notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, Prefetch, Q, QuerySet

from entrepot.notices import models, words
from entrepot.notices.rules.headlines import headline_of
from entrepot.notices.words import NoticeState
from entrepot.web import public as web

_NOTICES = models.Notice.objects.select_related("picture").prefetch_related(
    Prefetch("texts", models.NoticeText.objects.order_by("id"))
)
_IN_STATE = {
    NoticeState.DRAFT: Q(published_at=None),
    NoticeState.PUBLISHED: Q(published_at__isnull=False, withdrawn_at=None),
    NoticeState.WITHDRAWN: Q(withdrawn_at__isnull=False),
}


def get_notice(ref: str) -> words.Notice:
    """For an operator, in whatever state. Refuses notices.not_found."""
    return _one(_NOTICES.filter(ref=ref))


def get_published(ref: str) -> words.Notice:
    """For everybody. A draft is not there; refuses notices.not_found and notices.withdrawn."""
    return _readable(get_notice(ref))


def get_notice_of_picture(file_ref: str) -> words.Notice:
    """In whatever state. Refuses notices.not_found."""
    return _one(_NOTICES.filter(Q(picture__file_ref=file_ref) | Q(picture__small_file_ref=file_ref)))


def published() -> Sequence[words.Notice]:
    """The newest first."""
    rows = _NOTICES.filter(_IN_STATE[NoticeState.PUBLISHED]).order_by("-published_at", "-id")
    return web.Lazily(rows, to_words)


def latest(edition: str, limit: int) -> tuple[words.Headline, ...]:
    """The newest notices for another page of this hub, each in the text that readers of this edition get."""
    return tuple(headline_of(notice, edition) for notice in published()[:limit])


def all_notices(state: NoticeState | None = None) -> Sequence[words.Notice]:
    """For the operator: what changed last comes first."""
    rows = _NOTICES.filter(_IN_STATE[state]) if state else _NOTICES.all()
    return web.Lazily(rows.order_by("-changed_at", "-id"), to_words)


def count_by_state() -> dict[NoticeState, int]:
    return {state: models.Notice.objects.filter(having).count() for state, having in _IN_STATE.items()}


def last_change() -> datetime | None:
    """When what everybody can read last changed: by a notice, a change to one, or a withdrawal."""
    told = models.Notice.objects.filter(published_at__isnull=False)
    found: datetime | None = told.aggregate(at=Max("changed_at"))["at"]
    return found


def _one(rows: QuerySet[models.Notice]) -> words.Notice:
    row = rows.first()
    if row is None:
        raise words.no_such_notice()
    return to_words(row)


def _readable(notice: words.Notice) -> words.Notice:
    match notice.state:
        case NoticeState.DRAFT:
            raise words.no_such_notice()
        case NoticeState.WITHDRAWN:
            raise words.notice_withdrawn()
    return notice


def to_words(row: models.Notice) -> words.Notice:
    picture: Any = getattr(row, "picture", None)
    return words.Notice(
        ref=row.ref,
        texts=tuple(
            words.NoticeText(text.edition, text.title, text.body, text.alternative)
            for text in row.texts.all()
        ),
        picture=words.Picture(picture.file_ref, picture.small_file_ref, picture.width, picture.height)
        if picture
        else None,
        written_at=row.written_at,
        changed_at=row.changed_at,
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
    )
