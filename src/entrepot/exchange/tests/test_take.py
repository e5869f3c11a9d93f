"""Taking: each envelope applied exactly once and in order; what is forged, repeated or out of place has no effect and is
shown."""

import itertools
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrepot.exchange import models
from entrepot.exchange.actions.releasing import release_quarantined
from entrepot.exchange.actions.taking import Arrival, Outcome, take
from entrepot.exchange.public import PartnerState, add_partner, get_channels, prove, revoke_partner
from entrepot.exchange.queries import quarantined_lines, refused_lines, refused_of_strangers
from entrepot.exchange.rules.envelopes import write_fact
from entrepot.exchange.rules.signing import Signer
from entrepot.exchange.tests.cast import (
    AT,
    KUANTAN,
    PORT_KLANG,
    QINZHOU,
    LanternPaid,
    LanternSeen,
    PaperHub,
    line_of,
)
from entrepot.exchange.words import CROSSING, CardKey, Reason
from entrepot.facts.models import Fact, Pending
from entrepot.values import HubCode


def by_link(wire: bytes, via: HubCode = QINZHOU) -> Outcome:
    (taken,) = take([Arrival(wire, via)], at=AT)
    return taken.outcome


def numbers() -> list[int]:
    """Of the lanterns that partners told us of, in the order of writing."""
    rows = Fact.objects.exclude(origin="").order_by("id")
    return [row.body["number"] for row in rows if "number" in row.body]


def reasons(code: str = QINZHOU) -> list[tuple[Reason, int]]:
    return [(line.reason, line.times) for line in refused_lines(code)]


def test_an_envelope_becomes_facts_of_its_origin(qinzhou):
    (taken,) = take([Arrival(qinzhou.sealed(qinzhou.lines(2)), QINZHOU)], at=AT)
    assert (taken.outcome, taken.origin, taken.facts) == (Outcome.APPLIED, QINZHOU, 2)
    rows = list(Fact.objects.exclude(origin="").order_by("id"))
    assert [(row.kind, row.origin, row.by, row.refs, row.at, row.body) for row in rows] == [
        ("exchange.LanternSeen", "CNQZH", "CNQZH", ["lantern_1"], AT, {"lantern": "red", "number": number})
        for number in (1, 2)
    ]
    envelope = models.Envelope.objects.get()
    assert (envelope.first_fact, envelope.last_fact) == (rows[0].pk, rows[1].pk)
    incoming = get_channels(QINZHOU).incoming
    assert (incoming.applied, incoming.head, incoming.facts) == (1, qinzhou.prev, 2)
    assert get_channels(QINZHOU).partner.last_heard_at == AT


def test_several_envelopes_at_once_are_applied_in_order(qinzhou):
    wires = [qinzhou.sealed(qinzhou.lines(3)) for _ in range(4)]
    taken = take([Arrival(wire, QINZHOU) for wire in wires], at=AT)
    assert [result.outcome for result in taken] == [Outcome.APPLIED] * 4
    assert numbers() == list(range(1, 13))


def test_a_repeated_envelope_has_no_effect_and_is_counted(qinzhou):
    first, second = qinzhou.sealed(), qinzhou.sealed()
    for wire in (first, second):
        by_link(wire)
    assert [by_link(second), by_link(first), by_link(first)] == [Outcome.REPEATED] * 3
    assert numbers() == [1, 2]
    incoming = get_channels(QINZHOU).incoming
    assert (incoming.applied, incoming.repeated, incoming.refused) == (2, 3, 0)


def test_an_envelope_out_of_order_waits_for_its_turn(qinzhou):
    first, second = qinzhou.sealed(), qinzhou.sealed()
    assert by_link(second) is Outcome.REFUSED
    assert numbers() == []
    assert [by_link(first), by_link(second)] == [Outcome.APPLIED, Outcome.APPLIED]
    assert numbers() == [1, 2]
    assert reasons() == [(Reason.OUT_OF_ORDER, 1)]


def test_another_envelope_under_a_used_number_is_a_fork(qinzhou):
    other = qinzhou.seal([line_of(LanternSeen("green", 99))])
    by_link(qinzhou.sealed())
    assert by_link(other.wire) is Outcome.REFUSED
    assert numbers() == [1]
    assert reasons() == [(Reason.FORK, 1)]


def test_an_envelope_that_names_another_one_before_it_is_a_fork(qinzhou):
    by_link(qinzhou.sealed())
    qinzhou.prev = "ab" * 32
    assert by_link(qinzhou.sealed()) is Outcome.REFUSED
    assert reasons() == [(Reason.FORK, 1)]
    assert get_channels(QINZHOU).incoming.applied == 1


