"""What an attacker with a partner's login, or with none, can do at a real hub: nothing but be seen."""

import asyncio
import base64
import os

import nats.errors
import nkeys
import pytest
from nats.aio.client import Client
from test_facts_cross import settle

from entrepot.exchange.rules import envelopes
from entrepot.exchange.rules.carried_files import split
from entrepot.exchange.rules.signing import Signer
from entrepot.values import HubCode, clock

pytestmark = pytest.mark.xdist_group("channels")

INBOX = "inbox.MYKUA.CNQZH"


def publish(kuantan, seed: str, *, subject: str = INBOX, wires: list[bytes]) -> list[str]:
    """Publish at Kuantan's NATS with this login. What the server had against it."""
    complaints: list[str] = []

    async def note(error: Exception) -> None:
        complaints.append(str(error))

    async def attack() -> None:
        client = Client()
        try:
            await client.connect(
                kuantan.nats.url,
                nkeys_seed_str=seed,
                inbox_prefix="_INBOX_CNQZH",
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                error_cb=note,
            )
            for wire in wires:
                await client.publish(subject, wire)
            await client.flush()
            await asyncio.sleep(0.05)
        finally:
            await client.close()

    asyncio.run(attack())
    return complaints


@pytest.fixture
def attacked(kuantan, qinzhou):
    """Both hubs at rest, and a way to send bytes by Qinzhou's login. Afterwards the channel must still work."""
    settle(qinzhou, kuantan)
    seed = qinzhou.ask("nats_seed")
    before = kuantan.ask("facts", origin="CNQZH")

    def send(*wires: bytes) -> None:
        refused = kuantan.ask("channels", code="CNQZH")["refused"]
        assert publish(kuantan, seed, wires=list(wires)) == []
        kuantan.wait_until(
            lambda hub: hub.ask("channels", code="CNQZH")["refused"] == refused + len(wires), "the refusal"
        )

    yield send
    assert kuantan.ask("facts", origin="CNQZH") == before
    qinzhou.ask("tell", numbers=[len(before)], to=["MYKUA"])
    settle(qinzhou, kuantan)
    assert kuantan.ask("facts", origin="CNQZH") == [*before, len(before)]
    assert kuantan.ask("prove", origin="CNQZH", receiver="MYKUA")[0] is True


def reasons(kuantan) -> list[str]:
    return [reason for _, _, reason in kuantan.ask("refusals")]


def forged(*, origin: str, receiver: str) -> bytes:
    return envelopes.seal(
        [
            b'{"kind":"lanterns.LanternLit","at":"2026-10-01T08:30:00Z","refs":[],"body":{"number":-9,"text":""}}'
        ],
        origin=HubCode(origin),
        receiver=HubCode(receiver),
        seq=1_000_000,
        prev="00" * 32,
        at=clock.now(),
        signer=Signer(os.urandom(32)),
    ).wire


def test_a_forged_envelope_is_refused_and_shown(kuantan, attacked):
    attacked(forged(origin="CNQZH", receiver="MYKUA"))
    assert reasons(kuantan)[-1] == "unknown_key"


def test_junk_is_refused_and_shown(kuantan, attacked):
    attacked(os.urandom(300), b"", b"{}\n{}\n{}")
    assert reasons(kuantan)[-3:] == ["not_an_envelope"] * 3


def test_an_envelope_in_the_name_of_another_hub_is_refused_and_shown(kuantan, attacked):
    attacked(forged(origin="MYPKG", receiver="MYKUA"), forged(origin="VNSGN", receiver="MYKUA"))
    assert reasons(kuantan)[-2:] == ["other_sender", "other_sender"]


def test_an_envelope_for_another_hub_is_refused_and_shown(kuantan, attacked):
    attacked(forged(origin="CNQZH", receiver="MYPKG"))
    assert reasons(kuantan)[-1] == "other_receiver"


def test_a_partner_that_changes_its_story_is_refused_and_shown(kuantan, qinzhou, attacked):
    qinzhou.ask("tell", numbers=[], to=["MYKUA"])
    newest = kuantan.ask("channels", code="CNQZH")["applied"]
    other = qinzhou.ask("other_envelope", partner="MYKUA", seq=newest)
    attacked(base64.b64decode(other))
    assert reasons(kuantan)[-1] == "fork"


