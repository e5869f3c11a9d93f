"""Files as they come: several interchanges, groups, none at all, text around them, and ends that are wrong."""

from io import BytesIO

import pytest

from entrepot.ports.formats.edifact.interchange import MESSAGE_LIMIT_BYTES, Closed, read_messages
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.tests.cast import codes, interchange, message

ONE = message("BGM+34", ref="1")
TWO = message("BGM+36", ref="2")


def parts(source: bytes) -> tuple[list[Message], list[Closed]]:
    items = list(read_messages(source))
    return (
        [item for item in items if isinstance(item, Message)],
        [item for item in items if isinstance(item, Closed)],
    )


def found_in(source: bytes) -> list[str]:
    return codes(found for item in read_messages(source) for found in item.findings)


def test_unb_says_who_sent_what_to_whom() -> None:
    head = "UNB+UNOC:3+KPCKUA:ZZZ+ENTREPOT:ZZZ+261109:1030+R1++CODECO++++1"
    _, closed = parts(interchange(ONE, head=head))
    sent = closed[0].interchange
    assert sent is not None
    assert (sent.sender, sent.recipient, sent.control_ref) == ("KPCKUA", "ENTREPOT", "R1")
    assert (sent.prepared, sent.application_ref, sent.is_test) == ("2611091030", "CODECO", True)
    assert (sent.syntax_identifier, sent.syntax_version, sent.number) == ("UNOC", "3", 1)


def test_several_interchanges_in_one_file_each_have_their_own_separators() -> None:
    first = b"UNA:+.? '" + interchange(ONE, TWO)
    second = b"UNA|*,! ~" + interchange(ONE).replace(b"'", b"~").replace(b"+", b"*").replace(b":", b"|")
    messages, closed = parts(first + b"\r\n" + second)
    assert [(one.ref, one.interchange and one.interchange.number) for one in messages] == [
        ("1", 1),
        ("2", 1),
        ("1", 2),
    ]
    assert [one.messages for one in closed] == [2, 1, 0]
    assert found_in(first + b"\r\n" + second) == []
    assert messages[2].first_segment == 10


def test_groups_count_their_messages_and_unz_counts_the_groups() -> None:
    group = "UNG+CODECO+A+B+261109:1030+G1+UN+D:95B'"
    source = interchange(f"{group}{ONE}{TWO}UNE+2+G1'")
    messages, _ = parts(source)
    assert [one.group and one.group.ref for one in messages] == ["G1", "G1"]
    assert found_in(source) == []
    assert found_in(interchange(f"{group}{ONE}UNE+2+G1'")) == ["une_count"]
    assert found_in(interchange(f"{group}{ONE}UNE+1+G2'")) == ["une_ref"]
    assert found_in(interchange(f"{group}{ONE}")) == ["une_missing"]
    assert found_in(interchange(f"{ONE}UNE+1+G1'")) == ["misplaced"]


def test_messages_without_an_interchange_are_read_and_noted() -> None:
    messages, closed = parts((ONE + TWO).encode())
    assert [one.ref for one in messages] == ["1", "2"]
    assert all(one.interchange is None for one in messages)
    assert closed[0].messages == 2
    assert codes(closed[0].findings) == ["no_envelope"]


def test_text_before_the_first_segment_is_passed_over() -> None:
    source = b"Subject: gate-in\r\n\r\n" + interchange(ONE)
    messages, closed = parts(source)
    assert messages[0].ref == "1"
    (junk,) = closed[-1].findings
    assert (junk.code, junk.severity, junk.params["length"]) == ("edifact.junk", "warning", 20)


def test_a_byte_order_mark_and_blank_lines_are_no_junk() -> None:
    assert found_in(b"\xef\xbb\xbf\r\n\r\n" + interchange(ONE) + b"\r\n\r\n") == []


def test_segments_between_messages_are_an_error_of_the_interchange() -> None:
    source = interchange(f"{ONE}EQD+CN+ENTU1002002'{TWO}")
    _, closed = parts(source.replace(b"UNZ+1", b"UNZ+2"))
    (found,) = closed[0].findings
    assert (found.code, found.position.tag, found.position.segment) == ("edifact.misplaced", "EQD", 5)
    assert found.position.offset == source.index(b"EQD")


