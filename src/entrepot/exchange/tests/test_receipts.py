"""Receipts: a partner's signed word moves our mark; a stranger's or a contradicting one does not."""

import os

import pytest

from entrepot.exchange import models
from entrepot.exchange.actions.receipts import Acknowledged, make_receipt, take_receipt
from entrepot.exchange.actions.sealing import seal_waiting
from entrepot.exchange.actions.taking import Arrival, take
from entrepot.exchange.public import card, get_channels, tell
from entrepot.exchange.queries import refused_lines
from entrepot.exchange.rules.cards import read_card
from entrepot.exchange.rules.envelopes import FIRST_PREV
from entrepot.exchange.rules.receipts import open_receipt
from entrepot.exchange.rules.signing import Signer
from entrepot.exchange.tests.cast import AT, KUANTAN, PORT_KLANG, QINZHOU, LanternSeen, PaperHub
from entrepot.exchange.words import Reason


def seal_three() -> list[str]:
    """Three envelopes to Qinzhou; their hashes."""
    for number in range(3):
        tell(LanternSeen("red", number), to=[QINZHOU], at=AT)
        seal_waiting(QINZHOU, at=AT, limit=1)
    return list(models.Envelope.objects.order_by("seq").values_list("hash", flat=True))


def acknowledged() -> int:
    return get_channels(QINZHOU).outgoing.acknowledged


def test_a_receipt_says_how_far_we_hold_a_channel_and_is_signed(qinzhou):
    take([Arrival(qinzhou.sealed(), QINZHOU), Arrival(qinzhou.sealed(), QINZHOU)], at=AT)
    signed = open_receipt(make_receipt(QINZHOU, resend=False, at=AT))
    receipt = signed.receipt
    assert (receipt.origin, receipt.receiver, receipt.high_water) == (QINZHOU, KUANTAN, 2)
    assert (receipt.head, receipt.resend) == (qinzhou.prev, False)
    assert signed.is_signed_by(read_card(card(at=AT)).keys[0].public)


def test_a_receipt_for_a_channel_that_is_empty_says_zero(qinzhou):
    receipt = open_receipt(make_receipt(QINZHOU, resend=True, at=AT)).receipt
    assert (receipt.high_water, receipt.head, receipt.resend) == (0, FIRST_PREV, True)


def test_a_partners_receipt_moves_our_mark_and_what_is_behind_shrinks(qinzhou):
    hashes = seal_three()
    assert get_channels(QINZHOU).outgoing.behind == 3
    word = take_receipt(qinzhou.receipt(high_water=2, head=hashes[1]), via=QINZHOU, at=AT)
    assert word == Acknowledged(QINZHOU, 2, False)
    outgoing = get_channels(QINZHOU).outgoing
    assert (outgoing.acknowledged, outgoing.behind, outgoing.acknowledged_at) == (2, 1, AT)


def test_a_partner_that_went_back_in_time_is_believed(qinzhou):
    hashes = seal_three()
    take_receipt(qinzhou.receipt(high_water=3, head=hashes[2]), via=QINZHOU, at=AT)
    take_receipt(qinzhou.receipt(high_water=1, head=hashes[0]), via=QINZHOU, at=AT)
    assert acknowledged() == 1


def test_a_receipt_for_another_chain_is_refused_and_shown(qinzhou):
    seal_three()
    assert take_receipt(qinzhou.receipt(high_water=2, head="ab" * 32), via=QINZHOU, at=AT) is None
    assert acknowledged() == 0
    assert [line.reason for line in refused_lines(QINZHOU)] == [Reason.RECEIPT_OF_ANOTHER_CHAIN]
    assert get_channels(QINZHOU).outgoing.halted == ""


def test_a_receipt_for_more_than_we_remember_stops_the_channel(qinzhou):
    seal_three()
    assert take_receipt(qinzhou.receipt(high_water=9, head="ab" * 32), via=QINZHOU, at=AT) is None
    assert get_channels(QINZHOU).outgoing.halted == "receipt_of_another_chain"
    tell(LanternSeen("red", 9), to=[QINZHOU], at=AT)
    assert seal_waiting(QINZHOU, at=AT, limit=8) == []


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda hub, head: b"junk", Reason.NOT_A_RECEIPT),
        (lambda hub, head: b"\xff\n\xff", Reason.NOT_A_RECEIPT),
        (lambda hub, head: b"x" * 5000, Reason.TOO_LARGE),
        (lambda hub, head: hub.receipt(high_water=1, head=head)[:-1], Reason.BAD_SIGNATURE),
        (
            lambda hub, head: hub.receipt(high_water=1, head=head).replace(b'water":1', b'water":2'),
            Reason.BAD_SIGNATURE,
        ),
        (lambda hub, head: hub.receipt(high_water=1, head=head, origin=PORT_KLANG), Reason.OTHER_RECEIVER),
        (
            lambda hub, head: PaperHub(QINZHOU, Signer(os.urandom(32))).receipt(high_water=1, head=head),
            Reason.UNKNOWN_KEY,
        ),
        (lambda hub, head: PaperHub(PORT_KLANG).receipt(high_water=1, head=head), Reason.OTHER_SENDER),
    ],
)
def test_a_receipt_that_is_not_the_partners_word_changes_nothing(qinzhou, make, reason):
    hashes = seal_three()
    assert take_receipt(make(qinzhou, hashes[0]), via=QINZHOU, at=AT) is None
    assert acknowledged() == 0
    assert [line.reason for line in refused_lines(QINZHOU)] == [reason]
