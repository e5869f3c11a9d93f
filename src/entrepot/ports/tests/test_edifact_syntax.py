from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.ports.formats.edifact.interchange import CHUNK_BYTES, read_messages
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.formats.edifact.syntax import LEVEL_B, Repeat, Separators, Syntax, value
from entrepot.ports.tests.cast import codes, interchange, message


def only(source: bytes, *, character_set: str = "") -> Message:
    (one,) = [
        item for item in read_messages(source, character_set=character_set) if isinstance(item, Message)
    ]
    return one


def test_every_segment_knows_its_place_in_bytes_and_numbers() -> None:
    source = "UNB+UNOC:3+A+B+261109:1030+R'\r\nUNH+7+CODECO:D:95B:UN'\r\n\r\nFTX+AAA+++KAFFEE?'S SÜSS'\r\nBGM+34'UNT+4+7'\r\nUNZ+1+R'".encode(
        "iso8859-1"
    )
    one = only(source)
    assert [source[start:end] for start, end in zip(one.starts, one.starts[1:], strict=False)] == [
        b"UNH+7+CODECO:D:95B:UN'\r\n\r\n",
        "FTX+AAA+++KAFFEE?'S SÜSS'\r\n".encode("iso8859-1"),
        b"BGM+34'",
        b"UNT+4+7'",
    ]
    place = one.position(2, element=2)
    assert (place.segment, place.message_segment, place.tag, place.element, place.message_ref) == (
        4,
        3,
        "BGM",
        2,
        "7",
    )
    assert source[one.offset : one.end] == one.raw


def test_values_that_are_not_there_are_empty() -> None:
    segment = (("EQD",), ("CN",), ("ENTU1002002",))
    assert value(segment, 2) == "ENTU1002002"
    assert value(segment, 2, 1) == ""
    assert value(segment, 9) == ""


def test_json_signs_in_text_stay_text() -> None:
    one = only(interchange(message('FTX+AAA+++"A\\B",[C]')))
    assert one.segments[1] == (("FTX",), ("AAA",), ("",), ("",), ('"A\\B",[C]',))


def test_level_b_separators_are_known_by_the_byte_after_unb() -> None:
    plain = b"UNB+UNOB:1+A+B+261109:1030+R'UNH+1+CODECO:D:95B:UN'FTX+AAA+++WHAT'UNT+3+1'UNZ+1+R'"
    source = plain.translate(
        bytes.maketrans(b"'+:", LEVEL_B.terminator + LEVEL_B.element + LEVEL_B.component)
    )
    items = list(read_messages(source))
    assert value(items[0].segments[1], 4) == "WHAT"  # type: ignore[union-attr]
    assert [found for item in items for found in item.findings] == []


@pytest.mark.parametrize(
    ("identifier", "codec", "text"),
    [
        ("UNOC", "iso8859-1", "Süß"),
        ("UNOD", "iso8859-2", "Łódź"),
        ("UNOE", "iso8859-5", "Улаанбаатар"),
        ("UNOF", "iso8859-7", "Πειραιάς"),
        ("UNOG", "iso8859-3", "Ħal Far"),
        ("UNOH", "iso8859-4", "Rīga"),
        ("UNOI", "iso8859-6", "ميناء"),
        ("UNOJ", "iso8859-8", "חיפה"),
        ("UNOK", "iso8859-9", "İzmir"),
        ("UNOL", "iso8859-15", "€uro"),
        ("UNOW", "utf-8", "钦州港"),
        ("UNOX", "iso2022_jp_2", "横浜港'"),
        ("UNOY", "utf-8", "ท่าเรือแหลมฉบัง"),
        ("KECA", "euc_kr", "부산항"),
    ],
)
def test_each_character_set_is_read_as_named(identifier: str, codec: str, text: str) -> None:
    coded = text.rstrip("'").encode(codec)
    source = interchange(
        message("FTX+AAA+++@", "BGM+34"), head=f"UNB+{identifier}:3+A+B+261109:1030+R1"
    ).replace(b"@", coded)
    one = only(source)
    assert value(one.segments[1], 4) == text.rstrip("'")
    assert one.findings == []
    assert one.starts[2] == source.index(b"BGM")


def test_two_byte_text_may_hold_bytes_that_look_like_separators() -> None:
    text = "ェカズタ"
    coded = text.encode("iso2022_jp_2")
    assert all(sign in coded for sign in (b"'", b"+", b":", b"?"))
    source = interchange(message("FTX+AAA+++@", "BGM+34"), head="UNB+UNOX:3+A+B+261109:1030+R1")
    one = only(source.replace(b"@", coded))
    assert value(one.segments[1], 4) == text
    assert one.findings == []
    assert one.raw[one.starts[2] - one.offset :].startswith(b"BGM")


