"""Which reports stand, whatever their order, and what a hub may say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.ports import rules
from entrepot.ports.words import DocumentFunction
from entrepot.values import HubCode, UNLocode

AT = datetime(2026, 11, 10, tzinfo=UTC)
ORIGINAL, REPLACE, CANCEL = (
    DocumentFunction.ORIGINAL,
    DocumentFunction.REPLACE,
    DocumentFunction.CANCEL,
)


def report(
    key: str,
    order: int,
    function: DocumentFunction = ORIGINAL,
    *,
    document: str = "CODECO D1",
    batch: str = "",
    container: str = "CSQU3054383",
    hours: int = 0,
) -> rules.Report:
    return rules.Report(
        key, order, function, batch or key, document, container, "GTIN", AT + timedelta(hours=hours)
    )


def test_a_replacement_takes_the_place_of_the_whole_document():
    before = [report("a", 1, batch="m1"), report("b", 2, batch="m1", container="ENTU1002002")]
    after = report("c", 3, REPLACE, hours=1)
    assert rules.fallen([*before, after]) == {"a": "replaced", "b": "replaced"}


def test_of_two_replacements_the_later_counts():
    reports = [report("a", 1), report("b", 2, REPLACE), report("c", 3, REPLACE, hours=2)]
    assert rules.fallen(reports) == {"a": "replaced", "b": "replaced"}


def test_boxes_of_one_replacing_message_stand_together():
    reports = [
        report("a", 1),
        report("b", 2, REPLACE, batch="m2"),
        report("c", 3, REPLACE, batch="m2", container="ENTU1002002"),
    ]
    assert rules.fallen(reports) == {"a": "replaced"}


def test_a_cancellation_takes_back_the_same_box_only():
    reports = [report("a", 1), report("b", 2, container="ENTU1002002"), report("c", 3, CANCEL)]
    assert rules.fallen(reports) == {"a": "cancelled"}


def test_a_cancellation_under_a_new_number_finds_the_event_by_its_instant():
    reports = [
        report("a", 1),
        report("b", 2, document="CODECO D7", hours=5),
        report("c", 3, CANCEL, document="CODECO D2"),
    ]
    assert rules.fallen(reports) == {"a": "cancelled"}


def test_a_replacement_after_a_cancellation_stands():
    reports = [report("a", 1), report("b", 2, CANCEL), report("c", 3, REPLACE, hours=1)]
    assert rules.fallen(reports) == {"a": "replaced"}


def test_reports_without_a_number_do_not_replace_each_other():
    reports = [report("a", 1, document=""), report("b", 2, REPLACE, document="", hours=1)]
    assert rules.fallen(reports) == {}


@pytest.mark.parametrize("other", [REPLACE, CANCEL])
@pytest.mark.parametrize("original_first", [True, False])
def test_an_original_falls_whether_it_came_before_or_after_what_takes_its_place(other, original_first):
    kinds = [ORIGINAL, other] if original_first else [other, ORIGINAL]
    reports = [report(kind.value, order, kind) for order, kind in enumerate(kinds)]
    assert list(rules.fallen(reports)) == ["ORIGINAL"]


@settings(deadline=None)
@given(st.lists(st.sampled_from([ORIGINAL, REPLACE, CANCEL]), max_size=6))
def test_a_cancellation_itself_never_falls_and_nothing_falls_without_cause(functions):
    reports = [report(str(order), order, function) for order, function in enumerate(functions)]
    fallen = rules.fallen(reports)
    cancels = {one.key for one in reports if one.function is CANCEL}
    assert not cancels & set(fallen)
    if set(functions) <= {ORIGINAL}:
        assert fallen == {}


def refused(**changes: object) -> str:
    said = {
        "origin": HubCode("CNQZH"),
        "key": "CNQZH-" + "0" * 48,
        "source_hub": HubCode("CNQZH"),
        "place": UNLocode("CNQZH"),
        "event_at": AT,
        "told_at": AT,
    }
    return rules.why_refused(**{**said, **changes})


def test_a_hub_may_report_its_own_port():
    assert refused() == ""


def test_a_hub_may_not_report_another_port_or_none():
    assert refused(place=UNLocode("MYKUA")) == "other_port"
    assert refused(place=None) == "other_port"


def test_a_hub_may_not_speak_in_the_name_of_another():
    assert refused(source_hub=HubCode("MYKUA")) == "other_hub"
    assert refused(key="MYKUA-" + "0" * 48) == "malformed"


def test_what_has_not_happened_yet_is_not_taken():
    assert refused(event_at=AT + timedelta(hours=26)) == ""
    assert refused(event_at=AT + timedelta(hours=27)) == "future"


def test_texts_that_may_name_persons_stay_in_the_house():
    assert rules.may_leave("EQD+CN+CSQU3054383+22G1:102:5++2+5'")
    assert rules.may_leave("LOC+165+MYKUA:139:6'")
    assert not rules.may_leave("FTX+AAI+++DRIVER AHMAD'")
    assert not rules.may_leave("TDT+1++3+31+++++WXY 4411'")
    assert not rules.may_leave("LOC+7+:::MR TAN, JALAN BESERAH'")
    assert not rules.may_leave("NAD+CZ+AHMAD'")
