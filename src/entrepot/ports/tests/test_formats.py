"""What every file in formats/ must be able to do. A new one is found here without being listed."""

import inspect
from pathlib import Path

import pytest

from entrepot.ports import formats
from entrepot.ports.formats import FORMATS, Format, format_named, read_file
from entrepot.ports.tests.cast import AT, codes, context, interchange, message
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
def test_what_a_format_reads_it_tells_again(format: Format) -> None:
    events = events_of(format.EXAMPLE.encode())
    assert events
    for directory in format.DIRECTORIES:
        told = format.render(events, sender="A", receiver="B", control_ref="1", at=AT, directory=directory)
        assert events_of(told) == events


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
    source = format.EXAMPLE.encode()
    cut = read_file(source[: source.rindex(b"UNT")], context())
    assert cut.events == ()
    assert "cut" in codes(cut.findings)


def events_of(source: bytes) -> list[ContainerEvent]:
    read = read_file(source, context())
    assert read.accepted, [str(found) for found in read.findings]
    return [one.event for one in read.events]