def test_letters_outside_the_named_set_are_read_and_said() -> None:
    one = only(interchange(message("FTX+AAA+++钦州")))
    assert value(one.segments[1], 4) == "钦州"
    (found,) = one.findings
    assert (found.code, found.severity, found.position.tag) == ("edifact.undecodable", "warning", "FTX")
    assert found.params["read_as"] == "utf-8"


def test_a_partner_may_be_known_to_use_another_set() -> None:
    source = interchange(message("FTX+AAA+++@")).replace(b"@", "钦州港".encode("gb18030"))
    one = only(source, character_set="gb18030")
    assert value(one.segments[1], 4) == "钦州港"
    assert one.findings == []


def test_a_character_set_that_nobody_knows_is_an_error_of_the_interchange() -> None:
    items = list(read_messages(interchange(message("BGM+34"), head="UNB+XYZ9:3+A+B+261109:1030+R1")))
    assert codes(items[1].findings) == ["character_set_unknown"]


def test_repeated_elements_of_syntax_4_are_kept_beside_the_tree() -> None:
    head = "UNB+UNOC:4+A+B+20261109:1030+R1"
    one = only(interchange(message("RFF+BN:1*BM:2?*3*X", "BGM+34"), head=head))
    assert one.segments[1] == (("RFF",), ("BN", "1"))
    assert one.repeats == (Repeat(1, 1, ("BM", "2*3")), Repeat(1, 1, ("X",)))


def test_an_asterisk_is_text_before_syntax_4() -> None:
    assert value(only(interchange(message("FTX+AAA+++2*3"))).segments[1], 4) == "2*3"


def test_lines_wrapped_at_a_width_are_joined() -> None:
    source = interchange(message("FTX+AAA+++GENERAL CARGO", "BGM+34"))
    wrapped = b"\r\n".join(source[i : i + 20] for i in range(0, len(source), 20))
    one = only(wrapped)
    assert value(one.segments[1], 4) == "GENERAL CARGO"
    assert codes(one.findings) == ["broken_lines"]


def test_an_apostrophe_that_was_not_released_shows_as_a_wrong_tag() -> None:
    one = only(interchange(message("FTX+AAA+++BIRD'S NEST", "BGM+34")))
    (found,) = [found for found in one.findings if found.code == "edifact.tag"]
    assert (found.severity, found.position.message_segment, found.params["text"]) == ("error", 3, "S NEST")


@pytest.mark.parametrize("una", [b"UNA::.? '", b"UNA:+.?A'", b"UNAAB.? '", b"UNA:+.? \x07"])
def test_separators_must_be_five_different_signs(una: bytes) -> None:
    assert Separators.of_una(una) is None


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@given(
    st.lists(
        st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=4), min_size=1, max_size=5
    )
)
def test_any_tree_is_read_back_from_its_bytes(tree: list[list[list[str]]]) -> None:
    def released(text: str) -> str:
        return "".join(f"?{letter}" if letter in "?+:'*" else letter for letter in text)

    lines = ["+".join(["FTX", *(":".join(map(released, parts)) for parts in line)]) for line in tree]
    source = ("'".join(lines) + "'").encode()
    read = Syntax(Separators(repetition=b"*"), "utf-8").tree(source)
    assert read.segments == [(("FTX",), *(tuple(parts) for parts in line)) for line in tree]
    assert (read.repeats, read.controls) == ((), False)
    starts = Syntax(Separators(repetition=b"*"), "utf-8").starts(source)
    assert [source[start : start + 3] for start in starts] == [b"FTX"] * len(tree) + [b""]


def test_a_file_is_read_the_same_in_pieces_as_whole() -> None:
    text = "A?'B" * 60
    messages = [message(f"FTX+AAA+++{text}{number}", "BGM+34", ref=str(number)) for number in range(4000)]
    source = interchange(*messages)
    assert len(source) > 3 * CHUNK_BYTES
    whole, pieces = list(read_messages(source)), list(read_messages(BytesIO(source)))
    assert len(whole) == len(pieces) == 4002
    for left, right in zip(whole, pieces, strict=True):
        assert left.findings == right.findings
        if isinstance(left, Message) and isinstance(right, Message):
            assert (left.raw, left.offset, left.first_segment) == (
                right.raw,
                right.offset,
                right.first_segment,
            )


def test_one_message_may_be_longer_than_a_piece() -> None:
    source = interchange(message(*["FTX+AAA+++GENERAL CARGO OF A KIND"] * 20000))
    (left,), (right,) = (
        [item for item in read_messages(data) if isinstance(item, Message)]
        for data in (source, BytesIO(source))
    )
    assert len(source) > 2 * CHUNK_BYTES
    assert len(right.segments) == 20002
    assert right.raw == left.raw
    assert right.findings == []
