"""Envelopes: one form, every part of it covered by the signature, and nothing a stranger sends breaks the reader."""

import hashlib
import json
import os
from dataclasses import fields

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from entrepot.exchange.rules.carried_files import Carried, NotCarried, join, split
from entrepot.exchange.rules.chains import Link, trouble_with_signature, walk
from entrepot.exchange.rules.envelopes import (
    FIRST_PREV,
    BadEnvelope,
    Head,
    open_envelope,
    read_fact,
    seal,
    tree_hash,
    write_fact,
)
from entrepot.exchange.rules.signing import Signed, Signer
from entrepot.exchange.tests.cast import AT, KUANTAN, QINZHOU, LanternSeen, PaperHub, line_of
from entrepot.exchange.words import CardKey, Reason

SIGNER = Signer(bytes(range(32)))
KEYS = (CardKey(SIGNER.key_id, SIGNER.public, AT),)
LINES = [line_of(LanternSeen("red", number)) for number in range(3)]
SEALED = seal(LINES, origin=QINZHOU, receiver=KUANTAN, seq=4, prev="ab" * 32, at=AT, signer=SIGNER)

_other = {
    "v": 2,
    "origin": "MYPKG",
    "receiver": "MYPKG",
    "seq": 5,
    "prev": "cd" * 32,
    "sealed_at": "2026-10-01T08:30:01Z",
    "count": 4,
    "facts": "cd" * 32,
    "key": "0123456789abcdef",
}


def trouble(wire: bytes) -> Reason | None:
    try:
        envelope = open_envelope(wire)
    except BadEnvelope as bad:
        return bad.reason
    return trouble_with_signature(envelope, KEYS)


def test_a_sealed_envelope_opens_to_what_was_sealed():
    assert open_envelope(SEALED.wire) == SEALED
    assert trouble(SEALED.wire) is None


def test_the_head_is_one_line_of_json_in_a_fixed_order():
    assert SEALED.head_line.decode() == (
        '{"v":1,"origin":"CNQZH","receiver":"MYKUA","seq":4,"prev":"' + "ab" * 32 + '",'
        '"sealed_at":"2026-10-01T08:30:00Z","count":3,"facts":"' + tree_hash(LINES) + '",'
        '"key":"' + SIGNER.key_id + '"}'
    )
    assert SEALED.hash == hashlib.sha256(SEALED.head_line).hexdigest()


@pytest.mark.parametrize("name", [field.name for field in fields(Head)])
def test_a_head_with_another_value_in_any_field_does_not_hold(name):
    head = json.loads(SEALED.head_line)
    assert head[name] != _other[name]
    head[name] = _other[name]
    line = json.dumps(head, separators=(",", ":")).encode()
    wire = b"\n".join([line, SEALED.signature.encode(), *SEALED.facts])
    assert trouble(wire) in {
        Reason.NOT_AN_ENVELOPE,
        Reason.FACTS_DO_NOT_MATCH,
        Reason.UNKNOWN_KEY,
        Reason.BAD_SIGNATURE,
    }


@given(position=st.integers(0, len(SEALED.wire) - 1), flip=st.integers(1, 255))
def test_no_single_byte_can_be_changed(position, flip):
    wire = bytearray(SEALED.wire)
    wire[position] ^= flip
    assert trouble(bytes(wire)) is not None


@given(position=st.integers(0, len(SEALED.wire)), extra=st.binary(min_size=1, max_size=20))
def test_nothing_can_be_slipped_in(position, extra):
    assert trouble(SEALED.wire[:position] + extra + SEALED.wire[position:]) is not None


@given(end=st.integers(0, len(SEALED.wire) - 1))
def test_nothing_can_be_cut_off(end):
    assert trouble(SEALED.wire[:end]) is not None


@given(st.permutations(range(3)).filter(lambda order: list(order) != [0, 1, 2]))
def test_facts_can_not_change_places(order):
    wire = b"\n".join([SEALED.head_line, SEALED.signature.encode(), *[LINES[place] for place in order]])
    assert trouble(wire) is Reason.FACTS_DO_NOT_MATCH


@given(st.binary(max_size=400))
def test_any_bytes_are_an_envelope_or_refused(wire):
    assert trouble(wire) is not None


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*_other, "x"]), inner, max_size=9), max_leaves=12))  # fmt: skip
def test_any_json_for_a_head_is_refused(value):
    assert trouble(json.dumps(value).encode() + b"\n" + SEALED.signature.encode()) is not None


def test_a_head_in_another_form_of_the_same_values_is_refused():
    spaced = json.dumps(json.loads(SEALED.head_line)).encode()
    wire = b"\n".join([spaced, SEALED.signature.encode(), *SEALED.facts])
    assert trouble(wire) is Reason.NOT_AN_ENVELOPE


def test_an_envelope_without_facts_is_refused():
    empty = seal([], origin=QINZHOU, receiver=KUANTAN, seq=1, prev=FIRST_PREV, at=AT, signer=SIGNER)
    assert trouble(empty.wire) is Reason.NOT_AN_ENVELOPE


