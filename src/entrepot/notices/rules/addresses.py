"""Addresses of notices."""

from __future__ import annotations

from entrepot.notices.words import Notice
from entrepot.values.slugs import slug_of
from entrepot.web.words import PublicPage


def page_path(notice: Notice, edition: str) -> str:
    """With the words of the title that this edition's readers see."""
    return f"/{edition}/notices/{notice.ref}/{slug_of(notice.text(edition).title)}/"


def public_page(notice: Notice, edition: str) -> PublicPage:
    """In the editions that it is written in; a reader of another one sees the text of one of these."""
    paths = {text.edition: page_path(notice, text.edition) for text in notice.texts}
    return PublicPage(paths, notice.text(edition).edition, notice.changed_at)


def picture_path(file_ref: str, edition: str) -> str:
    return f"/{edition}/notices/pictures/{file_ref}.jpg"
