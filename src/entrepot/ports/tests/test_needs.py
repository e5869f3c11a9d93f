"""What waits for a port clerk: a file with findings, a terminal that fell silent, what contradicts its source."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from entrepot.ports import models
from entrepot.ports.needs import needs
from entrepot.ports.public import receive_file
from entrepot.ports.queries import Sight
from entrepot.ports.tests.harbour import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kuantan")]


def said(at: datetime, sight: Sight | None = None) -> list[str]:
    return [str(matter) for matter in needs(at=at, sight=sight)]


def test_a_terminal_is_silent_after_a_day_and_history_after_a_week():
    receive_file(terminal="MYKUA", name="cut.edi", content=b"cut", by="clerk", at=AT)
    [finding] = said(AT + timedelta(hours=23))
    assert finding.startswith("Files of terminals with findings this week: 1. The latest is cut.edi of ")
    findings, silence = said(AT + timedelta(hours=25))
    assert findings == finding
    assert " has sent no file since " in silence
    assert said(AT + timedelta(days=8)) == []


def test_another_terminals_clerk_is_told_nothing_of_it():
    receive_file(terminal="MYKUA", name="cut.edi", content=b"cut", by="clerk", at=AT)
    assert said(AT + timedelta(hours=25), Sight(everything=False, terminals=frozenset({"KCT1"}))) == []


def test_what_a_partner_told_of_anothers_port_is_counted_by_the_partner_for_a_week():
    for number in ("CSQU3054383", "MSKU0000016"):
        models.RefusedReport.objects.create(
            origin="CNQZH", container=number, key=number, place="MYKUA", why="not_its_port", told_at=AT
        )
    assert said(AT) == ["CNQZH told of containers what contradicts their own port, this week: 2."]
    assert said(AT + timedelta(days=8)) == []
