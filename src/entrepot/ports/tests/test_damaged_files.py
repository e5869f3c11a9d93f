"""Whatever happens to the bytes, reading ends with findings, and nothing is told that was not wholly there."""

import random
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entrepot.ports.formats import read_file
from entrepot.ports.formats.edifact import interchange as scanning
from entrepot.ports.formats.edifact.interchange import read_messages
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.tests.cast import FIXTURES, GATE_IN, codes, context, fixture, interchange, message
from entrepot.ports.words import Severity

FILES = sorted(path.name for path in FIXTURES.glob("*.edi"))
SIGNS = b"'+:?*\0\r\n\x1b\x1c\x1d \xff\xe7UNBHTZGEA019"


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_gives_no_event_and_says_so(name: str) -> None:
    source = fixture(name)
    for length in range(len(source.rstrip())):
        read = read_file(source[:length], context())
        assert read.events == ()
        assert any(found.severity is Severity.ERROR for found in read.findings), length


def test_of_messages_without_an_interchange_only_whole_ones_are_told() -> None:
    source = "".join(message(*GATE_IN, ref=str(number)) for number in (1, 2, 3)).encode()
    ends = [one.end for one in read_messages(source) if hasattr(one, "end")]
    for length in range(len(source) + 1):
        read = read_file(source[:length], context())
        whole = sum(end <= length for end in ends)
        assert [one.evidence.message_ref for one in read.events] == ["1", "2", "3"][:whole]
        assert all(one.evidence.end <= length for one in read.events)
        if length not in (*ends, *(end + 1 for end in ends)) and length:
            assert not read.accepted, length


@pytest.mark.parametrize("name", FILES)
@given(st.data())
def test_changed_bytes_never_raise(name: str, data: st.DataObject) -> None:
    source = bytearray(fixture(name))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(source) - 1))
        change = data.draw(st.sampled_from(["set", "insert", "delete", "double"]))
        sign = data.draw(st.sampled_from(list(SIGNS)) | st.integers(0, 255))
        if change == "set":
            source[at] = sign
        elif change == "insert":
            source.insert(at, sign)
        elif change == "delete":
            del source[at : at + data.draw(st.integers(1, 9))]
        else:
            source[at:at] = source[at : at + data.draw(st.integers(1, 40))]
    read = read_file(bytes(source), context())
    assert read.messages or read.findings
    for one in read.events:
        assert 0 <= one.evidence.message_start <= one.evidence.start < one.evidence.end <= len(source)
        assert source[one.evidence.start :].lstrip().startswith(b"EQD")
    for found in read.findings:
        assert 0 <= found.position.offset <= len(source)
        assert found.message % found.params


@given(st.binary(max_size=200))
@example(b"UNH")
@example(b"UNB")
@example(b"UNA")
@example(b"UNA:+.? 'UNB+UNOA:1'UNH'UNT'UNZ'")
@example(b"UNB+UNOX:1+'UNH+1+CODECO:D:95B:UN'\x1b$BUNT+2+1'UNZ+1+'")
@example(b"UNA:+.? \nUNB+UNOA:1\nUNH+1\nUNT+2+1\nUNZ+1\n")
@example(b"UNH+1+CODECO:D:95B:UN'EQD'EQD+CN'CNT'UNT+5+1'")
def test_any_bytes_end_in_findings(source: bytes) -> None:
    read = read_file(source, context())
    assert read.events == ()
    assert any(found.severity is Severity.ERROR for found in read.findings)
    assert read_file(BytesIO(source), context()) == read


def test_reading_gives_up_on_a_file_that_is_all_wrong() -> None:
    good = message(*GATE_IN, ref="1")
    wrong = "UNH+2'UNT+9+9'" * 5000
    read = read_file(good.encode() + interchange(good, wrong), context())
    assert codes(read.file_findings) == ["gave_up"]
    assert len(read.messages) < 1010
    assert [one.evidence.message_start for one in read.events] == [0]
    strays = read_file(b"UNZ+1+1'" * 5000, context())
    assert codes(strays.file_findings)[-1] == "gave_up"
    assert len(strays.findings) < 1010
    opened = read_file(b"UNB+UNOA:1'" * 5000, context())
    assert codes(opened.file_findings)[-1] == "gave_up"
    assert len(opened.interchanges) < 1010


def test_what_lies_behind_the_place_of_giving_up_is_not_looked_at() -> None:
    source = interchange("UNH+2'UNT+9+9'" * 5000)
    read = read_file(source, context())
    assert read.given_up_at == read.messages[-1].end < len(source) / 4
    assert read_file(interchange(message(*GATE_IN)), context()).given_up_at is None


@pytest.mark.parametrize(
    ("figure", "code"), [("UNT+", "unt_count"), ("UNZ+", "unz_count"), ("CNT+16:", "total")]
)
def test_a_count_of_more_digits_than_python_reads_is_a_wrong_count(figure: str, code: str) -> None:
    source = interchange(message(*GATE_IN)).replace(figure.encode(), figure.encode() + b"1" * 5000)
    read = read_file(source, context())
    assert code in codes(read.findings)
    assert read.events == () or code == "total"


def test_a_message_of_nothing_but_signs_is_refused_before_it_is_cut_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scanning, "SEGMENTS_LIMIT", 50)
    good, head = message(*GATE_IN, ref="1"), "UNB+UNOA:4+KPCKUA+ENTREPOT+261109:1030+R1"
    for signs in ("'" * 60, "FTX+AAA" + "*" * 60 + "'"):
        source = interchange(good.replace("CNT", signs + "CNT"), good, head=head)
        bomb, *rest = read_messages(source)
        assert isinstance(bomb, Message)
        assert (len(bomb.segments), codes(bomb.findings)) == (1, ["too_many_segments"])
        assert not any(isinstance(one, Message) for one in rest)
        read = read_file(source, context())
        assert (read.events, read.accepted) == ((), False)


def test_many_small_damages_in_a_large_file_leave_the_rest_standing() -> None:
    luck = random.Random(7)
    messages = [message(*GATE_IN, ref=str(number)) for number in range(500)]
    spoiled = {luck.randrange(500) for _ in range(40)}
    for number in spoiled:
        messages[number] = messages[number].replace("UNT+9", "UNT+8")
    read = read_file(interchange(*messages), context())
    assert {int(one.ref) for one in read.messages if not one.accepted} == spoiled
    assert {int(one.evidence.message_ref) for one in read.events} == set(range(500)) - spoiled
