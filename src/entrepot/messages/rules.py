"""How a plain letter is set."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

COLUMNS = 70
_CLOSING = "，。、；：？！）》」』”"


def letter_text(*paragraphs: str) -> str:
    """Paragraphs in lines of at most 70 columns with an empty line between them. Han takes two columns and may be broken
    anywhere; an address is never broken."""
    return "\n\n".join("\n".join(_lines(paragraph)) for paragraph in paragraphs if paragraph) + "\n"


def _lines(paragraph: str) -> Iterator[str]:
    line = ""
    for piece in _pieces(paragraph):
        if line and _columns(line + piece.rstrip()) > COLUMNS:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


def _pieces(paragraph: str) -> Iterator[str]:
    """What stays together: a word with the space after it, a Han character with the mark that closes after it."""
    piece = ""
    for character in " ".join(paragraph.split()):
        if piece and _may_part(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    yield piece


def _may_part(before: str, after: str) -> bool:
    if after == " " or before == " ":
        return before == " "
    return 2 in (_columns(before), _columns(after)) and after not in _CLOSING


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
