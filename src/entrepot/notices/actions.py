"""Write, picture, publish and withdraw notices. That it is an operator who asks, the edge has proved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from entrepot.facts import public as facts
from entrepot.files import public as files
from entrepot.notices import models, queries, words
from entrepot.notices.events import NoticeChanged, NoticePublished, NoticeWithdrawn, NoticeWritten
from entrepot.notices.rules import pictures, texts
from entrepot.notices.words import Notice, NoticeState, NoticeText
from entrepot.values.references import new_ref


@transaction.atomic
def write_notice(*, written: Sequence[NoticeText], by: str, at: datetime) -> Notice:
    """A draft. Of several texts the first is the one that other editions fall back to. Refuses notices.empty_text,
    notices.too_long and notices.no_edition."""
    if not written:
        raise words.empty_text("texts")
    row = models.Notice.objects.create(ref=new_ref("notice"), written_at=at, changed_at=at)
    for text in written:
        _keep_text(row, text)
    facts.announce(NoticeWritten(row.ref), at=at, refs=[row.ref], by=by)
    return queries.get_notice(row.ref)


@transaction.atomic
def write_text(*, notice_ref: str, text: NoticeText, by: str, at: datetime) -> Notice:
    """Write or rewrite the text of one edition; what is published changes at once. Refuses as `write_notice` does, and
    notices.no_alternative."""
    row = _locked(notice_ref)
    _keep_text(row, text)
    return _changed(row, by=by, at=at)


@transaction.atomic
def remove_text(*, notice_ref: str, edition: str, by: str, at: datetime) -> Notice:
    """That edition's readers see another one. Refuses notices.last_text."""
    row = _locked(notice_ref)
    if not row.texts.exclude(edition=edition).exists():
        raise words.last_text()
    row.texts.filter(edition=edition).delete()
    return _changed(row, by=by, at=at)


@transaction.atomic
def set_picture(*, notice_ref: str, content: bytes, by: str, at: datetime) -> Notice:
    """Keep what `rules.pictures.redraw` makes of it instead of the one before. Refuses what that refuses, and
    notices.no_alternative where the notice is published."""
    row = _locked(notice_ref)
    drawn = pictures.redraw(content)
    large = files.store(drawn.large, f"{row.ref}.jpg", at, media_type=pictures.MEDIA_TYPE)
    small = files.store(drawn.small, f"{row.ref}-small.jpg", at, media_type=pictures.MEDIA_TYPE)
    models.NoticePicture.objects.update_or_create(
        notice=row,
        defaults={
            "file_ref": large.ref,
            "small_file_ref": small.ref,
            "width": drawn.width,
            "height": drawn.height,
        },
    )
    return _changed(row, by=by, at=at)


@transaction.atomic
def remove_picture(*, notice_ref: str, by: str, at: datetime) -> Notice:
    row = _locked(notice_ref)
    models.NoticePicture.objects.filter(notice=row).delete()
    return _changed(row, by=by, at=at)


@transaction.atomic
def publish(*, notice_ref: str, by: str, at: datetime) -> Notice:
    """Show it to everybody, as new, also one that was withdrawn. Published already, nothing happens. Refuses
    notices.no_alternative."""
    row = _locked(notice_ref)
    notice = queries.get_notice(notice_ref)
    if notice.state is NoticeState.PUBLISHED:
        return notice
    texts.require_readable(notice.texts, picture=notice.picture is not None)
    row.published_at, row.withdrawn_at, row.changed_at = at, None, at
    row.save()
    editions = tuple(text.edition for text in notice.texts)
    facts.announce(NoticePublished(row.ref, editions), at=at, refs=[row.ref], by=by)
    return queries.get_notice(notice_ref)


@transaction.atomic
def withdraw(*, notice_ref: str, by: str, at: datetime) -> Notice:
    """Show it to nobody but operators. Withdrawn already, nothing happens. Refuses notices.not_published."""
    row = _locked(notice_ref)
    if row.published_at is None:
        raise words.not_published()
    if row.withdrawn_at is None:
        row.withdrawn_at = row.changed_at = at
        row.save()
        facts.announce(NoticeWithdrawn(row.ref), at=at, refs=[row.ref], by=by)
    return queries.get_notice(notice_ref)


def _locked(ref: str) -> models.Notice:
    row = models.Notice.objects.select_for_update().filter(ref=ref).first()
    if row is None:
        raise words.no_such_notice()
    return row


def _keep_text(row: models.Notice, text: NoticeText) -> None:
    clean = texts.checked(text)
    row.texts.update_or_create(
        edition=clean.edition,
        defaults={"title": clean.title, "body": clean.body, "alternative": clean.alternative},
    )


def _changed(row: models.Notice, *, by: str, at: datetime) -> Notice:
    row.changed_at = at
    row.save()
    facts.announce(NoticeChanged(row.ref), at=at, refs=[row.ref], by=by)
    notice = queries.get_notice(row.ref)
    if notice.state is NoticeState.PUBLISHED:
        texts.require_readable(notice.texts, picture=notice.picture is not None)
    return notice
