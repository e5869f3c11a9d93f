"""Message formats, one file each. A file in this folder that has NAME, DIRECTORIES, EXAMPLE, read and render is one of
them; nothing else lists it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import BinaryIO, Protocol, cast

from entrepot.ports.formats.edifact import findings as f
from entrepot.ports.formats.edifact.interchange import CHUNK_BYTES, FINDINGS_LIMIT, Closed, read_messages
from entrepot.ports.formats.edifact.judging import judged, regraded
from entrepot.ports.formats.edifact.message import Interchange, Message
from entrepot.ports.words import (
    ContainerEvent,
    FileReading,
    Finding,
    InterchangeReading,
    MessageReading,
    Position,
    ReadingContext,
    Severity,
)


class Format(Protocol):
    """What a format file has. EXAMPLE: a message that is read without errors, for people and for the conformance test."""

    NAME: str
    DIRECTORIES: tuple[str, ...]
    EXAMPLE: str

    def read(self, message: Message, context: ReadingContext) -> MessageReading:
        """Events of one message. One finding that is an error, and there are none."""

    def render(
        self,
        events: Sequence[ContainerEvent],
        *,
        sender: str,
        receiver: str,
        control_ref: str,
        at: datetime,
        directory: str = ...,
        association: str = ...,
    ) -> bytes:
        """An interchange that tells these events. Raises ValueError for an event it has no words for."""


def _found_in_this_folder() -> Iterator[Format]:
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        if not module.ispkg:
            yield cast(Format, import_module(f"{__name__}.{module.name}"))


FORMATS: Mapping[str, Format] = MappingProxyType({format.NAME: format for format in _found_in_this_folder()})


def format_named(name: str) -> Format:
    """Raises KeyError for a message type that is not read here."""
    return FORMATS[name]


def read_message(message: Message, context: ReadingContext) -> MessageReading:
    """By the format of its own name; a finding if there is none."""
    format = FORMATS.get(message.message_type)
    if format is not None:
        return format.read(message, context)
    unknown = f.UNKNOWN_MESSAGE.at(message.position(0, 3), kind=message.kind)
    return judged(message, [], [*message.findings, unknown], context.habits)


def read_stream(
    source: bytes | BinaryIO, context: ReadingContext
) -> Iterator[MessageReading | InterchangeReading | Finding]:
    """Messages as they come, after each interchange what became of it, and last findings about the file.

    Holds no more than one message in memory. An interchange that is not accepted comes after its messages: whoever
    takes events from here must be able to give them back. `read_file` does that.
    """
    for item in read_messages(source, character_set=context.habits.character_set):
        if isinstance(item, Message):
            yield read_message(item, context)
        elif item.interchange:
            yield _closed(item, item.interchange, context)
        else:
            yield from regraded(item.findings, context.habits)


def read_file(source: bytes | BinaryIO, context: ReadingContext) -> FileReading:
    """Everything in a file, all of its events in memory. Its hash is computed unless the context has it; a stream is
    then read twice. After a thousand messages that could not be taken it gives up."""
    if not context.file_sha256:
        context = replace(context, file_sha256=_sha256(source))
    messages: list[MessageReading] = []
    interchanges: list[InterchangeReading] = []
    file_findings: list[Finding] = []
    refused, open_since = 0, 0
    for item in read_stream(source, context):
        if isinstance(item, MessageReading):
            messages.append(item)
            open_since = open_since if item.interchange else len(messages)
            refused += not item.accepted
            if refused > FINDINGS_LIMIT:
                file_findings.append(f.GAVE_UP.at(Position(item.end), limit=FINDINGS_LIMIT))
                _refuse(messages, open_since)
                break
        elif isinstance(item, InterchangeReading):
            interchanges.append(item)
            if not item.accepted:
                _refuse(messages, open_since)
            open_since = len(messages)
        else:
            file_findings.append(item)
    return FileReading(context.file_sha256, tuple(messages), tuple(interchanges), tuple(file_findings))


def _refuse(messages: list[MessageReading], first: int) -> None:
    """Nothing of an interchange is taken that is not shown to be whole."""
    messages[first:] = [replace(message, accepted=False, events=()) for message in messages[first:]]


def find_interchange(source: bytes | BinaryIO) -> Interchange | None:
    """The first interchange of a file: who sent it is known before the file is read by their habits."""
    for item in read_messages(source):
        if item.interchange:
            return item.interchange
    return None


def _closed(closed: Closed, interchange: Interchange, context: ReadingContext) -> InterchangeReading:
    found = closed.findings
    if interchange.is_test:
        found = (f.TEST.at(interchange.position, ref=interchange.control_ref), *found)
    weighed = regraded(found, context.habits)
    return InterchangeReading(
        number=interchange.number,
        sender=interchange.sender,
        recipient=interchange.recipient,
        control_ref=interchange.control_ref,
        prepared=interchange.prepared,
        is_test=interchange.is_test,
        messages=closed.messages,
        accepted=all(one.severity is not Severity.ERROR for one in weighed),
        findings=weighed,
    )


def _sha256(source: bytes | BinaryIO) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    begin = source.tell()
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK_BYTES):
        digest.update(chunk)
    source.seek(begin)
    return digest.hexdigest()
