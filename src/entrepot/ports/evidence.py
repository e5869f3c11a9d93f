"""From the stored bytes of a file to the segments that people read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from entrepot.ports.formats.edifact.interchange import read_messages
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.records import ShownSegment
from entrepot.ports.words import Evidence, Finding

LONGEST_SHOWN = 300
SHOWN_AROUND = 40


@dataclass(frozen=True, slots=True)
class _Segment:
    number: int
    start: int
    text: str


class Segments:
    """The segments of a file's messages, found by their byte offsets."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._messages: dict[int, tuple[_Segment, ...]] = {}
        everything: list[_Segment] = []
        for item in read_messages(content):
            if isinstance(item, Message):
                segments = _segments_of(item)
                self._messages[item.offset] = segments
                everything += segments
        self._everything = everything
        self._starts = [segment.start for segment in everything]

    def of_box(self, evidence: Evidence) -> list[str]:
        """The box's own segments, as sent."""
        first = bisect_left(self._starts, evidence.start)
        last = bisect_left(self._starts, evidence.end)
        return [segment.text for segment in self._everything[first:last]]

    def at(self, finding: Finding) -> str:
        """The segment that a finding is about, or as much of it as came; "" if it is about none."""
        offset = finding.position.offset
        place = bisect_left(self._starts, offset)
        if place < len(self._starts) and self._starts[place] == offset:
            return self._everything[place].text[:LONGEST_SHOWN]
        if not finding.position.tag:
            return ""
        # Outside whole messages: the segment that begins here, or the one that the file breaks off in.
        rest = self._content[offset : offset + LONGEST_SHOWN].partition(b"'")[0]
        rest = rest or self._content[:offset].rpartition(b"'")[2][:LONGEST_SHOWN]
        return rest.decode("ascii", "replace").strip()

    def of_message(self, *, message_start: int, start: int, end: int) -> list[ShownSegment]:
        """The message with the box's segments marked. Of a long message, what stands around the box and the head."""
        segments = self._messages.get(message_start, ())
        shown = [ShownSegment(one.number, one.text, start <= one.start < end) for one in segments]
        return _near_the_marked(shown)


def _near_the_marked(shown: Sequence[ShownSegment]) -> list[ShownSegment]:
    marked = [index for index, segment in enumerate(shown) if segment.marked]
    if not marked:
        return list(shown[:SHOWN_AROUND])
    first, last = marked[0] - SHOWN_AROUND, marked[-1] + SHOWN_AROUND
    return [segment for index, segment in enumerate(shown) if index < SHOWN_AROUND or first <= index <= last]


def _segments_of(message: Message) -> tuple[_Segment, ...]:
    codec, starts = message.syntax.codec, message.starts
    found = []
    for index in range(len(message.segments)):
        raw = message.raw[starts[index] - message.offset : starts[index + 1] - message.offset]
        text = raw.decode(codec, "replace").strip("\r\n")
        found.append(_Segment(message.first_segment + index, starts[index], text))
    return tuple(found)
