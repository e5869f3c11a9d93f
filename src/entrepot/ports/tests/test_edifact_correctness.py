"""The thirteen cases on which EDIFACT readers were compared: six that must be read, seven that must be caught."""

import pytest

from entrepot.ports.formats.edifact.interchange import read_messages
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.tests.cast import codes

HEAD = "UNB+UNOA:2+A+B+261109:1030+R'"


def text_of(source: bytes) -> str:
    """The free text of the only message, after a look that nothing was found wrong."""
    items = list(read_messages(source))
    (message,) = [item for item in items if isinstance(item, Message)]
    assert [found for item in items for found in item.findings] == []
    return message.segments[1][4][0]


def found_in(source: bytes) -> list[str]:
    return codes(found for item in read_messages(source) for found in item.findings)


def file(
    text: str, *, head: str = HEAD, count: str = "3", ref: str = "M", messages: str = "1", end: str = "R"
) -> str:
    return f"{head}UNH+M+CODECO:D:95B:UN'FTX+AAA+++{text}'UNT+{count}+{ref}'UNZ+{messages}+{end}'"


def test_a_released_terminator_is_text() -> None:
    assert text_of(file("BIRD?'S NEST").encode()) == "BIRD'S NEST"


def test_a_released_release_character_ends_no_release() -> None:
    assert text_of(file("WHAT????").encode()) == "WHAT??"
    assert text_of(file("A?+B?:C??").encode()) == "A+B:C?"


def test_line_breaks_between_segments_are_not_text() -> None:
    assert text_of(file("RUBBER").replace("'", "'\r\n").encode()) == "RUBBER"
    assert text_of(file("RUBBER").replace("'U", "'\nU").encode()) == "RUBBER"


def test_other_separators_are_read_from_una() -> None:
    one = "UNA|*,!^~UNB*UNOA|2*A*B*261109|1030*R~UNH*M*CODECO|D|95B|UN~FTX*AAA***IT'S A+B:C? !*!~~UNT*3*M~UNZ*1*R~"
    assert text_of(one.encode()) == "IT'S A+B:C? *~"


def test_una_without_a_release_character_leaves_question_marks_alone() -> None:
    assert text_of(("UNA:+.  '" + file("WHAT? YES?")).encode()) == "WHAT? YES?"


def test_utf8_is_read_where_unb_says_so() -> None:
    head = "UNB+UNOY:4+A+B+20261109:1030+R'"
    assert text_of(file("燕窝", head=head).encode()) == "燕窝"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (file("RUBBER")[:60], ["cut", "unz_missing"]),
        (file("RUBBER", count="4"), ["unt_count"]),
        (file("RUBBER", messages="2"), ["unz_count"]),
        (file("RUBBER", ref="N"), ["unt_ref"]),
        (file("RUB\0BER"), ["control_character"]),
        ("container;event\nENTU1002002;gate in\n", ["not_edifact"]),
        ("", ["empty"]),
    ],
    ids=["cut", "UNT", "UNZ", "reference", "NUL", "no EDIFACT", "empty"],
)
def test_what_is_wrong_is_found(source: str, expected: list[str]) -> None:
    assert found_in(source.encode()) == expected
