import pytest

from entrepot.ports.formats.edifact.interchange import read_messages
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.formats.edifact.structure import Structure
from entrepot.ports.tests.cast import message
from entrepot.ports.words import Finding

STRUCTURE = Structure("BGM! DTM2 (TDT! LOC9)1! (NAD! (CTA! COM9)9)9 (EQD! RFF9 (TDT! LOC9)1 NAD9)99 CNT!")


def checked(*tags: str) -> list[Finding]:
    segments = [f"{tag}+X" for tag in tags]
    source = message(*segments).encode()
    one = next(item for item in read_messages(source) if isinstance(item, Message))
    return STRUCTURE.check(one)


def shown(*tags: str) -> list[tuple[str, str, int]]:
    return [
        (one.code.removeprefix("edifact."), one.position.tag, one.position.message_segment)
        for one in checked(*tags)
    ]


def test_a_message_in_order_has_no_findings() -> None:
    assert checked(*"BGM DTM DTM TDT LOC LOC NAD CTA COM COM NAD EQD RFF TDT LOC NAD EQD CNT".split()) == []


def test_a_segment_may_stand_again_in_the_next_group() -> None:
    assert checked(*"BGM TDT EQD TDT LOC EQD TDT LOC NAD CNT".split()) == []


def test_a_segment_before_its_place_is_out_of_order() -> None:
    assert shown(*"BGM TDT EQD NAD RFF CNT".split()) == [("out_of_order", "RFF", 6)]


def test_a_segment_of_another_message_is_not_in_it() -> None:
    assert shown(*"BGM TDT SGP EQD CNT".split()) == [("not_in_message", "SGP", 4)]


def test_one_too_many_is_named_with_the_number_allowed() -> None:
    (found,) = checked(*"BGM DTM DTM DTM TDT CNT".split())
    assert (found.code, found.params["allowed"], found.position.message_segment) == ("edifact.too_many", 2, 5)


def test_mandatory_segments_and_groups_are_missed() -> None:
    assert [one.params["missing"] for one in checked("DTM", "EQD")] == ["BGM", "TDT", "CNT"]


def test_a_habit_of_every_box_is_said_once() -> None:
    assert shown(*"BGM TDT EQD NAD RFF EQD NAD RFF EQD NAD RFF CNT".split()) == [("out_of_order", "RFF", 6)]


@pytest.mark.parametrize("text", ["bgm", "BGM (DTM!", "BGM! (DTM LOC)9", "BGM)9"])
def test_a_text_that_is_no_structure_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"structure|group"):
        Structure(text)
