"""From the bytes of a message to its tree of segments, elements and components.

The tree is built by a JSON decoder: separators become brackets and quotes by a few replacements over the whole
message, and msgspec makes the nested tuples in C. That is several times the speed of splitting in Python, and the
release character costs four more replacements only in messages that have one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

import msgspec

from entrepot.ports.formats.edifact.character_sets import (
    CONTROLS,
    hide_two_byte_runs,
    to_utf8,
)

# A segment is its elements, an element its components; the first component of the first element is the tag.
Segment = tuple[tuple[str, ...], ...]

_BLANKS = b" \t\r\n"
# Where separators go while brackets are set: the four information separators, as ISO 646 meant them.
_TERMINATOR, _ELEMENT, _REPETITION, _COMPONENT = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
_HELD = (b"\x01", b"\x02", b"\x03", b"\x04", b"\x05")
_decode_tree = msgspec.json.Decoder(list[tuple[tuple[str, ...], ...]]).decode


@dataclass(frozen=True, slots=True)
class Separators:
    """The service characters of an interchange, one byte each; release and repetition may be empty."""

    component: bytes = b":"
    element: bytes = b"+"
    decimal: bytes = b"."
    release: bytes = b"?"
    repetition: bytes = b""
    terminator: bytes = b"'"

    @classmethod
    def of_una(cls, una: bytes) -> Separators | None:
        """From the nine bytes of a UNA line, None if two of them are the same or one is no sign."""
        component, element, decimal, release, repetition, terminator = (una[i : i + 1] for i in range(3, 9))
        found = cls(component, element, decimal, release.strip(), repetition.strip(), terminator)
        used = [found.component, found.element, found.release, found.repetition, found.terminator]
        given = [byte for byte in used if byte]
        usable = all(b"!" <= byte <= b"~" and not byte.isalnum() for byte in given[:-1])
        ends = not terminator.isalnum() and (b"!" <= terminator <= b"~" or terminator in (b"\n", b"\r"))
        if len(una) < 9 or len(set(given)) < len(given) or not usable or not ends:
            return None
        return found


LEVEL_B = Separators(b"\x1f", b"\x1d", b".", b"", b"", b"\x1c")


@dataclass(frozen=True, slots=True)
class Repeat:
    """A further occurrence of an element (syntax 4). segment and element count from 0 in the tree."""

    segment: int
    element: int
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The segments of a stretch of bytes and what was noticed on the way.

    read_as: the codec that could read the bytes. broken_lines: line breaks or tabs stood inside segments.
    controls: characters that no text may hold were left out.
    """

    segments: list[Segment]
    repeats: tuple[Repeat, ...] = ()
    read_as: str = "ascii"
    broken_lines: bool = False
    controls: bool = False


