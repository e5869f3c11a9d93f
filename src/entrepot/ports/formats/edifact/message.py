"""One message of a file, with its bytes, its segments and the place of each, and the envelopes it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from entrepot.ports.formats.edifact import findings as f
from entrepot.ports.formats.edifact.syntax import Repeat, Segment, Syntax, counts, value
from entrepot.ports.words import Finding, Position

_TAGS = re.compile("(?:[A-Z][A-Z0-9]{2} )*")


@dataclass(frozen=True, slots=True)
class Interchange:
    """What UNB says. number: first, second, ... of its file. prepared: date and time as sent, without a zone."""

    number: int
    syntax: Syntax
    syntax_identifier: str
    syntax_version: str
    sender: str
    recipient: str
    prepared: str
    control_ref: str
    application_ref: str
    is_test: bool
    header: Segment
    position: Position


@dataclass(frozen=True, slots=True)
class Group:
    """What UNG says."""

    message_type: str
    ref: str
    position: Position


class Message:
    """One message with its bytes, its segments and the place of each.

    raw: from UNH to the terminator of UNT. offset: of raw in the file. first_segment: number of UNH in the file.
    findings: what is wrong with its ends, characters and tags; its content is for the format to judge.
    """

    __slots__ = (
        "_starts",
        "findings",
        "first_segment",
        "group",
        "interchange",
        "offset",
        "raw",
        "repeats",
        "segments",
        "syntax",
        "tags",
    )

    def __init__(
        self,
        *,
        raw: bytes,
        offset: int,
        first_segment: int,
        syntax: Syntax,
        interchange: Interchange | None,
        group: Group | None,
        ended: bool,
    ) -> None:
        self.raw = raw
        self.offset = offset
        self.first_segment = first_segment
        self.syntax = syntax
        self.interchange = interchange
        self.group = group
        tree = syntax.tree(raw)
        self.segments: list[Segment] = tree.segments
        self.repeats: tuple[Repeat, ...] = tree.repeats
        self.tags = [segment[0][0] for segment in tree.segments]
        self._starts: list[int] | None = None
        self.findings: list[Finding] = []
        if ended:
            self._check_trailer()
        if tree.controls:
            at = syntax.first_control(raw)
            self._found(f.CONTROL_CHARACTER, self._segment_at(at), character=f"0x{raw[at]:02X}")
        if tree.read_as not in ("ascii", syntax.codec):
            at = next(i for i, byte in enumerate(raw) if byte > 0x7F)
            self._found(f.UNDECODABLE, self._segment_at(at), named=syntax.codec, read_as=tree.read_as)
        if tree.broken_lines:
            self._found(f.BROKEN_LINES, 0, ref=self.ref)
        spelled = " ".join(self.tags) + " "
        if not _TAGS.fullmatch(spelled):
            wrong = next(i for i, tag in enumerate(self.tags) if not _TAGS.fullmatch(tag + " "))
            self._found(f.BAD_TAG, wrong, text=self.tags[wrong][:35])

    @property
    def ref(self) -> str:
        return value(self.segments[0], 1)

    @property
    def kind(self) -> str:
        """As sent: "COARRI:D:95B:UN:ITG13"."""
        return ":".join(self.segments[0][2]) if len(self.segments[0]) > 2 else ""

    @property
    def message_type(self) -> str:
        return value(self.segments[0], 2)

    @property
    def directory(self) -> str:
        """Release number of the directory: "95B"."""
        return value(self.segments[0], 2, 2).upper()

    @property
    def association(self) -> str:
        """The user group's own code: "ITG13", "SMDG20"."""
        return value(self.segments[0], 2, 4)

    @property
    def end(self) -> int:
        return self.offset + len(self.raw)

    @property
    def starts(self) -> list[int]:
        """Offset in the file of each segment, and last the end of the message."""
        if self._starts is None:
            starts = self.syntax.starts(self.raw)
            while len(starts) < len(self.segments) + 1:
                starts.append(len(self.raw))
            self._starts = [self.offset + start for start in starts]
        return self._starts

    def position(self, index: int, element: int = 0, component: int = 0) -> Position:
        """Where segment `index` (from 0) of this message stands."""
        return Position(
            offset=self.starts[index],
            segment=self.first_segment + index,
            message_segment=index + 1,
            tag=self.tags[index],
            element=element,
            component=component,
            message_ref=self.ref,
        )

    def _found(self, kind: f.Kind, index: int, **params: str | int) -> None:
        self.findings.append(kind.at(self.position(index), **params))

    def _segment_at(self, offset: int) -> int:
        starts, index = self.starts, 0
        while index + 1 < len(self.segments) and starts[index + 1] <= self.offset + offset:
            index += 1
        return index

    def _check_trailer(self) -> None:
        trailer, last = self.segments[-1], len(self.segments) - 1
        stated, ref = value(trailer, 1), value(trailer, 2)
        if not counts(stated, len(self.segments)):
            self._found(f.UNT_COUNT, last, ref=self.ref, stated=stated, counted=len(self.segments))
        if ref != self.ref:
            self._found(f.UNT_REF, last, stated=ref, expected=self.ref)
