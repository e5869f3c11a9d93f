"""What every file in formats/ must be able to do. A new one is found here without being listed."""

import inspect
from pathlib import Path

import pytest

from entrepot.ports import formats
from entrepot.ports.formats import FORMATS, Format, format_named, read_file
from entrepot.ports.formats.edifact.interchange import read_messages
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.tests.cast import AT, FIXTURES, codes, context, interchange, message
from entrepot.ports.words import ContainerEvent, Severity

HERE = Path(formats.__file__).parent
EVERY = pytest.mark.parametrize("format", FORMATS.values(), ids=list(FORMATS))


def test_every_file_of_the_folder_is_a_format_named_like_it() -> None:
    files = {path.stem.upper() for path in HERE.glob("*.py")} - {"__INIT__"}
    assert set(FORMATS) == files
    assert set(FORMATS) >= {"CODECO", "COARRI"}


def test_a_format_is_had_by_its_name() -> None:
    assert format_named("CODECO").NAME == "CODECO"
    with pytest.raises(KeyError):
        format_named("NOSUCH")


@EVERY
def test_a_format_says_what_it_is(format: Format) -> None:
    module = inspect.getmodule(format.read)
    assert module is not None
    assert format.NAME.isupper()
    assert format.DIRECTORIES
    assert module.__doc__
    assert module.__doc__.startswith(format.NAME)
    assert list(inspect.signature(format.read).parameters) == ["message", "context"]
    expected = ["events", "sender", "receiver", "control_ref", "at", "directory", "association"]
    assert list(inspect.signature(format.render).parameters) == expected


@EVERY
def test_a_format_has_a_file_of_its_own_making(format: Format) -> None:
    assert made(format)


@EVERY
def test_what_a_format_reads_it_tells_again(format: Format) -> None:
    events = [event for source in made(format) for event in events_of(source)]
    assert events
    for directory in format.DIRECTORIES:
        for event in events:
            source = format.render(
                [event], sender="A", receiver="B", control_ref="1", at=AT, directory=directory
            )
            assert events_of(source) == [event]


@EVERY
def test_a_message_with_nothing_in_it_gives_findings_and_no_events(format: Format) -> None:
    for directory in format.DIRECTORIES:
        read = read_file(interchange(message(kind=f"{format.NAME}:D:{directory}:UN")), context())
        assert read.events == ()
        assert any(found.severity is Severity.ERROR for found in read.findings)


@EVERY
def test_a_directory_that_a_format_does_not_know_is_a_finding(format: Format) -> None:
    read = read_file(interchange(message("BGM+1", kind=f"{format.NAME}:D:77X:UN")), context())
    assert codes(read.findings) == ["unknown_directory"]


@EVERY
def test_a_cut_message_is_not_read(format: Format) -> None:
    for source in made(format):
        cut = source[: source.rindex(b"UNT")]
        assert events_of(cut, accepted=False) == []


def made(format: Format) -> list[bytes]:
    """Fixtures with messages of this format."""
    found = [path.read_bytes() for path in sorted(FIXTURES.glob("*.edi"))]
    return [source for source in found if kinds(source) == {format.NAME}]


def kinds(source: bytes) -> set[str]:
    return {item.message_type for item in read_messages(source) if isinstance(item, Message)}


def events_of(source: bytes, *, accepted: bool = True) -> list[ContainerEvent]:
    read = read_file(source, context())
    assert read.accepted is accepted, [str(found) for found in read.findings]
    return [one.event for one in read.events]
