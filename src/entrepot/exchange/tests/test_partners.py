"""Partners: a card that proves itself, one confirmation by fingerprint, and an end to it."""

import json
import os
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.exchange import models, own_keys
from entrepot.exchange.events import PartnerConfirmed, PartnerRevoked
from entrepot.exchange.public import (
    PartnerState,
    add_partner,
    card,
    confirm_partner,
    get_card,
    make_keys,
    nats_logins,
    own_fingerprint,
    partner_codes,
    partners,
    revoke_partner,
    tell,
)
from entrepot.exchange.rules.cards import BadCard, read_card
from entrepot.exchange.rules.signing import Signed, Signer
from entrepot.exchange.rules.wire_form import encode_sorted
from entrepot.exchange.tests.cast import AT, KUANTAN, PORT_KLANG, QINZHOU, LanternSeen, PaperHub
from entrepot.exchange.words import CardKey
from entrepot.facts.public import latest
from entrepot.values import Refusal

LATER = AT + timedelta(days=1)


def state(code: str = QINZHOU) -> PartnerState:
    return next(partner.state for partner in partners() if partner.code == code)


def test_our_own_card_proves_itself_and_names_what_may_cross(kuantan):
    read = read_card(card(at=AT))
    assert (read.code, read.name, read.country) == (KUANTAN, "Kuantan", "MY")
    assert read.nats_key == own_keys.nats_key()
    assert "exchange.LanternSeen" in read.topics
    assert "exchange.LanternPaid" not in read.topics
    assert "private" not in card(at=AT)


def test_a_card_that_went_through_an_e_mail_still_holds(kuantan):
    pretty = json.dumps(json.loads(PaperHub().card()), indent=4, sort_keys=False)
    assert add_partner(pretty, at=AT).code == QINZHOU


@pytest.mark.parametrize("name", ["code", "name", "country", "site_url", "nats_url", "ports", "issued_at"])
def test_a_card_with_another_value_is_refused(kuantan, name):
    signed = json.loads(PaperHub().card())
    other = json.loads(PaperHub(PORT_KLANG).card(name="Elsewhere", issued_at=LATER))
    other["card"] |= {
        "country": "SG",
        "site_url": "https://other.example",
        "nats_url": "nats://127.0.0.2:4222",
    }
    signed["card"][name] = other["card"][name]
    with pytest.raises(Refusal, match="not a hub's card"):
        add_partner(json.dumps(signed), at=AT)
    assert partners() == []


@given(st.text(max_size=200))
def test_any_text_is_a_card_or_refused(text):
    with pytest.raises(BadCard):
        read_card(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nats_key", 'U" }, { user: "x'),
        ("nats_key", "U" + "A" * 55),
        ("site_url", "javascript:alert(1)"),
        ("nats_url", "file:///etc/passwd"),
        ("name", ""),
        ("keys", []),
    ],
)
def test_a_signed_card_with_a_dangerous_value_is_refused(name, value):
    hub = PaperHub()
    signed = json.loads(hub.card())
    signed["card"][name] = value
    signed["signature"] = hub.signer.sign(Signed.CARD, encode_sorted(signed["card"]))
    with pytest.raises(BadCard):
        read_card(json.dumps(signed))


def test_our_own_card_is_not_a_partners(kuantan):
    with pytest.raises(Refusal, match="of this hub itself"):
        add_partner(card(at=AT), at=AT)


def test_a_new_card_waits_for_its_confirmation(kuantan):
    add_partner(PaperHub().card(), at=AT)
    assert state() is PartnerState.ASKED
    assert partner_codes() == ()
    assert len(nats_logins()) == 1


def test_the_right_fingerprint_confirms_and_says_so(kuantan):
    hub = PaperHub()
    partner = add_partner(hub.card(), at=AT)
    confirm_partner(QINZHOU, fingerprint=partner.fingerprint.upper().replace(" ", ""), by="user_1", at=AT)
    confirm_partner(QINZHOU, fingerprint=partner.fingerprint, by="user_1", at=AT)
    assert partner_codes() == (QINZHOU,)
    assert [line.event for line in latest([PartnerConfirmed])] == [PartnerConfirmed(QINZHOU)]


