"""A notice as it stands in a list."""

from __future__ import annotations

from entrepot.notices.rules.addresses import page_path, picture_path
from entrepot.notices.rules.bodies import summary_of
from entrepot.notices.words import Headline, Notice


def headline_of(notice: Notice, edition: str) -> Headline:
    text = notice.text(edition)
    return Headline(
        ref=notice.ref,
        edition=text.edition,
        title=text.title,
        summary=summary_of(text.body),
        published_at=notice.published_at or notice.written_at,
        href=page_path(notice, edition),
        picture_href=picture_path(notice.picture.small_file_ref, edition) if notice.picture else "",
        alternative=text.alternative,
    )
