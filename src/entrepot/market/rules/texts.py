"""Texts of a product: which editions are missing, and a draft where one can be made from another script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import opencc

from entrepot.market.words import Text
from entrepot.values.editions import EDITIONS

_LETTERS = {"mn": re.compile("[\u0400-\u04ff\u1800-\u18af]"), "ar": re.compile("[\u0620-\u06ff]")}


@cache
def _converter(direction: str) -> opencc.OpenCC:
    return opencc.OpenCC(direction)


def with_drafts(texts: Iterable[Text]) -> tuple[Text, ...]:
    """The same texts, and traditional Chinese drafted from simplified by OpenCC if nobody wrote it."""
    written = {text.edition: text for text in texts}
    simplified = written.get("zh-hans")
    if simplified and "zh-hant" not in written:
        written["zh-hant"] = Text(
            "zh-hant",
            _converter("s2tw").convert(simplified.title),
            _converter("s2tw").convert(simplified.description),
            draft=True,
        )
    return tuple(written[edition] for edition in EDITIONS if edition in written)


def to_simplified(text: str) -> str:
    """For comparison only: one script for all Chinese text."""
    return str(_converter("t2s").convert(text))


def is_han(character: str) -> bool:
    point = ord(character)
    return 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF


def is_in_script(text: str, edition: str) -> bool:
    """Whether a text can be one of its edition at all: Chinese has Han characters, Mongolian Cyrillic or Mongolian
    letters, Arabic its own; these have no Han. A file read in the wrong encoding fails here."""
    if edition in ("zh-hans", "zh-hant"):
        return any(map(is_han, text))
    letters = _LETTERS.get(edition)
    return (letters is None or letters.search(text) is not None) and not any(map(is_han, text))
