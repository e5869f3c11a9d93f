"""From a file to its messages, one after the other: never more of the file in memory than the message at hand.

A file may hold several interchanges, interchanges with groups, messages with no interchange around them, line breaks
wherever a segment has ended, and text before the first segment. Whatever is wrong becomes a finding with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO

from entrepot.ports.formats.edifact import findings as f
from entrepot.ports.formats.edifact.character_sets import codec_of
from entrepot.ports.formats.edifact.message import Group, Interchange, Message
from entrepot.ports.formats.edifact.syntax import LEVEL_B, Segment, Separators, Syntax, counts, value
from entrepot.ports.words import Finding, Position

CHUNK_BYTES = 256 * 1024
MESSAGE_LIMIT_BYTES = 16 * 1024 * 1024
# Repeated elements count as segments. Thirty for each of ten thousand boxes; in memory one takes some 300 bytes.
SEGMENTS_LIMIT = 300_000
# So many errors around messages, and a file is not worth reading on.
FINDINGS_LIMIT = 1000

_SERVICE = re.compile(rb"UN[BEGHTZ](?![0-9A-Za-z])")
_OPENING = re.compile(rb"UN[ABEGHTZ](?![0-9A-Za-z])")
_BLANK = re.compile(rb"[ \t\r\n]*")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_syntax = lru_cache(maxsize=64)(Syntax)


@dataclass(frozen=True, slots=True)
class Closed:
    """The end of an interchange, or of the file where `interchange` is None, with what was wrong around messages."""

    interchange: Interchange | None
    messages: int
    findings: tuple[Finding, ...]


class _Window:
    """The part of the file in memory. Reading on moves `start`, the place of the next byte to look at, to 0."""

    def __init__(self, source: bytes | BinaryIO) -> None:
        self.file = None if isinstance(source, bytes) else source
        self.buffer = source if isinstance(source, bytes) else source.read(CHUNK_BYTES)
        self.base = 0
        self.start = 0

    @property
    def offset(self) -> int:
        """Of the next byte, in the file."""
        return self.base + self.start

    def read_on(self) -> bool:
        """Bring more of the file in; False at its end. Doubles, so that a long message is not copied again and again."""
        if self.file is None:
            return False
        left = self.buffer[self.start :]
        more = self.file.read(max(CHUNK_BYTES, len(left)))
        if not more:
            self.file = None
            return False
        self.base += self.start
        self.buffer, self.start = left + more, 0
        return True


@dataclass
class _Scan:
    """The state between one segment outside messages and the next."""

    window: _Window
    codec: str
    syntax: Syntax = field(default_factory=_syntax)
    una: Separators | None = None
    interchange: Interchange | None = None
    group: Group | None = None
    segments: int = 0
    interchanges: int = 0
    messages: int = 0
    groups: int = 0
    in_group: int = 0
    bare: bool = False
    read_any: bool = False
    wrong: int = 0  # in the interchanges before
    findings: list[Finding] = field(default_factory=list)
    outside: list[Finding] = field(default_factory=list)

    def run(self) -> Iterator[Message | Closed]:
        window = self.window
        if window.buffer.startswith(_BYTE_ORDER_MARK):
            window.start = len(_BYTE_ORDER_MARK)
        while self._skip_blanks():
            if self.wrong + len(self.findings) + len(self.outside) > FINDINGS_LIMIT:
                self._found(f.GAVE_UP, limit=FINDINGS_LIMIT)
                break
            opening = _OPENING.match(window.buffer, window.start)
            if opening is None:
                self._skip_to_service()
                continue
            tag = opening.group()
            if tag == b"UNA":
                self._una()
            elif tag == b"UNH":
                yield self._message()
            else:
                if tag == b"UNB":
                    if self.interchange:
                        yield self._close(cut=True)
                    self._settle_separators()
                segment, position = self._segment()
                if segment is None:
                    break
                closed = self._envelope(tag, segment, position)
                if closed:
                    yield closed
        if self.interchange:
            yield self._close(cut=True)
        if not self.read_any:
            self._found(f.EMPTY)
        elif not (self.interchanges or self.bare or self.outside):
            self.outside.append(f.CUT.at(Position(window.offset, 0, 0, "UNA")))
        if self.bare:
            self._found(f.NO_ENVELOPE)
        yield Closed(None, self.messages, tuple(self.outside + self.findings))

    def _skip_blanks(self) -> bool:
        """To the next byte that is not blank; False at the end of the file."""
        window = self.window
        while True:
            blanks = _BLANK.match(window.buffer, window.start)
            window.start = blanks.end() if blanks else window.start
            enough = len(window.buffer) - window.start >= 10
            if enough or not window.read_on():
                return window.start < len(window.buffer)

    def _una(self) -> None:
        window = self.window
        una = window.buffer[window.start : window.start + 9]
        found = Separators.of_una(una) if len(una) == 9 else None
        if found is None:
            self._found(f.BAD_UNA)
        self.una = found
        if found:
            self.syntax = _syntax(found, self.syntax.codec)
        window.start += len(una)
        self.read_any = True

    def _settle_separators(self) -> None:
        """Without a UNA line the defaults hold, or level B's, which the byte after UNB tells."""
        window = self.window
        after = window.buffer[window.start + 3 : window.start + 4]
        separators = self.una or (LEVEL_B if after == LEVEL_B.element else Separators())
        self.syntax = _syntax(separators, "iso8859-1")
        self.una = None

    def _segment(self) -> tuple[Segment | None, Position]:
        """The segment that begins here, outside messages; None if the file ends within it."""
        window, syntax = self.window, self.syntax
        self.segments += 1
        self.read_any = True
        tag = window.buffer[window.start : window.start + 3].decode("ascii", "replace")
        position = Position(window.offset, self.segments, 0, tag)
        while (end := syntax.end_of_segment(window.buffer, window.start)) < 0:
            too_long = len(window.buffer) - window.start > MESSAGE_LIMIT_BYTES
            if too_long or not window.read_on():
                end_of_file = Position(window.base + len(window.buffer), self.segments, 0, tag)
                self._list().append(f.CUT.at(end_of_file))
                window.start, window.file = len(window.buffer), None
                return None, position
        raw = window.buffer[window.start : end]
        window.start = end
        tree = syntax.tree(raw)
        if tree.controls:
            at = syntax.first_control(raw)
            found = f.CONTROL_CHARACTER.at(position, character=f"0x{raw[at]:02X}")
            # What is wrong with UNB counts against the interchange that it is about to open.
            (self.findings if tag == "UNB" else self._list()).append(found)
        return tree.segments[0], position

    def _envelope(self, tag: bytes, segment: Segment, position: Position) -> Closed | None:
        if tag == b"UNB":
            self._open(segment, position)
        elif tag == b"UNZ" and self.interchange:
            counted = self.groups or self.messages
            self._compare(f.UNZ_COUNT, value(segment, 1), counted, position)
            if value(segment, 2) != self.interchange.control_ref:
                self.findings.append(
                    f.UNZ_REF.at(position, stated=value(segment, 2), expected=self.interchange.control_ref)
                )
            return self._close(cut=False)
        elif tag == b"UNG" and self.interchange and not self.group:
            self.group = Group(value(segment, 1), value(segment, 5), position)
            self.groups += 1
            self.in_group = 0
        elif tag == b"UNE" and self.group:
            self._compare(f.UNE_COUNT, value(segment, 1), self.in_group, position)
            if value(segment, 2) != self.group.ref:
                self.findings.append(
                    f.UNE_REF.at(position, stated=value(segment, 2), expected=self.group.ref)
                )
            self.group = None
        else:
            self._list().append(f.MISPLACED.at(position))
        return None

    def _open(self, header: Segment, position: Position) -> None:
        identifier, version = value(header, 1), value(header, 1, 1)
        codec = self.codec or codec_of(identifier)
        if codec is None:
            self.findings.append(f.CHARACTER_SET_UNKNOWN.at(position, named=identifier))
            codec = "utf-8"
        s = self.syntax.separators
        # The fifth sign of UNA separates repeated elements from syntax 4 on; before, it was reserved.
        repetition = (s.repetition or b"*") if version >= "4" else b""
        if repetition in (s.component, s.element, s.release, s.terminator):
            repetition = b""
        separators = Separators(s.component, s.element, s.decimal, s.release, repetition, s.terminator)
        self.syntax = _syntax(separators, codec)
        self.interchanges += 1
        self.messages = self.groups = 0
        self.interchange = Interchange(
            number=self.interchanges,
            syntax=self.syntax,
            syntax_identifier=identifier,
            syntax_version=version,
            sender=value(header, 2),
            recipient=value(header, 3),
            prepared=value(header, 4) + value(header, 4, 1),
            control_ref=value(header, 5),
            application_ref=value(header, 7),
            is_test=value(header, 11) == "1",
            header=header,
            position=position,
        )

    def _close(self, *, cut: bool) -> Closed:
        here = Position(self.window.offset, self.segments, 0, "")
        if self.group:
            self.findings.append(f.UNE_MISSING.at(here, ref=self.group.ref))
        if cut and self.interchange and not any(found.code == "edifact.cut" for found in self.findings):
            self.findings.append(f.UNZ_MISSING.at(here, ref=self.interchange.control_ref))
        closed = Closed(self.interchange, self.messages, tuple(self.findings))
        self.interchange = self.group = None
        self.wrong += len(self.findings)
        self.findings, self.messages = [], 0
        self.syntax = _syntax(Separators(), "utf-8")
        return closed

    def _message(self) -> Message:
        """The message that begins here, whole or as much of it as there is."""
        window, syntax = self.window, self.syntax
        if self.interchange is None:
            self.bare = True
            syntax = self.syntax = _syntax(self.una or syntax.separators, self.codec or "utf-8")
        self.read_any = True
        looked, service, end = 3, None, -1
        while True:
            service = service or self._next_service(looked)
            if service and not window.buffer.startswith(b"UNT", window.start + service):
                end = window.start + service
                break
            if service:
                end = syntax.end_of_segment(window.buffer, window.start + service)
                if end >= 0:
                    break
            size = len(window.buffer) - window.start
            if size > MESSAGE_LIMIT_BYTES or not window.read_on():
                end = len(window.buffer)
                service = None
                break
            looked = max(3, size - 256)
        whole = service is not None and window.buffer.startswith(b"UNT", window.start + service)
        raw = window.buffer[window.start : end]
        rest = b"" if whole else raw
        if not whole:
            last = _last_end(syntax, raw)
            raw, rest = raw[:last], raw[last:].strip(b" \t\r\n")
        if not raw:
            raw = window.buffer[window.start : window.start + 3] + syntax.separators.terminator
        too_many = _segments_at_most(syntax, raw) > SEGMENTS_LIMIT
        if too_many:
            raw, end = raw[: syntax.end_of_segment(raw, 0)], len(window.buffer)
        message = Message(
            raw=raw,
            offset=window.offset,
            first_segment=self.segments + 1,
            syntax=syntax,
            interchange=self.interchange,
            group=self.group,
            ended=whole and not too_many,
        )
        if too_many:
            message.findings.append(f.TOO_MANY_SEGMENTS.at(message.position(0), limit=SEGMENTS_LIMIT))
            window.file = None
        elif not whole:
            self._unended(message, window.base + end, rest, next_tag=service is not None)
        window.start = end
        self.segments += len(message.segments)
        self.messages += 1
        self.in_group += 1
        return message

    def _unended(self, message: Message, end: int, rest: bytes, *, next_tag: bool) -> None:
        segments = self.segments + len(message.segments)
        if len(message.raw) > MESSAGE_LIMIT_BYTES:
            message.findings.append(f.TOO_LONG.at(message.position(0), limit=MESSAGE_LIMIT_BYTES))
            self.window.file = None
        if rest:
            position = Position(
                end, segments + 1, 0, rest[:3].decode("ascii", "replace"), message_ref=message.ref
            )
            message.findings.append(f.CUT.at(position))
        elif not next_tag:
            position = Position(end, segments, 0, message.tags[-1], message_ref=message.ref)
            message.findings.append(f.CUT_AFTER.at(position))
        else:
            at = end - self.window.base
            tag = self.window.buffer[at : at + 3].decode("ascii", "replace")
            position = Position(end, segments + 1, 0, tag, message_ref=message.ref)
            message.findings.append(f.UNT_MISSING.at(position, ref=message.ref))

    def _next_service(self, looked: int) -> int | None:
        """How far the next UNT, or another service segment, is from the beginning of the message at hand."""
        window, syntax = self.window, self.syntax
        buffer, terminator = window.buffer, syntax.separators.terminator[0]
        for found in _SERVICE.finditer(buffer, window.start + looked):
            before = found.start() - 1
            while before > window.start and buffer[before] in b" \t\r\n" and buffer[before] != terminator:
                before -= 1
            if buffer[before] != terminator:
                continue
            if syntax.separators.release and syntax.is_released(buffer, before, window.start):
                continue
            if found.end() == len(buffer) and window.file is not None:
                return None
            return found.start() - window.start
        return None

    def _skip_to_service(self) -> None:
        """Over whatever is no service segment: text before the first, or segments that belong to no message."""
        window = self.window
        offset = window.offset
        begins = window.buffer[window.start : window.start + 30].decode("utf-8", "replace")
        while (found := _OPENING.search(window.buffer, window.start)) is None:
            window.start = max(window.start, len(window.buffer) - 3)
            if not window.read_on():
                break
        window.start = found.start() if found else len(window.buffer)
        if self.interchange:
            self.segments += 1
            self.findings.append(f.MISPLACED.at(Position(offset, self.segments, 0, begins[:3])))
        elif found is None and self.read_any and begins in ("U", "UN"):
            self.outside.append(f.CUT.at(Position(window.offset, self.segments + 1, 0, begins)))
        elif found is None and not self.read_any:
            self.outside.append(f.NOT_EDIFACT.at(Position(offset), begins=begins))
        else:
            length = window.offset - offset
            self.outside.append(f.JUNK.at(Position(offset, self.segments), begins=begins, length=length))
        self.read_any = True

    def _compare(self, kind: f.Kind, stated: str, counted: int, position: Position) -> None:
        if not counts(stated, counted):
            self.findings.append(kind.at(position, stated=stated, counted=counted))

    def _found(self, kind: f.Kind, **params: str | int) -> None:
        self.outside.append(kind.at(Position(self.window.offset, self.segments), **params))

    def _list(self) -> list[Finding]:
        return self.findings if self.interchange else self.outside


def _segments_at_most(syntax: Syntax, raw: bytes) -> int:
    s = syntax.separators
    return raw.count(s.terminator) + (raw.count(s.repetition) if s.repetition else 0)


def _last_end(syntax: Syntax, raw: bytes) -> int:
    """Offset after the last whole segment of `raw`."""
    return syntax.hide_released(raw).rfind(syntax.separators.terminator) + 1


def read_messages(source: bytes | BinaryIO, *, character_set: str = "") -> Iterator[Message | Closed]:
    """Messages in their order, after each interchange a Closed, and last a Closed for the file itself.

    character_set: a Python codec that overrides what UNB says.
    """
    return _Scan(_Window(source), character_set).run()
