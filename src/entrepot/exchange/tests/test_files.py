"""Files: the same envelopes without a link, by the same path."""

import pytest

from entrepot.exchange import models
from entrepot.exchange.actions.taking import Arrival, take
from entrepot.exchange.public import (
    export_envelopes,
    get_channels,
    import_envelopes,
    signed_heads,
    tell_many,
)
from entrepot.exchange.rules.carried_files import join, split
from entrepot.exchange.rules.envelopes import open_envelope, read_head
from entrepot.exchange.rules.receipts import open_receipt
from entrepot.exchange.tests.cast import AT, KUANTAN, PORT_KLANG, QINZHOU, LanternSeen, PaperHub
from entrepot.exchange.words import Imported, Reason
from entrepot.facts.models import Fact
from entrepot.facts.public import Telling
from entrepot.values import Refusal


def test_a_file_holds_what_waits_and_what_was_sealed_before(qinzhou):
    tell_many([Telling(LanternSeen("red", number), AT) for number in range(600)], to=[QINZHOU])
    content = export_envelopes(QINZHOU, from_seq=1, at=AT)
    heads = [open_envelope(wire).head for wire in split(content).envelopes]
    assert [(head.seq, head.count) for head in heads] == [(1, 500), (2, 100)]
    assert export_envelopes(QINZHOU, from_seq=1, at=AT) == content
    assert split(export_envelopes(QINZHOU, from_seq=2, at=AT)).envelopes == split(content).envelopes[1:]
    assert models.Waiting.objects.count() == 0


def test_a_file_is_applied_as_if_it_had_come_over_the_link(qinzhou):
    wires = [qinzhou.sealed(qinzhou.lines(2)) for _ in range(3)]
    take([Arrival(wires[0], QINZHOU)], at=AT)
    assert import_envelopes(join(wires), at=AT) == Imported(
        applied=2, facts=4, repeated=1, acknowledged=0, refused=()
    )
    assert import_envelopes(join(wires), at=AT) == Imported(
        applied=0, facts=0, repeated=3, acknowledged=0, refused=()
    )
    assert Fact.objects.filter(origin=QINZHOU).count() == 6
    assert get_channels(QINZHOU).incoming.head == qinzhou.prev


def test_a_file_with_a_gap_is_applied_up_to_the_gap(qinzhou):
    wires = [qinzhou.sealed() for _ in range(3)]
    imported = import_envelopes(join([wires[0], wires[2]]), at=AT)
    assert imported == Imported(
        applied=1, facts=1, repeated=0, acknowledged=0, refused=(Reason.OUT_OF_ORDER,)
    )


def test_a_file_of_a_stranger_is_refused_envelope_by_envelope(qinzhou):
    stranger = PaperHub(PORT_KLANG)
    imported = import_envelopes(join([stranger.sealed()]), at=AT)
    assert imported.refused == (Reason.UNKNOWN_PARTNER,)
    assert Fact.objects.filter(origin=PORT_KLANG).count() == 0


@pytest.mark.parametrize("content", [b"", b"hello", b"hello\n", b"{}\n{}\n"])
def test_a_file_that_holds_something_else_is_refused_whole(kuantan, content):
    with pytest.raises(Refusal, match="does not hold whole envelopes"):
        import_envelopes(content, at=AT)
    assert models.Refused.objects.count() == 0


def test_the_signed_heads_tell_order_and_number_and_not_one_fact(qinzhou):
    tell_many([Telling(LanternSeen("a secret lantern", number), AT) for number in range(600)], to=[QINZHOU])
    export_envelopes(QINZHOU, from_seq=1, at=AT)
    content = signed_heads(origin=KUANTAN, receiver=QINZHOU)
    assert b"secret" not in content
    lines = content.splitlines()
    assert [read_head(line).seq for line in lines[::2]] == [1, 2]
    assert len(lines) == 4


def test_a_file_brings_the_partners_receipt_along(qinzhou):
    tell_many([Telling(LanternSeen("red", 1), AT)], to=[QINZHOU])
    ours = open_envelope(split(export_envelopes(QINZHOU, from_seq=1, at=AT)).envelopes[0])
    content = join([qinzhou.sealed(), qinzhou.receipt(high_water=1, head=ours.hash)])
    imported = import_envelopes(content, at=AT)
    assert (imported.applied, imported.acknowledged) == (1, 1)
    assert get_channels(QINZHOU).outgoing.behind == 0


def test_our_file_says_what_we_hold_of_the_partners(qinzhou):
    take([Arrival(qinzhou.sealed(), QINZHOU)], at=AT)
    carried = split(export_envelopes(QINZHOU, from_seq=1, at=AT))
    (receipt,) = carried.receipts
    assert (carried.envelopes, open_receipt(receipt).receipt.high_water) == ((), 1)