def test_a_forged_signature_is_refused(qinzhou):
    thief = Signer(os.urandom(32))
    envelope = qinzhou.seal(signer=thief)
    assert by_link(envelope.wire) is Outcome.REFUSED
    pretending = envelope.head_line.replace(thief.key_id.encode(), qinzhou.signer.key_id.encode())
    wire = b"\n".join([pretending, envelope.signature.encode(), *envelope.facts])
    assert by_link(wire) is Outcome.REFUSED
    assert [reason for reason, _ in reasons()] == [Reason.BAD_SIGNATURE, Reason.UNKNOWN_KEY]
    assert (numbers(), models.Envelope.objects.count()) == ([], 0)


def test_an_envelope_for_another_hub_is_refused(qinzhou):
    assert by_link(qinzhou.seal(receiver=PORT_KLANG).wire) is Outcome.REFUSED
    assert reasons() == [(Reason.OTHER_RECEIVER, 1)]
    assert numbers() == []


def test_a_partner_can_not_speak_for_another(qinzhou):
    port_klang = PaperHub(PORT_KLANG).join()
    assert by_link(port_klang.sealed(), via=QINZHOU) is Outcome.REFUSED
    assert reasons() == [(Reason.OTHER_SENDER, 1)]
    assert numbers() == []


def test_an_unknown_hub_is_refused_and_shown(qinzhou):
    stranger = PaperHub(PORT_KLANG)
    (taken,) = take([Arrival(stranger.sealed(), None)], at=AT)
    assert (taken.outcome, taken.reason, taken.origin) == (Outcome.REFUSED, Reason.UNKNOWN_PARTNER, None)
    (line,) = refused_of_strangers()
    assert (line.origin, line.reason, line.seq) == ("MYPKG", Reason.UNKNOWN_PARTNER, 1)
    assert models.Channel.objects.count() == 0


def test_a_revoked_partner_is_refused(qinzhou):
    wire = qinzhou.sealed()
    revoke_partner(QINZHOU, by="operator", at=AT)
    assert by_link(wire) is Outcome.REFUSED
    assert reasons() == [(Reason.REVOKED_PARTNER, 1)]
    assert numbers() == []
    assert get_channels(QINZHOU).partner.state is PartnerState.REVOKED


def test_an_envelope_sealed_after_its_key_ended_is_refused_and_one_before_is_taken(kuantan):
    hub, end = PaperHub(), AT + timedelta(days=1)
    spent = CardKey(hub.signer.key_id, hub.signer.public, AT, valid_until=end)
    add_partner(hub.card(keys=(spent,)), at=AT, confirmed_by="operator")
    late = hub.seal(at=end)
    assert by_link(late.wire) is Outcome.REFUSED
    assert by_link(hub.seal(at=end - timedelta(seconds=1)).wire) is Outcome.APPLIED
    assert reasons() == [(Reason.KEY_NOT_VALID, 1)]


@pytest.mark.parametrize("junk", [b"", b"\x00\xff", b"{}", b"{}\n{}", b"x" * 600_000])
def test_junk_is_refused_and_its_beginning_kept(qinzhou, junk):
    assert by_link(junk) is Outcome.REFUSED
    row = models.Refused.objects.get()
    assert (bytes(row.start), row.size_bytes, row.via) == (junk[: 16 * 1024], len(junk), "CNQZH")


def test_the_same_refused_bytes_are_one_line_that_counts(qinzhou):
    for _ in range(3):
        by_link(b"junk")
    assert reasons() == [(Reason.NOT_AN_ENVELOPE, 3)]
    assert get_channels(QINZHOU).incoming.refused == 3


def test_a_flood_of_junk_keeps_only_the_latest(qinzhou):
    take([Arrival(b"junk %d" % number, QINZHOU) for number in range(600)], at=AT)
    assert models.Refused.objects.count() == 500
    assert get_channels(QINZHOU).incoming.refused == 600


def test_a_bad_one_among_good_ones_hinders_none_of_them(qinzhou):
    wires = [qinzhou.sealed(), b"junk", qinzhou.sealed()]
    taken = take([Arrival(wire, QINZHOU) for wire in wires], at=AT)
    assert [result.outcome for result in taken] == [Outcome.APPLIED, Outcome.REFUSED, Outcome.APPLIED]
    assert numbers() == [1, 2]


