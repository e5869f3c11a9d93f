"""Pages and calls: the card for everyone, the rest for operators, and "not found" for others."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from entrepot.exchange.actions.taking import Arrival, take
from entrepot.exchange.public import PartnerState, own_fingerprint, partners, tell
from entrepot.exchange.rules.cards import read_card
from entrepot.exchange.rules.carried_files import join, split
from entrepot.exchange.rules.envelopes import FIRST_PREV, open_envelope
from entrepot.exchange.rules.signing import fingerprint
from entrepot.exchange.tests.cast import AT, PORT_KLANG, QINZHOU, LanternSeen, PaperHub
from entrepot.parties import public as parties
from entrepot.values.editions import EDITIONS

PAGE = "/en/exchange/CNQZH/"
API = "/api/v1/exchange"


@pytest.fixture
def operator(kuantan) -> Client:
    return _signed_in("operator@kuantan.example")


@pytest.fixture
def shopper(kuantan) -> Client:
    parties.open_account(email="lin@shopper.example", password="a long enough password", name="Lin", at=AT)
    return _signed_in("lin@shopper.example")


def _signed_in(email: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(email=email))
    return client


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_everyone_sees_our_card_and_who_our_partners_are(qinzhou):
    page = text_of(Client(), "/en/exchange/")
    assert "Hub CNQZH" in page
    assert own_fingerprint() in page
    assert "/en/exchange/CNQZH/" not in page
    assert "Add a partner" not in page


def test_an_operator_sees_how_far_each_partner_is(qinzhou, operator):
    tell(LanternSeen("red", 1), to=[QINZHOU], at=AT)
    page = text_of(operator, "/en/exchange/")
    assert PAGE in page
    assert "Facts not acknowledged" in page


def test_a_partner_joins_by_its_card_and_one_confirmation(operator):
    hub = PaperHub()
    answer = operator.post("/en/exchange/add/", {"card": hub.card()})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    page = text_of(operator, PAGE)
    (asked,) = partners()
    assert asked.fingerprint in page
    assert "It is the same: confirm this partner" in page
    assert operator.post(f"{PAGE}confirm", {"fingerprint": asked.fingerprint}).status_code == 302
    assert [partner.state for partner in partners()] == [PartnerState.CONFIRMED]
    assert "Facts flow from now on" in text_of(operator, PAGE)


def test_a_bad_card_is_refused_at_its_field_and_kept(operator):
    answer = operator.post("/en/exchange/add/", {"card": "no card"})
    assert answer.status_code == 422
    assert "This is not a hub&#x27;s card" in answer.content.decode()
    assert "no card</textarea>" in answer.content.decode()


def test_a_page_loaded_before_the_card_changed_confirms_nothing(operator):
    operator.post("/en/exchange/add/", {"card": PaperHub().card()})
    answer = operator.post(f"{PAGE}confirm", {"fingerprint": "0000 0000"})
    assert answer.status_code == 409
    assert [partner.state for partner in partners()] == [PartnerState.ASKED]


def test_what_was_refused_is_shown_with_its_reason(qinzhou, operator):
    take([Arrival(qinzhou.seal(receiver=PORT_KLANG).wire, QINZHOU), Arrival(b"junk", QINZHOU)], at=AT)
    page = text_of(operator, PAGE)
    assert "It is addressed to another hub." in page
    assert "It does not have the form of an envelope." in page


def test_refusals_in_the_name_of_strangers_are_shown_to_operators_only(qinzhou, operator):
    take([Arrival(PaperHub(PORT_KLANG).sealed(), None)], at=AT)
    assert "MYPKG" in text_of(operator, "/en/exchange/")
    assert "MYPKG" not in text_of(Client(), "/en/exchange/")


def test_the_proof_says_how_far_the_chain_is_complete(qinzhou, operator):
    take([Arrival(qinzhou.sealed(qinzhou.lines(2)), QINZHOU)], at=AT)
    assert "Check both chains now" in text_of(operator, PAGE)
    page = text_of(operator, f"{PAGE}?prove=1")
    assert "Complete" in page
    assert qinzhou.prev in page
    assert "Nothing was sent yet." in page


def test_what_a_partner_lacks_is_downloaded_and_what_it_wrote_is_read(qinzhou, operator):
    tell(LanternSeen("red", 1), to=[QINZHOU], at=AT)
    answer = operator.get(f"{PAGE}envelopes")
    assert [open_envelope(wire).head.seq for wire in split(answer.content).envelopes] == [1]
    assert answer["Content-Disposition"] == 'attachment; filename="MYKUA-CNQZH-from-1.envelopes"'
    file = SimpleUploadedFile("from-qinzhou", join([qinzhou.sealed(), qinzhou.sealed()]))
    assert operator.post(f"{PAGE}file", {"file": file}).status_code == 302
    assert "2 envelopes were new." in text_of(operator, PAGE)


def test_a_file_of_something_else_is_refused_at_its_field(qinzhou, operator):
    answer = operator.post(f"{PAGE}file", {"file": SimpleUploadedFile("x", b"hello")})
    assert answer.status_code == 422
    assert "does not hold whole envelopes" in answer.content.decode()


def test_a_revoked_partner_stays_on_its_page(qinzhou, operator):
    assert operator.post(f"{PAGE}revoke").status_code == 302
    assert [partner.state for partner in partners()] == [PartnerState.REVOKED]
    assert "Revoked" in text_of(operator, PAGE)


def test_a_partners_name_can_not_put_markup_on_a_page(operator):
    name = "<script>alert(1)</script>"
    operator.post("/en/exchange/add/", {"card": PaperHub().card(name=name)})
    page = text_of(operator, PAGE)
    assert name not in page
    assert escape(name) in page


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_pages_are_there_in_every_edition(qinzhou, operator, edition):
    text_of(operator, f"/{edition}/exchange/")
    text_of(operator, f"/{edition}/exchange/add/")
    text_of(operator, f"/{edition}/exchange/CNQZH/")


@pytest.mark.parametrize("address", ["", "envelopes", "?prove=1"])
def test_to_a_shopper_a_partners_page_is_like_one_that_is_not_there(qinzhou, shopper, address):
    there = shopper.get(f"{PAGE}{address}")
    elsewhere = shopper.get(f"/en/exchange/MYPKG/{address}")
    assert (there.status_code, elsewhere.status_code) == (404, 404)
    assert there.content.decode().replace("CNQZH", "MYPKG") == elsewhere.content.decode()


@pytest.mark.parametrize("deed", ["confirm", "revoke", "file"])
def test_a_shopper_changes_nothing(qinzhou, shopper, deed):
    assert shopper.post(f"{PAGE}{deed}", {"fingerprint": partners()[0].fingerprint}).status_code == 404
    assert shopper.post("/en/exchange/add/", {"card": PaperHub(PORT_KLANG).card()}).status_code == 404
    assert [(partner.code, partner.state) for partner in partners()] == [(QINZHOU, PartnerState.CONFIRMED)]


def test_the_api_gives_a_card_that_proves_itself(kuantan):
    answer = Client().get(f"{API}/card").json()
    assert read_card(answer["card"]).code == "MYKUA"
    assert answer["fingerprint"] == own_fingerprint()


def _post(client: Client, path: str, **body: str) -> Any:
    return client.post(f"{API}/{path}", json.dumps(body), content_type="application/json")


def test_an_operator_adds_a_partner_with_its_fingerprint_over_the_api(operator):
    hub = PaperHub()
    answer = _post(operator, "partners", card=hub.card(), fingerprint=fingerprint(hub.signer.public))
    assert (answer.status_code, answer.json()["state"]) == (201, "confirmed")
    assert [partner["code"] for partner in Client().get(f"{API}/partners").json()] == ["CNQZH"]


def test_with_a_wrong_fingerprint_not_even_the_card_is_kept(operator):
    answer = _post(operator, "partners", card=PaperHub().card(), fingerprint="0000")
    assert answer.status_code == 409
    assert partners() == []


def test_an_operator_may_take_a_card_and_confirm_it_later(operator):
    asked = _post(operator, "partners", card=PaperHub().card()).json()
    assert asked["state"] == "asked"
    assert Client().get(f"{API}/partners").json() == []
    confirmed = _post(operator, "partners/CNQZH/confirm", fingerprint=asked["fingerprint"])
    assert confirmed.json()["state"] == "confirmed"
    assert _post(operator, "partners/CNQZH/revoke").json()["state"] == "revoked"


def test_the_api_tells_how_far_a_channel_is_and_proves_it(qinzhou, operator):
    tell(LanternSeen("red", 1), to=[QINZHOU], at=AT)
    take([Arrival(qinzhou.sealed(), QINZHOU), Arrival(b"junk", QINZHOU)], at=AT)
    channels = operator.get(f"{API}/channels/CNQZH").json()
    assert (channels["outgoing"]["behind"], channels["incoming"]["applied"]) == (1, 1)
    assert [line["reason"] for line in channels["refusals"]] == ["not_an_envelope"]
    ours, theirs = operator.get(f"{API}/channels/CNQZH/proof").json()
    assert (ours["complete"], ours["seq"], ours["head"]) == (True, 0, FIRST_PREV)
    assert (theirs["complete"], theirs["seq"], theirs["head"]) == (True, 1, qinzhou.prev)
    heads = operator.get(f"{API}/channels/CNQZH/heads?incoming=true")
    assert heads.content.count(b"\n") == 2


@pytest.mark.parametrize("path", ["channels/CNQZH", "channels/CNQZH/proof", "channels/CNQZH/heads"])
def test_the_api_tells_shoppers_nothing_of_channels(qinzhou, shopper, path):
    there, elsewhere = shopper.get(f"{API}/{path}"), shopper.get(f"{API}/{path.replace('CNQZH', 'MYPKG')}")
    assert (there.status_code, elsewhere.status_code) == (404, 404)
    assert there.json() == elsewhere.json()
    assert Client().get(f"{API}/{path}").status_code == 401
