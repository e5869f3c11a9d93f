"""Which files of terminals somebody should look at."""

from datetime import timedelta

import pytest

from entrepot.ports.actions import receive_file
from entrepot.ports.queries import files_to_look_at
from entrepot.ports.tests.cast import interchange
from entrepot.ports.tests.harbour import AT, report

pytestmark = pytest.mark.usefixtures("kuantan")

GOOD = interchange(report("gate_in"))
CUT = GOOD[:-20]
WARNED = interchange(report("gate_in", "CSQU3054384"))  # the last digit should be 3
OTHER = interchange(report("gate_out"))


def receive(name: str, content: bytes, *, days: int = 0) -> None:
    receive_file(terminal="MYKUA", name=name, content=content, by="clerk", at=AT + timedelta(days=days))


def names() -> list[str]:
    return [one.name for one in files_to_look_at(since=AT)]


def test_a_file_that_passed_needs_nobody():
    receive("good.edi", GOOD)
    assert names() == []


def test_a_refused_file_and_one_with_a_warning_do_newest_first():
    receive("cut.edi", CUT)
    receive("warned.edi", WARNED, days=1)
    assert names() == ["warned.edi", "cut.edi"]


def test_a_refused_file_is_done_with_once_one_of_the_same_name_was_taken():
    receive("cut.edi", CUT)
    receive("other.edi", GOOD, days=1)
    assert names() == ["cut.edi"]
    receive("cut.edi", OTHER, days=2)
    assert names() == []


def test_what_came_before_is_left_out():
    receive("cut.edi", CUT, days=-1)
    assert names() == []
