"""Facts and their reactions: together or not at all, once, and in spite of trouble."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from entrepot.facts import models, words
from entrepot.facts.public import (
    OutsideTransaction,
    Telling,
    announce,
    do_next,
    receive,
    receive_many,
    retry_parked,
    timeline,
)
from entrepot.facts.words import Event, Fact
from entrepot.values import HubCode, Money

AT = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)


class LanternLit(Event):
    keeper: str
    oil: Money


seen: list[tuple[str, str]] = []
broken = {"yes": False}


@words.reacts_to(LanternLit)
def write_in_log(event: LanternLit, fact: Fact) -> None:
    models.Audit.objects.create(at=fact.at, by=event.keeper, did="lit")
    if broken["yes"]:
        raise RuntimeError("the pen broke")
    seen.append(("own", event.keeper))


@words.hears(LanternLit)
def answer_the_light(event: LanternLit, fact: Fact) -> None:
    seen.append((fact.origin or "", event.keeper))


@pytest.fixture(autouse=True)
def _clean_slate():
    seen.clear()
    broken["yes"] = False


def light(keeper: str = "Aminah") -> int:
    with transaction.atomic():
        return announce(LanternLit(keeper, Money(1250, "MYR")), at=AT, refs=["lamp_1"], by=keeper)


def make_due() -> None:
    models.Pending.objects.update(due_at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        announce(LanternLit("Aminah", Money(1, "MYR")), at=AT)
    assert models.Fact.objects.count() == 0


@pytest.mark.django_db
def test_a_fact_and_what_waits_for_it_are_written_with_one_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        number = announce(
            LanternLit("Aminah", Money(1, "MYR")), at=AT, refs=["lamp_1", "lamp_2"], by="Aminah"
        )
    fact = models.Fact.objects.get()
    assert (fact.pk, fact.kind, fact.body) == (
        number,
        "facts.LanternLit",
        {"keeper": "Aminah", "oil": {"minor": 1, "currency": "MYR"}},
    )
    assert (fact.at, fact.origin, fact.by, fact.refs) == (AT, "", "Aminah", ["lamp_1", "lamp_2"])
    assert list(models.Pending.objects.values_list("fact", "reaction")) == [(number, "facts.write_in_log")]


@pytest.mark.django_db(transaction=True)
def test_a_reaction_runs_once_with_the_event_as_it_was():
    light()
    assert do_next() is True
    assert do_next() is False
    assert seen == [("own", "Aminah")]
    assert models.Audit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_a_failed_reaction_wrote_is_undone_and_it_is_tried_again():
    broken["yes"] = True
    light()
    assert do_next() is True
    assert models.Audit.objects.count() == 0
    pending = models.Pending.objects.get()
    assert (pending.attempts, pending.trouble) == (1, "RuntimeError: the pen broke")
    broken["yes"] = False
    make_due()
    assert do_next() is True
    assert (models.Audit.objects.count(), models.Pending.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_keeps_failing_is_parked_and_can_be_retried():
    broken["yes"] = True
    light()
    for _ in range(12):
        make_due()
        assert do_next() is True
    assert models.Pending.objects.get().parked is True
    make_due()
    assert do_next() is False
    broken["yes"] = False
    assert retry_parked(by="user_1", at=AT) == 1
    assert do_next() is True
    assert seen == [("own", "Aminah")]


@pytest.mark.django_db(transaction=True)
def test_a_partners_fact_reaches_those_who_hear_and_not_those_who_react():
    with transaction.atomic():
        receive(LanternLit("Lin", Money(1, "CNY")), origin=HubCode("CNQZH"), at=AT)
    while do_next():
        pass
    assert seen == [("CNQZH", "Lin")]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_announces_nothing():
    with transaction.atomic():
        announce(LanternLit("Aminah", Money(1, "MYR")), at=AT)
        transaction.set_rollback(True)
    assert (models.Fact.objects.count(), models.Pending.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_facts_are_never_changed_or_deleted():
    light()
    for statement in ("UPDATE facts_fact SET by = 'me'", "DELETE FROM facts_fact"):
        with pytest.raises(DatabaseError, match="only ever added"), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_timeline_finds_facts_by_what_they_are_about():
    light("Aminah")
    light("Badrul")
    assert [line.event for line in timeline("lamp_1")] == [
        LanternLit("Aminah", Money(1250, "MYR")),
        LanternLit("Badrul", Money(1250, "MYR")),
    ]
    assert timeline("lamp_2") == []


@pytest.mark.django_db(transaction=True)
def test_facts_in_bulk_are_written_in_order_and_each_is_heard():
    tellings = [Telling(LanternLit(keeper, Money(1, "CNY")), AT, ("lamp_1",)) for keeper in ("Lin", "Mei")]
    with transaction.atomic():
        numbers = receive_many(tellings, origin=HubCode("CNQZH"))
    assert numbers == sorted(numbers)
    rows = list(models.Fact.objects.order_by("id"))
    assert [(row.pk, row.body["keeper"], row.origin, row.by) for row in rows] == [
        (numbers[0], "Lin", "CNQZH", "CNQZH"),
        (numbers[1], "Mei", "CNQZH", "CNQZH"),
    ]
    assert [line.event for line in timeline("lamp_1")] == [telling.event for telling in tellings]
    while do_next():
        pass
    assert seen == [("CNQZH", "Lin"), ("CNQZH", "Mei")]


@pytest.mark.django_db(transaction=True)
def test_facts_in_bulk_need_a_transaction_and_may_be_none():
    with pytest.raises(OutsideTransaction):
        receive_many([], origin=HubCode("CNQZH"))
    with transaction.atomic():
        assert receive_many([], origin=HubCode("CNQZH")) == []
