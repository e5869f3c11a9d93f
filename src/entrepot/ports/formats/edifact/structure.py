"""Whether the segments of a message stand in the order and number that its directory allows.

A structure is written as UNECE's segment tables are, on one line: "BGM! DTM9 (NAD! (CTA! COM9)9)9!" is one BGM, up to
nine DTM and one to nine groups that begin with NAD. A message that follows its structure is seen to by one regular
expression; only for one that does not is each segment placed, to say which ones are wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from entrepot.ports.formats.edifact import findings as f
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.words import Finding

_TOKEN = re.compile(r"\s*(?:(?P<open>\()|\)(?P<close>\d*!?)|(?P<tag>[A-Z][A-Z0-9]{2})(?P<rest>\d*!?|!?\d*))")


@dataclass(frozen=True, slots=True)
class Item:
    """A segment, or a group where it has parts. tag: of the segment, or of the group's first."""

    tag: str
    limit: int
    mandatory: bool
    parts: tuple[Item, ...] = ()

    def pattern(self) -> str:
        inner = "".join(part.pattern() for part in self.parts) if self.parts else f"{self.tag} "
        least = int(self.mandatory)
        return inner if self.limit == least == 1 else f"(?:{inner}){{{least},{self.limit}}}+"


class Structure:
    """The order of segments of one message type in one directory, UNH and UNT left out."""

    def __init__(self, text: str) -> None:
        self.root = Item("UNH", 1, True, _items(text))
        self.pattern = re.compile("".join(part.pattern() for part in self.root.parts))
        self.tags = set(re.findall("[A-Z][A-Z0-9]{2}", text))

    def check(self, message: Message) -> list[Finding]:
        """One finding for each sort of departure, at its first place."""
        last = -1 if message.tags[-1] == "UNT" else len(message.tags)
        tags = message.tags[1:last]
        if self.pattern.fullmatch("".join([f"{tag} " for tag in tags])):
            return []
        walk = _Walk(self, message)
        for index, tag in enumerate(tags, start=1):
            walk.place(tag, index)
        walk.finish(len(message.tags) - 1)
        return list(walk.found.values())


@dataclass(slots=True)
class _Frame:
    """An open group: which part was met last, how often, and whether the parts before were met."""

    group: Item
    at: int = 0
    count: int = 1


@dataclass(slots=True)
class _Walk:
    structure: Structure
    message: Message
    frames: list[_Frame] = field(default_factory=list)
    found: dict[tuple[str, str, str], Finding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frames.append(_Frame(self.structure.root, -1, 0))

    def place(self, tag: str, index: int) -> None:
        if tag not in self.structure.tags:
            self._report(f.NOT_IN_MESSAGE, tag, index, kind=self.message.kind)
            return
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            for at in range(max(frame.at, 0), len(frame.group.parts)):
                part = frame.group.parts[at]
                again = at == frame.at
                if part.tag != tag or (again and frame.count >= part.limit):
                    continue
                self._leave(depth, index)
                self._skip(frame, at, index)
                frame.at, frame.count = at, frame.count + 1 if again else 1
                if part.parts:
                    self.frames.append(_Frame(part))
                return
        for frame in reversed(self.frames):
            if frame.at >= 0 and frame.group.parts[frame.at].tag == tag:
                self._report(f.TOO_MANY, tag, index, allowed=frame.group.parts[frame.at].limit)
                return
        self._report(f.OUT_OF_ORDER, tag, index, kind=self.message.kind)

    def finish(self, index: int) -> None:
        self._leave(0, index)
        self._skip(self.frames[0], len(self.structure.root.parts), index)

    def _leave(self, depth: int, index: int) -> None:
        while len(self.frames) > depth + 1:
            frame = self.frames.pop()
            self._skip(frame, len(frame.group.parts), index)

    def _skip(self, frame: _Frame, to: int, index: int) -> None:
        for part in frame.group.parts[frame.at + 1 : to]:
            if part.mandatory:
                self._report(f.MISSING, part.tag, index, missing=part.tag)

    def _report(self, kind: f.Kind, tag: str, index: int, /, **params: str | int) -> None:
        key = (kind.code, tag, self.frames[-1].group.tag)
        if key not in self.found:
            self.found[key] = kind.at(self.message.position(index), **params)


def _items(text: str) -> tuple[Item, ...]:
    """Parts of a structure text. Raises ValueError where it is not one."""
    levels: list[list[Item]] = [[]]
    at = 0
    while at < len(text.rstrip()):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError(f"not a structure at {text[at:]!r}")
        at = token.end()
        if token["open"]:
            levels.append([])
        elif token["tag"]:
            levels[-1].append(Item(token["tag"], _limit(token["rest"]), "!" in token["rest"]))
        else:
            parts = tuple(levels.pop())
            if not levels or not parts or not parts[0].mandatory:
                raise ValueError(f"a group begins with a mandatory segment: {text[:at]!r}")
            levels[-1].append(Item(parts[0].tag, _limit(token["close"]), "!" in token["close"], parts))
    if len(levels) > 1:
        raise ValueError("a group is not closed")
    return tuple(levels[0])


def _limit(text: str) -> int:
    return int(text.strip("!") or 1)