def test_a_wrong_fingerprint_confirms_nothing(kuantan):
    add_partner(PaperHub().card(), at=AT)
    with pytest.raises(Refusal, match="not that of the card"):
        confirm_partner(QINZHOU, fingerprint=own_fingerprint(), by="user_1", at=AT)
    assert state() is PartnerState.ASKED


def test_a_confirmed_partner_may_log_in_for_its_own_two_subjects_only(qinzhou):
    own, partners_login = nats_logins()
    assert own.may_publish is None
    assert partners_login.nkey == get_card(QINZHOU).nats_key
    assert partners_login.may_publish == ("inbox.MYKUA.CNQZH", "receipt.MYKUA.CNQZH")
    assert partners_login.inbox == "_INBOX_CNQZH"


def test_a_card_with_the_login_of_another_hub_is_refused(qinzhou):
    thief = PaperHub(PORT_KLANG)
    for login in (get_card(QINZHOU).nats_key, own_keys.nats_key()):
        signed = json.loads(thief.card())
        signed["card"]["nats_key"] = login
        signed["signature"] = thief.signer.sign(Signed.CARD, encode_sorted(signed["card"]))
        with pytest.raises(Refusal, match="login at NATS is that of another"):
            add_partner(json.dumps(signed), at=AT)
    assert len(partners()) == 1


def test_a_newer_card_of_the_same_key_takes_the_place_of_the_older(qinzhou):
    add_partner(qinzhou.card(name="Qinzhou Port", issued_at=LATER), at=LATER)
    assert [(partner.name, partner.state) for partner in partners()] == [
        ("Qinzhou Port", PartnerState.CONFIRMED)
    ]


def test_an_older_card_does_not(qinzhou):
    with pytest.raises(Refusal, match="A newer card"):
        add_partner(qinzhou.card(issued_at=AT - timedelta(days=1)), at=AT)


def test_a_card_of_the_same_code_and_another_key_is_refused(qinzhou):
    with pytest.raises(Refusal, match="known with another key"):
        add_partner(PaperHub().card(issued_at=LATER), at=LATER)
    assert get_card(QINZHOU).keys == (qinzhou.key,)


def test_a_new_key_that_the_old_one_vouches_for_is_taken(qinzhou):
    fresh = Signer(os.urandom(32))
    keys = (CardKey(fresh.key_id, fresh.public, LATER), qinzhou.key)
    add_partner(qinzhou.card(keys=keys, issued_at=LATER), at=LATER)
    assert get_card(QINZHOU).keys == keys
    assert state() is PartnerState.CONFIRMED


def test_a_revoked_partner_is_told_nothing_more_and_may_not_log_in(qinzhou):
    tell(LanternSeen("red", 1), to=[QINZHOU], at=AT)
    revoke_partner(QINZHOU, by="user_1", at=LATER)
    assert models.Waiting.objects.count() == 0
    assert len(nats_logins()) == 1
    with pytest.raises(Refusal, match="not a confirmed partner"):
        tell(LanternSeen("red", 2), to=[QINZHOU], at=AT)
    assert [line.event for line in latest([PartnerRevoked])] == [PartnerRevoked(QINZHOU)]


def test_a_revoked_partner_can_come_back_with_a_new_key_and_a_new_confirmation(qinzhou):
    revoke_partner(QINZHOU, by="user_1", at=LATER)
    again = PaperHub()
    partner = add_partner(again.card(issued_at=LATER), at=LATER)
    assert partner.state is PartnerState.ASKED
    confirm_partner(QINZHOU, fingerprint=partner.fingerprint, by="user_1", at=LATER)
    assert partner_codes() == (QINZHOU,)


def test_keys_are_made_once_and_lie_encrypted(kuantan):
    before = list(models.Key.objects.order_by("id").values_list("key_id", "private_sealed"))
    make_keys(at=LATER)
    after = list(models.Key.objects.order_by("id").values_list("key_id", "private_sealed"))
    assert [(key, bytes(sealed)) for key, sealed in after] == [(key, bytes(sealed)) for key, sealed in before]
    assert len(after) == 2
    seed = own_keys.nats_seed().encode()
    assert seed.startswith(b"SU")
    assert all(seed not in bytes(sealed) for _, sealed in after)


def test_with_another_secret_the_keys_can_not_be_read(kuantan, settings):
    settings.SECRET_KEY = "another secret another secret another secret"
    with pytest.raises(own_keys.KeysUnreadable, match="ENTREPOT_SECRET"):
        own_keys.signer()