def test_an_envelope_over_half_a_mebibyte_is_refused_unread():
    assert trouble(SEALED.wire + b"x" * 512 * 1024) is Reason.TOO_LARGE


def test_a_signature_of_another_kind_does_not_pass():
    signature = SIGNER.sign(Signed.RECEIPT, SEALED.head_line)
    assert trouble(b"\n".join([SEALED.head_line, signature.encode(), *LINES])) is Reason.BAD_SIGNATURE


def test_the_tree_hash_is_that_of_rfc_6962():
    # Empty, one leaf and eight leaves: the test vectors of certificate transparency's merkle tree.
    leaves = [
        bytes.fromhex(text)
        for text in (
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        )
    ]  # fmt: skip
    assert tree_hash([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree_hash(leaves[:1]) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert tree_hash(leaves[:2]) == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert tree_hash(leaves[:3]) == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert tree_hash(leaves[:5]) == "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"
    assert tree_hash(leaves) == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def _reference_tree(leaves: list[bytes]) -> bytes:
    """The definition in RFC 6962, section 2.1, word for word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split_at = 1
    while split_at * 2 < len(leaves):
        split_at *= 2
    return hashlib.sha256(
        b"\x01" + _reference_tree(leaves[:split_at]) + _reference_tree(leaves[split_at:])
    ).digest()


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70))
def test_the_tree_hash_follows_the_definition_for_any_number_of_facts(leaves):
    assert tree_hash(leaves) == _reference_tree(leaves).hex()


@given(st.text(max_size=40), st.lists(st.text(max_size=10), max_size=4))
def test_a_fact_reads_back_as_it_was_written(kind, refs):
    line = write_fact(kind=kind, at=AT, refs=refs, body=b'{"lantern":"red"}')
    fact = read_fact(line)
    assert (fact.kind, fact.at, fact.refs, bytes(fact.body)) == (kind, AT, tuple(refs), b'{"lantern":"red"}')
    assert b"\n" not in line


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_a_file_splits_into_the_envelopes_that_were_joined(counts):
    hub = PaperHub()
    wires = [hub.sealed(hub.lines(count)) for count in counts]
    assert split(join(wires)) == Carried(tuple(wires), ())


@given(st.integers(1, 2000))
def test_a_file_that_was_cut_is_not_a_file_of_envelopes(cut):
    hub = PaperHub()
    wires = [hub.sealed(hub.lines(2)) for _ in range(3)]
    content = join(wires)[:-cut]
    assume(content not in (join(wires[:2]), join(wires[:1])))
    with pytest.raises(NotCarried):
        split(content)


def test_a_file_that_was_cut_between_envelopes_is_a_shorter_file_of_envelopes():
    hub = PaperHub()
    wires = [hub.sealed(hub.lines(2)) for _ in range(3)]
    cut = len(join(wires)) - len(join(wires[:2]))
    assert split(join(wires)[:-cut]) == Carried(tuple(wires[:2]), ())


def chain(length: int) -> tuple[PaperHub, list[Link]]:
    hub = PaperHub(signer=SIGNER)
    return hub, [Link(number, hub.sealed(hub.lines(2))) for number in range(1, length + 1)]


def test_a_whole_chain_proves_how_far_it_is_complete():
    hub, links = chain(4)
    proof = walk(links, KEYS, origin=QINZHOU, receiver=KUANTAN)
    assert (proof.complete, proof.seq, proof.facts, proof.head) == (True, 4, 8, hub.prev)
    assert (proof.key, proof.sealed_at, proof.broken_at) == (SIGNER.key_id, AT, None)


def test_an_empty_chain_is_complete_up_to_nothing():
    proof = walk([], KEYS, origin=QINZHOU, receiver=KUANTAN)
    assert (proof.complete, proof.seq, proof.head) == (True, 0, FIRST_PREV)


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_chain_without_one_of_its_envelopes_is_broken_there(gone):
    _, links = chain(4)
    proof = walk([link for link in links if link.seq != gone], KEYS, origin=QINZHOU, receiver=KUANTAN)
    assert (proof.complete, proof.seq, proof.broken_at) == (False, gone - 1, gone)


def test_a_chain_whose_envelope_was_replaced_by_a_signed_other_is_broken_there():
    _, links = chain(4)
    other = seal(LINES, origin=QINZHOU, receiver=KUANTAN, seq=2, prev="00" * 32, at=AT, signer=SIGNER)
    links[1] = Link(2, other.wire)
    proof = walk(links, KEYS, origin=QINZHOU, receiver=KUANTAN)
    assert (proof.complete, proof.broken_at, proof.reason) == (False, 2, Reason.FORK)


def test_a_chain_signed_by_a_stranger_proves_nothing():
    _, links = chain(2)
    stranger = Signer(os.urandom(32))
    keys = (CardKey(stranger.key_id, stranger.public, AT),)
    proof = walk(links, keys, origin=QINZHOU, receiver=KUANTAN)
    assert (proof.complete, proof.seq, proof.reason) == (False, 0, Reason.UNKNOWN_KEY)
