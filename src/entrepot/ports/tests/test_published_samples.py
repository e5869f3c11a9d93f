"""Messages that real terminals and lines sent, from other projects' collections; read where they lie."""

from pathlib import Path

import pytest

from entrepot.ports.formats import read_file
from entrepot.ports.tests.cast import codes, context
from entrepot.ports.words import FileReading, Seal, Severity

SAMPLES = Path(__file__).parents[5] / "shared" / "standards" / "edifact"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(),
    reason="the published samples are not beside this checkout (../shared/standards/edifact)",
)


def reading(name: str) -> FileReading:
    return read_file((SAMPLES / name).read_bytes(), context())


def test_a_discharge_and_a_loading_at_genoa_are_read() -> None:
    read = reading("d95b_coarri.edi")
    assert read.accepted
    assert [len(message.events) for message in read.messages] == [2, 19]
    assert {one.event.place for one in read.events} == {"ITGOA"}
    assert [one.event.code for one in read.events].count("LOAD") == 19
    assert read.events[0].event.event_at.isoformat() == "2016-02-03T08:13:00+00:00"
    assert read.events[0].event.seals == ()  # "SI" is no seal number
    assert set(codes(read.findings)) == {"placeholder", "code_newer"}


def test_a_gate_in_at_manila_is_read_without_an_envelope() -> None:
    read = reading("d95b_codeco.edi")
    assert read.accepted
    (one,) = read.events
    assert (one.event.code, one.event.container, one.event.place) == ("GTIN", "TGHU1643396", "PHMNL")
    assert one.event.vessel is not None
    assert one.event.vessel.call_sign == "A8BI5"  # sent under the qualifier of IMO numbers
    assert one.event.seals == (Seal("OOLAYJ9379", "SHI", "1"), Seal("PEZA03340727", "CAR", "1"))
    assert one.event.inland is not None
    assert one.event.inland.vehicle == "CXL590"
    assert all(found.severity is Severity.NOTE for found in read.findings)


@pytest.mark.parametrize(
    ("name", "segments", "expected"),
    [
        ("d00b_iftsta.edi", 31, ["unknown_message", "unz_ref"]),
        ("d04b_baplie.edi", 19, ["test", "unknown_message"]),
        ("d95b_coprar.edi", 29, ["unknown_message", "unt_count", "no_envelope"]),
    ],
)
def test_messages_of_other_kinds_are_checked_as_far_as_syntax_goes(
    name: str, segments: int, expected: list[str]
) -> None:
    """The IFTSTA ends another interchange than it began, and the COPRAR counts segments that are not there."""
    read = reading(name)
    assert codes(read.findings) == expected
    (one,) = read.messages
    source = (SAMPLES / name).read_bytes()
    assert source[one.start : one.end].count(b"'") == segments
    assert read.events == ()
