"""Addresses of notices."""

from __future__ import annotations

from entrepot.notices.words import Notice
from entrepot.values.slugs import slug_of


def page_path(notice: Notice, edition: str) -> str:
    """With the words of the title that this edition's readers see."""
    return f"/{edition}/notices/{notice.ref}/{slug_of(notice.text(edition).title)}/"


def picture_path(file_ref: str, edition: str) -> str:
    return f"/{edition}/notices/pictures/{file_ref}.jpg"