BAD_FACTS = {
    "a kind that nobody here knows": (
        b'{"kind":"market.NotYet","at":"2026-10-01T08:30:00Z","refs":[],"body":{}}',
        Reason.UNKNOWN_KIND,
    ),
    "a kind that may not cross": (line_of(LanternPaid("red")), Reason.KIND_MAY_NOT_CROSS),
    "a body without a field": (
        write_fact(kind=LanternSeen.kind, at=AT, refs=(), body=b'{"lantern":"red"}'),
        Reason.ANOTHER_SHAPE,
    ),
    "a body that is no object": (
        write_fact(kind=LanternSeen.kind, at=AT, refs=(), body=b"7"),
        Reason.ANOTHER_SHAPE,
    ),
    "a line that is no JSON": (b"hello", Reason.ANOTHER_SHAPE),
    "an instant without a zone": (
        b'{"kind":"exchange.LanternSeen","at":"2026-10-01T08:30:00","refs":[],'
        b'"body":{"lantern":"red","number":1}}',
        Reason.ANOTHER_SHAPE,
    ),
    "an instant before time began": (
        line_of(LanternSeen("red", 1), at=datetime(1, 1, 1, tzinfo=UTC)),
        Reason.ANOTHER_SHAPE,
    ),
    "a reference of a thousand letters": (
        line_of(LanternSeen("red", 1), refs=("r" * 1000,)),
        Reason.ANOTHER_SHAPE,
    ),
    "a character that PostgreSQL can't keep": (
        line_of(LanternSeen("re\0d", 1)),
        Reason.CANNOT_BE_STORED,
    ),
    "a reference that PostgreSQL can't keep": (
        line_of(LanternSeen("red", 1), refs=("re\0f",)),
        Reason.CANNOT_BE_STORED,
    ),
    "arrays in arrays in arrays": (
        write_fact(kind=LanternSeen.kind, at=AT, refs=(), body=b'{"lantern":"red","number":' + b"[" * 20_000),
        Reason.ANOTHER_SHAPE,
    ),
}


@pytest.mark.parametrize("bad", BAD_FACTS.values(), ids=list(BAD_FACTS))
def test_a_fact_that_can_not_be_read_is_set_apart_and_the_chain_goes_on(qinzhou, bad):
    line, reason = bad
    good = qinzhou.lines(2)
    assert by_link(qinzhou.sealed([good[0], line, good[1]])) is Outcome.APPLIED
    assert by_link(qinzhou.sealed()) is Outcome.APPLIED
    assert numbers() == [1, 2, 3]
    (apart,) = quarantined_lines(QINZHOU)
    assert (apart.seq, apart.position, apart.reason) == (1, 1, reason)
    assert get_channels(QINZHOU).incoming.quarantined == 1
    assert prove(origin=QINZHOU, receiver=KUANTAN).complete is True


def test_a_fact_set_apart_is_heard_once_its_kind_may_cross(qinzhou, monkeypatch):
    by_link(qinzhou.sealed([line_of(LanternPaid("red"))]))
    assert release_quarantined() == 0
    monkeypatch.setitem(CROSSING, LanternPaid.kind, LanternPaid)
    assert (release_quarantined(), release_quarantined()) == (1, 0)
    row = Fact.objects.exclude(origin="").get()
    assert (row.kind, row.origin, row.body) == ("exchange.LanternPaid", "CNQZH", {"lantern": "red"})
    assert quarantined_lines(QINZHOU) == []


def test_what_is_refused_or_repeated_makes_no_reaction_wait(qinzhou):
    wire = qinzhou.sealed()
    by_link(wire)
    waiting = Pending.objects.count()
    by_link(wire)
    by_link(qinzhou.seal(receiver=PORT_KLANG).wire)
    assert Pending.objects.count() == waiting


def test_each_origin_has_a_chain_of_its_own(qinzhou):
    port_klang = PaperHub(PORT_KLANG).join()
    arrivals = [
        Arrival(qinzhou.sealed(), QINZHOU),
        Arrival(port_klang.sealed(), PORT_KLANG),
        Arrival(qinzhou.sealed(), QINZHOU),
    ]
    assert [taken.outcome for taken in take(arrivals, at=AT)] == [Outcome.APPLIED] * 3
    assert get_channels(QINZHOU).incoming.applied == 2
    assert get_channels(PORT_KLANG).incoming.applied == 1


_letters = (HubCode(f"CN{''.join(three)}") for three in itertools.product("ABCDEFGH", repeat=3))


@given(st.lists(st.integers(0, 4), max_size=12))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_in_whatever_order_and_however_often_they_come_each_is_applied_once(kuantan, places):
    hub = PaperHub(next(_letters)).join()
    wires = [hub.sealed(hub.lines(2)) for _ in range(5)]
    for place in places:
        take([Arrival(wires[place], hub.code)], at=AT)
    take([Arrival(wire, hub.code) for wire in wires], at=AT)
    told = Fact.objects.filter(origin=hub.code).order_by("id")
    assert [row.body["number"] for row in told] == list(range(1, 11))
