"""Sealing: what waits becomes a chain of envelopes, each fact in exactly one of them."""

from django.db import connection

from entrepot.exchange import models, own_keys
from entrepot.exchange.actions.sealing import seal_waiting
from entrepot.exchange.public import prove, tell, tell_many
from entrepot.exchange.rules.envelopes import FIRST_PREV, open_envelope, read_fact
from entrepot.exchange.tests.cast import AT, KUANTAN, QINZHOU, LanternSeen
from entrepot.facts.public import Telling


def tell_of(*numbers: int, text: str = "red") -> None:
    tell_many([Telling(LanternSeen(text, number), AT) for number in numbers], to=[QINZHOU])


def test_the_chain_begins_with_zeros_and_each_envelope_names_the_one_before(qinzhou):
    tell_of(1, 2)
    ((first, wire),) = seal_waiting(QINZHOU, at=AT, limit=8)
    tell_of(3)
    ((second, next_wire),) = seal_waiting(QINZHOU, at=AT, limit=8)
    assert (first, second) == (1, 2)
    one, two = open_envelope(wire), open_envelope(next_wire)
    assert one.head.prev == FIRST_PREV
    assert two.head.prev == one.hash
    assert (one.head.origin, one.head.receiver, one.head.count, two.head.count) == (KUANTAN, QINZHOU, 2, 1)
    assert one.is_signed_by(own_keys.signer().public)
    assert b'"number":2' in bytes(read_fact(one.facts[1]).body)
    assert models.Waiting.objects.count() == 0


def test_nothing_waiting_seals_nothing(qinzhou):
    assert seal_waiting(QINZHOU, at=AT, limit=8) == []
    assert models.Envelope.objects.count() == 0


def test_an_envelope_holds_at_most_five_hundred_facts(qinzhou):
    tell_of(*range(1100))
    sealed = seal_waiting(QINZHOU, at=AT, limit=8)
    assert [open_envelope(wire).head.count for _, wire in sealed] == [500, 500, 100]


def test_an_envelope_is_closed_when_it_is_heavy(qinzhou):
    tell_of(*range(10), text="r" * 60_000)
    sealed = seal_waiting(QINZHOU, at=AT, limit=8)
    assert [open_envelope(wire).head.count for _, wire in sealed] == [5, 5]


def test_a_busy_channel_waits_for_full_envelopes(qinzhou):
    tell_of(*range(700))
    sealed = seal_waiting(QINZHOU, at=AT, limit=8, only_full=True)
    assert [open_envelope(wire).head.count for _, wire in sealed] == [500]
    assert models.Waiting.objects.count() == 200


def test_a_halted_channel_seals_nothing_and_keeps_what_waits(qinzhou):
    tell_of(1)
    seal_waiting(QINZHOU, at=AT, limit=8)
    models.Channel.objects.update(halted="receipt_of_another_chain")
    tell_of(2)
    assert seal_waiting(QINZHOU, at=AT, limit=8) == []
    assert models.Waiting.objects.count() == 1


def test_what_was_sealed_proves_itself(qinzhou):
    tell_of(*range(3))
    seal_waiting(QINZHOU, at=AT, limit=1)
    tell(LanternSeen("red", 9), to=[QINZHOU], at=AT)
    seal_waiting(QINZHOU, at=AT, limit=1)
    proof = prove(origin=KUANTAN, receiver=QINZHOU)
    assert (proof.complete, proof.seq, proof.facts, proof.sealed_at) == (True, 2, 4, AT)
    assert proof.head == models.Channel.objects.get().head


def test_a_chain_with_a_missing_envelope_is_not_complete(qinzhou):
    for number in range(3):
        tell_of(number)
        seal_waiting(QINZHOU, at=AT, limit=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE exchange_envelope DISABLE TRIGGER exchange_envelope_never_change")
        cursor.execute("DELETE FROM exchange_envelope WHERE seq = 2")
        cursor.execute("ALTER TABLE exchange_envelope ENABLE TRIGGER exchange_envelope_never_change")
    proof = prove(origin=KUANTAN, receiver=QINZHOU)
    assert (proof.complete, proof.seq, proof.broken_at, proof.reason) == (False, 1, 2, "out_of_order")