def test_a_replayed_envelope_is_counted_and_has_no_effect(kuantan, qinzhou, attacked):
    file = base64.b64decode(qinzhou.ask("export", partner="MYKUA", from_seq=1))
    wires = split(file).envelopes[:3]
    repeated = kuantan.ask("channels", code="CNQZH")["repeated"]
    publish(kuantan, qinzhou.ask("nats_seed"), wires=wires)
    kuantan.wait_until(
        lambda hub: hub.ask("channels", code="CNQZH")["repeated"] >= repeated + len(wires), "the count"
    )


def test_reordered_envelopes_are_refused_and_shown_and_the_partner_is_asked_for_the_rest(kuantan, qinzhou):
    settle(qinzhou, kuantan)
    before = kuantan.ask("facts", origin="CNQZH")
    newest = kuantan.ask("channels", code="CNQZH")["applied"]
    qinzhou.end_worker()
    for number in (7001, 7002, 7003):
        qinzhou.ask("tell", numbers=[number], to=["MYKUA"])
        file = base64.b64decode(qinzhou.ask("export", partner="MYKUA", from_seq=newest + 1))
    first, second, third = split(file).envelopes
    publish(kuantan, qinzhou.ask("nats_seed"), wires=[third, second])
    kuantan.wait_until(lambda hub: reasons(hub)[-2:] == ["out_of_order", "out_of_order"], "the refusals")
    assert kuantan.ask("facts", origin="CNQZH") == before
    publish(kuantan, qinzhou.ask("nats_seed"), wires=[first])
    kuantan.wait_until(lambda hub: hub.ask("facts", origin="CNQZH") == [*before, 7001], "the first")
    qinzhou.start_worker()
    settle(qinzhou, kuantan)
    assert kuantan.ask("facts", origin="CNQZH") == [*before, 7001, 7002, 7003]


def test_a_login_that_no_partner_has_is_not_let_in(kuantan):
    stranger = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER).decode()
    with pytest.raises(nats.errors.Error, match="Authorization"):
        publish(kuantan, stranger, wires=[b"hello"])


@pytest.mark.parametrize(
    "subject", ["inbox.MYKUA.MYPKG", "receipt.MYKUA.MYPKG", "$JS.API.STREAM.DELETE.INBOX"]
)
def test_a_partner_may_publish_to_no_subject_but_its_own(kuantan, qinzhou, subject):
    (complaint,) = publish(kuantan, qinzhou.ask("nats_seed"), subject=subject, wires=[b"hello"])
    assert "permissions violation" in complaint.lower()


def test_a_file_takes_the_same_way_and_gives_the_same_chain(kuantan, port_klang):
    settle(kuantan, port_klang)
    port_klang.end_worker()
    kuantan.ask("tell", numbers=[1, 2, 3], to=["MYPKG"])
    file = kuantan.ask("export", partner="MYPKG", from_seq=1)
    held = port_klang.ask("channels", code="MYKUA")["applied"]
    applied, facts, repeated, refused = port_klang.ask("take_file", content=file)
    assert (facts, repeated, refused) == (3, held, [])
    assert applied >= 1
    assert port_klang.ask("facts", origin="MYKUA")[-3:] == [1, 2, 3]
    proof = port_klang.ask("prove", origin="MYKUA", receiver="MYPKG")
    assert proof[0] is True
    assert proof == kuantan.ask("prove", origin="MYKUA", receiver="MYPKG")
    port_klang.start_worker()
    settle(kuantan, port_klang)
    assert port_klang.ask("facts", origin="MYKUA")[-3:] == [1, 2, 3]


def test_a_revoked_partner_is_thrown_out_at_once_and_let_in_again_when_confirmed(kuantan, port_klang):
    seed = port_klang.ask("nats_seed")
    kuantan.ask("revoke", code="MYPKG")

    def shut(_) -> bool:
        try:
            publish(kuantan, seed, subject="inbox.MYKUA.MYPKG", wires=[b""])
        except nats.errors.Error:
            return True
        return False

    kuantan.wait_until(shut, "the end of Port Klang's login")
    kuantan.ask("join", card=port_klang.ask("card"))
    port_klang.ask("tell", numbers=[42], to=["MYKUA"])
    settle(port_klang, kuantan)
    assert kuantan.ask("facts", origin="MYPKG")[-1] == 42