def test_the_text_una_inside_data_is_text() -> None:
    assert found_in(interchange(message("FTX+AAA+++UNA?:?+.?? ?'UNH?+ TUNA UNT", "BGM+34"))) == []


def test_a_message_without_an_end_does_not_swallow_the_next() -> None:
    source = interchange(ONE.replace("UNT+3+1'", ""), TWO)
    messages, closed = parts(source)
    assert [codes(one.findings) for one in messages] == [["unt_missing"], []]
    (found,) = messages[0].findings
    assert (found.position.offset, found.position.tag) == (source.index(b"UNH+2"), "UNH")
    assert found.position.segment == 4
    assert closed[0].findings == ()


def test_a_stray_end_of_message_is_misplaced() -> None:
    assert found_in(interchange(f"{ONE}UNT+3+1'")) == ["misplaced"]
    assert found_in(b"UNZ+1+R1'") == ["misplaced"]


def test_an_interchange_that_is_not_closed_before_the_next_is_cut() -> None:
    first = interchange(ONE, tail=" ")
    _, closed = parts(first + interchange(TWO))
    assert [codes(one.findings) for one in closed] == [["unz_missing"], [], []]


def test_wrong_ends_name_what_was_said_and_what_arrived() -> None:
    messages, closed = parts(interchange(ONE.replace("UNT+3+1", "UNT+000007+9"), tail="UNZ+5+R9'"))
    count, ref = messages[0].findings
    assert (count.params["stated"], count.params["counted"], count.position.tag) == ("000007", 3, "UNT")
    assert (ref.params["stated"], ref.params["expected"]) == ("9", "1")
    assert codes(closed[0].findings) == ["unz_count", "unz_ref"]
    assert str(count).endswith("Segment 4 (UNT) says message 1 has 000007 segments, but 3 arrived.")


def test_a_cut_file_says_where() -> None:
    source = interchange(ONE, TWO)
    cut = source[: source.index(b"BGM+36") + 4]
    messages, closed = parts(cut)
    assert codes(messages[0].findings) == []
    (found,) = messages[1].findings
    assert (found.code, found.position.offset) == ("edifact.cut", len(cut))
    assert (found.position.segment, found.position.tag) == (6, "BGM")
    assert str(found).endswith(
        f"ends in the middle of segment 6 (BGM), at byte {len(cut)}. Ask for it again."
    )
    assert codes(closed[0].findings) == ["unz_missing"]


def test_a_file_cut_between_two_segments_names_the_one_before() -> None:
    source = interchange(ONE, TWO)
    cut = source[: source.index(b"UNT+3+2")]
    messages, _ = parts(cut)
    (found,) = messages[1].findings
    assert (found.code, found.position.segment, found.position.tag) == ("edifact.cut", 6, "BGM")
    assert "after segment 6 (BGM)" in str(found)


@pytest.mark.parametrize("source", [b" \r\n\t", b""])
def test_nothing_but_blanks_is_an_empty_file(source: bytes) -> None:
    assert found_in(source) == ["empty"]


@pytest.mark.parametrize(
    "source", [b"PK\x03\x04\x14\0", b"ISA*00*   ~", "箱号;时间\n".encode(), b"UNBELIEVABLE"]
)
def test_other_files_are_not_edifact(source: bytes) -> None:
    assert found_in(source) == ["not_edifact"]


def test_a_broken_una_is_said_and_the_defaults_are_tried() -> None:
    assert found_in(b"UNA::.? '" + interchange(ONE)) == ["una"]


def test_a_message_beyond_the_limit_is_refused_without_being_kept_whole() -> None:
    segment = b"FTX+AAA+++" + b"X" * 990 + b"'"
    source = BytesIO(b"UNH+1+CODECO:D:95B:UN'" + segment * (3 * MESSAGE_LIMIT_BYTES // len(segment)))
    items = list(read_messages(source))
    assert "too_long" in codes(items[0].findings)
    assert isinstance(items[0], Message)
    assert len(items[0].raw) < 3 * MESSAGE_LIMIT_BYTES