class Syntax:
    """How the bytes of one interchange are cut into segments and read. codec: a Python codec."""

    __slots__ = ("_blank_after", "_controls", "_released", "_table", "codec", "separators")

    def __init__(self, separators: Separators | None = None, codec: str = "ascii") -> None:
        s = separators or Separators()
        table = bytearray(range(256))
        for byte, place in (
            (s.component, _COMPONENT),
            (s.element, _ELEMENT),
            (s.repetition, _REPETITION),
            (s.terminator, _TERMINATOR),
        ):
            if byte:
                table[byte[0]] = place[0]
        own = (s.release, s.terminator, s.element, s.component, s.repetition)
        self.separators = s
        self.codec = codec
        self._table = bytes(table)
        self._controls = CONTROLS.translate(None, b"".join(own))
        # What is released, the byte that holds its place meanwhile, and how JSON writes it.
        self._released = [
            (s.release + byte, held, msgspec.json.encode(byte.decode("latin-1"))[1:-1])
            for byte, held in zip(own, _HELD, strict=True)
            if byte and s.release
        ]
        self._blank_after = re.compile(re.escape(s.terminator) + rb"[ \t\r\n]+")

    def tree(self, raw: bytes) -> Tree:
        """All segments of `raw`, which ends with a terminator. Forbidden control characters are left out."""
        text, read_as, broken = raw, "ascii", False
        if not text.isascii() or (self.codec == "iso2022_jp_2" and b"\x1b" in text):
            text, read_as = to_utf8(text, self.codec)
        before = len(text)
        text = text.translate(None, self._controls)
        controls = len(text) < before
        text, held = self._hold_released(text)
        if b"\n" in text or b"\r" in text or b"\t" in text or self.separators.terminator + b" " in text:
            text, broken = self._join_lines(text)
        text = text.translate(self._table)
        if b'"' in text or b"\\" in text:
            text = text.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        repeated = _REPETITION in text
        if repeated:
            text = text.replace(_REPETITION, b"\\u001e")
        text = (
            text[:-1].replace(_TERMINATOR, b'"]],[["').replace(_ELEMENT, b'"],["').replace(_COMPONENT, b'","')
        )
        for _, place, literal in held:
            text = text.replace(place, literal)
        segments = _decode_tree(b'[[["' + text + b'"]]]')
        if repeated:
            segments, repeats = _take_repeats(segments)
            return Tree(segments, repeats, read_as, broken, controls)
        return Tree(segments, (), read_as, broken, controls)

    def first_control(self, raw: bytes) -> int:
        """Offset of the first byte that no text may hold."""
        if self.codec == "iso2022_jp_2":
            raw = hide_two_byte_runs(raw)
        return next(i for i, byte in enumerate(raw) if byte in self._controls)

    def starts(self, raw: bytes) -> list[int]:
        """Offset of each segment of `raw`, and last the offset after the last."""
        terminator = self.separators.terminator
        shown = self.hide_released(raw)
        lengths = accumulate(map(len, shown.split(terminator)[:-1]))
        starts = [0, *(length + number for number, length in enumerate(lengths, start=1))]
        if b"\n" in raw or b"\r" in raw or terminator + b" " in raw:
            for index, start in enumerate(starts[:-1]):
                while start < len(raw) and raw[start] in _BLANKS:
                    start += 1
                starts[index] = start
        return starts

    def end_of_segment(self, raw: bytes, start: int) -> int:
        """Offset after the terminator of the segment that begins at `start`, or -1 if it isn't in `raw`."""
        terminator, release = self.separators.terminator, self.separators.release
        at = start
        while True:
            at = raw.find(terminator, at)
            if at < 0:
                return -1
            if not release or not self.is_released(raw, at, start):
                return at + 1
            at += 1

    def is_released(self, raw: bytes, at: int, start: int) -> bool:
        """Whether the byte at `at` follows an odd number of release characters."""
        release, before = self.separators.release, at
        while before > start and raw[before - 1 : before] == release:
            before -= 1
        return bool((at - before) % 2)

    def hide_released(self, raw: bytes) -> bytes:
        """The same bytes, as many, with released separators and two-byte text out of the way."""
        release = self.separators.release
        if self.codec == "iso2022_jp_2" and b"\x1b" in raw:
            raw = hide_two_byte_runs(raw)
        if release and release in raw:
            raw = raw.replace(release + release, b"\x01\x01")
            for pair, _, _ in self._released[1:]:
                raw = raw.replace(pair, b"\x01\x01")
        return raw

    def _hold_released(self, text: bytes) -> tuple[bytes, list[tuple[bytes, bytes, bytes]]]:
        release = self.separators.release
        if not release or release not in text:
            return text, []
        for pair, place, _ in self._released:
            text = text.replace(pair, place)
        # What is left released something that needs no release, which is harmless.
        return text.replace(release, b""), self._released

    def _join_lines(self, text: bytes) -> tuple[bytes, bool]:
        terminator = self.separators.terminator
        text = text.replace(terminator + b"\r\n", terminator).replace(terminator + b"\n", terminator)
        if self._blank_after.search(text):
            text = self._blank_after.sub(lambda _: terminator, text)
        inside = b"\t\r\n".translate(None, terminator)
        if len(text.translate(None, inside)) == len(text):
            return text, False
        text = text.translate(None, b"\r\n".translate(None, terminator)).replace(b"\t", b" ")
        return text, True


def _take_repeats(segments: list[Segment]) -> tuple[list[Segment], tuple[Repeat, ...]]:
    """First occurrences stay in the tree, where all readers look; the further ones are listed beside it."""
    repeats: list[Repeat] = []
    kept: list[Segment] = []
    for number, segment in enumerate(segments):
        elements: list[tuple[str, ...]] = []
        for place, element in enumerate(segment):
            first, *further = _occurrences(element)
            elements.append(first)
            repeats += [Repeat(number, place, components) for components in further]
        kept.append(tuple(elements))
    return kept, tuple(repeats)


def _occurrences(element: tuple[str, ...]) -> list[tuple[str, ...]]:
    """("a", "b\\x1ec", "d") is a:b and c:d."""
    found: list[list[str]] = [[]]
    for component in element:
        first, *others = component.split("\x1e")
        found[-1].append(first)
        found += [[other] for other in others]
    return [tuple(components) for components in found]


# So many digits has no control figure; Python itself refuses to read one of 5,000.
_MOST_DIGITS = 35


def counts(stated: str, counted: int) -> bool:
    """Whether a control figure, as it was sent, states this count."""
    return stated.isdecimal() and len(stated) <= _MOST_DIGITS and int(stated) == counted


def value(segment: Segment, element: int, component: int = 0) -> str:
    """One value of a segment, empty where there is none. Element 0 is the tag."""
    if element < len(segment):
        components = segment[element]
        if component < len(components):
            return components[component]
    return ""
