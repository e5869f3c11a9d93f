"""What a text must have, and what a notice must have before everybody may read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from entrepot.notices import words
from entrepot.values.editions import EDITIONS

# What XML 1.0 holds in no document, so that every text fits the feed. Tab and line feed stay.
_NO_LETTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def checked(text: words.NoticeText) -> words.NoticeText:
    """The same with clean ends and line feeds. Refuses notices.no_edition, notices.empty_text and
    notices.too_long."""
    if text.edition not in EDITIONS:
        raise words.no_such_edition(text.edition)
    clean = replace(
        text,
        title=" ".join(_letters(text.title).split()),
        body=_letters(text.body).strip(),
        alternative=" ".join(_letters(text.alternative).split()),
    )
    for field, most in (
        ("title", words.LONGEST_TITLE),
        ("body", words.LONGEST_BODY),
        ("alternative", words.LONGEST_ALTERNATIVE),
    ):
        written = getattr(clean, field)
        if not written and field != "alternative":
            raise words.empty_text(field)
        if len(written) > most:
            raise words.too_long(field, most)
    return clean


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def require_readable(texts: Sequence[words.NoticeText], picture: bool) -> None:
    """For what everybody reads: a picture stands nowhere without its words. Refuses notices.no_alternative."""
    silent = [text.edition for text in texts if picture and not text.alternative]
    if silent:
        raise words.no_alternative(silent)
