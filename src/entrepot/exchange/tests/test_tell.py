"""Telling: a row in the caller's transaction, for confirmed partners only, of kinds that may cross only."""

import pytest
from django.db import transaction

from entrepot.exchange import models
from entrepot.exchange.public import add_partner, tell
from entrepot.exchange.rules.envelopes import MAX_FACT_BYTES
from entrepot.exchange.tests.cast import AT, KUANTAN, PORT_KLANG, QINZHOU, LanternPaid, LanternSeen, PaperHub
from entrepot.facts.public import OutsideTransaction
from entrepot.values import Refusal


def waiting() -> list[tuple[str, str]]:
    return list(models.Waiting.objects.order_by("id").values_list("receiver", "line"))


def test_a_told_fact_waits_as_it_will_travel_and_says_nothing_of_who_did_it(qinzhou):
    tell(LanternSeen("red", 7), to=[QINZHOU], at=AT, refs=["lantern_1"])
    assert waiting() == [
        (
            "CNQZH",
            '{"kind":"exchange.LanternSeen","at":"2026-10-01T08:30:00Z","refs":["lantern_1"],'
            '"body":{"lantern":"red","number":7}}',
        )
    ]


def test_only_those_who_are_named_are_told(qinzhou):
    PaperHub(PORT_KLANG).join()
    tell(LanternSeen("red", 7), to=[QINZHOU], at=AT)
    assert [receiver for receiver, _ in waiting()] == ["CNQZH"]


def test_every_named_hub_is_told_once_and_our_own_code_is_ignored(qinzhou):
    PaperHub(PORT_KLANG).join()
    tell(LanternSeen("red", 7), to=[QINZHOU, KUANTAN, PORT_KLANG, QINZHOU], at=AT)
    assert sorted(receiver for receiver, _ in waiting()) == ["CNQZH", "MYPKG"]


def test_a_hub_that_nobody_confirmed_is_not_told(qinzhou):
    add_partner(PaperHub(PORT_KLANG).card(), at=AT)
    with pytest.raises(Refusal, match="MYPKG is not a confirmed partner"), transaction.atomic():
        tell(LanternSeen("red", 7), to=[QINZHOU, PORT_KLANG], at=AT)
    assert waiting() == []


def test_a_kind_that_was_not_declared_stays_at_home(qinzhou):
    with pytest.raises(Refusal, match="LanternPaid stay in this hub"), transaction.atomic():
        tell(LanternPaid("red"), to=[QINZHOU], at=AT)
    assert waiting() == []


def test_a_fact_too_large_to_travel_is_refused_when_it_is_told(qinzhou):
    with pytest.raises(Refusal, match="at most 65536"), transaction.atomic():
        tell(LanternSeen("r" * MAX_FACT_BYTES, 7), to=[QINZHOU], at=AT)
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_telling_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        tell(LanternSeen("red", 7), to=[QINZHOU], at=AT)
