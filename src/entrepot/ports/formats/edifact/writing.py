"""From segments to the bytes of an interchange, with counts and references that add up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

# What no EDIFACT text may hold: control characters have no release.
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")

Element = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to be written, without UNH and UNT. kind: "COARRI:D:95B:UN:ITG13"."""

    kind: str
    segments: tuple[tuple[Element, ...], ...]


def segment(tag: str, *elements: Element) -> tuple[Element, ...]:
    return (tag, *elements)


def number(value: Decimal) -> str:
    """Without an exponent and without a plus sign."""
    return format(value, "f")


def write_interchange(
    messages: Sequence[Outgoing], *, sender: str, receiver: str, control_ref: str, at: datetime
) -> bytes:
    """An interchange of syntax 3 in UNOC, or of syntax 4 in UNOY (UTF-8) if there are letters outside ISO 8859-1.

    `at` is written in its own zone. Raises ValueError for text with control characters.
    """
    texts = [part for message in messages for line in message.segments for part in _texts(line)]
    try:
        "".join(texts).encode("iso8859-1")
        charset, codec, signs, day = ("UNOC", "3"), "iso8859-1", "?'+:", "%y%m%d"
    except UnicodeEncodeError:
        charset, codec, signs, day = ("UNOY", "4"), "utf-8", "?'+:*", "%Y%m%d"
    prepared = (at.strftime(day), at.strftime("%H%M"))
    lines = [_line(("UNB", charset, sender, receiver, prepared, control_ref), signs)]
    for count, message in enumerate(messages, start=1):
        ref = str(count)
        kind = tuple(message.kind.split(":"))
        lines.append(_line(("UNH", ref, kind), signs))
        lines += [_line(line, signs) for line in message.segments]
        lines.append(_line(("UNT", str(len(message.segments) + 2), ref), signs))
    lines.append(_line(("UNZ", str(len(messages)), control_ref), signs))
    una = "UNA:+.?*'" if "*" in signs else "UNA:+.? '"
    return (una + "".join(lines)).encode(codec)


def _texts(elements: Sequence[Element]) -> list[str]:
    return [text for element in elements for text in ((element,) if isinstance(element, str) else element)]


def _line(elements: Sequence[Element], signs: str) -> str:
    written = [_element(element, signs) for element in elements]
    while not written[-1]:
        written.pop()
    return "+".join(written) + "'"


def _element(element: Element, signs: str) -> str:
    components = (element,) if isinstance(element, str) else element
    last = len(components)
    while last and not components[last - 1]:
        last -= 1
    return ":".join(_escape(component, signs) for component in components[:last])


def _escape(text: str, signs: str) -> str:
    if _UNWRITABLE.search(text):
        raise ValueError(f"{text!r} has characters that EDIFACT cannot carry")
    for sign in signs:
        text = text.replace(sign, f"?{sign}")
    return text
