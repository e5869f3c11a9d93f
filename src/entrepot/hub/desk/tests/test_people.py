"""The operator finds people, closes and opens accounts, and helps who lost a second factor."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from entrepot.facts.models import Audit
from entrepot.market.tests import stall
from entrepot.messages.models import Letter
from entrepot.orders.tests.pages.readers import person, signed_in
from entrepot.parties import actions, models, queries
from entrepot.parties import public as parties
from entrepot.values import Refusal

AT = stall.AT
OPERATOR = "operator@kuantan.example"
PEOPLE = "/en/desk/people/"
PASSWORD = "chart table and ledger"


@pytest.fixture
def lin(kuantan) -> parties.Person:
    return person("Lin")


@pytest.fixture
def operator(kuantan) -> Client:
    """Signed in by the page, a moment ago: these deeds ask for a fresh proof."""
    found = models.User.objects.get(email=OPERATOR)
    found.set_password(PASSWORD)
    found.save()
    client = Client()
    assert client.post("/en/account/login/", {"login": OPERATOR, "password": PASSWORD}).status_code == 302
    return client


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{PEOPLE}{query}").content.decode()
    return re.findall(r'<th scope="row">(.*?) <small', page)


def give_app(user_ref: str) -> None:
    Authenticator.objects.create(
        user=models.User.objects.get(user_ref=user_ref), type=Authenticator.Type.TOTP, data={"secret": "x"}
    )


def test_people_are_found_by_name_address_or_reference(operator, lin):
    assert "Lin" in names(operator)
    assert names(operator, "?q=LIN@SHOP") == ["Lin"]
    assert names(operator, f"?q={lin.user_ref}") == ["Lin"]
    assert names(operator, "?q=nobody") == []
    row = operator.get(f"{PEOPLE}?q=operator").content.decode()
    assert ": Hub operator" in row
    assert "This is you" in row


def test_the_list_says_who_has_a_second_factor_and_pages(operator, lin):
    give_app(lin.user_ref)
    assert [queries.to_account(row).second_factor for row in queries.people("Lin")] == [True]
    for number in range(60):
        models.User.objects.create(email=f"n{number}@shop.example", name=f"N {number}")
    assert len(names(operator)) == 50
    assert len(names(operator, "?page=2")) == models.User.objects.count() - 50
    sheet = operator.get(f"{PEOPLE}?q=Lin&export=csv").content.decode()
    assert f"Lin,lin@shop.example,{lin.user_ref},,yes," in sheet


def test_to_others_the_page_is_not_there(lin):
    client = signed_in(lin.user_ref)
    assert client.get(PEOPLE).status_code == 404
    for deed in ("close", "reopen", "factor"):
        answer = client.post(f"{PEOPLE}{lin.user_ref}/{deed}")
        assert answer.status_code in (302, 404)
    assert models.User.objects.get(user_ref=lin.user_ref).is_active
    with pytest.raises(Refusal, match="not_found"):
        actions.close_account(
            user_ref=lin.user_ref, by=queries.actor_for(models.User.objects.get(user_ref=lin.user_ref)), at=AT
        )


def test_a_closed_account_is_signed_out_and_its_keys_open_nothing(operator, lin):
    browser = signed_in(lin.user_ref)
    key = actions.issue_api_key(user_ref=lin.user_ref, name="API", at=AT)
    bearer = {"Authorization": f"Bearer {key.text}"}
    assert Client().get("/api/v1/parties/me", headers=bearer).status_code == 200
    assert operator.post(f"{PEOPLE}{lin.user_ref}/close")["Location"] == PEOPLE
    assert browser.get("/en/parties/me/").status_code == 302
    assert Client().get("/api/v1/parties/me", headers=bearer).status_code == 401
    tried = Client().post("/en/account/login/", {"login": lin.email, "password": PASSWORD})
    assert tried["Location"] == "/en/account/inactive/"
    letter = Letter.objects.get(to=lin.email)
    assert letter.subject == "Your account was closed by the hub's operator"
    assert Audit.objects.filter(did="parties.closed_account", about=lin.user_ref).count() == 1


def test_an_account_that_is_opened_again_signs_in_and_its_keys_stay_revoked(operator, lin):
    key = actions.issue_api_key(user_ref=lin.user_ref, name="API", at=AT)
    operator.post(f"{PEOPLE}{lin.user_ref}/close")
    operator.post(f"{PEOPLE}{lin.user_ref}/close")
    operator.post(f"{PEOPLE}{lin.user_ref}/reopen")
    assert (
        Client().post("/en/account/login/", {"login": lin.email, "password": PASSWORD})["Location"] == "/en/"
    )
    bearer = {"Authorization": f"Bearer {key.text}"}
    assert Client().get("/api/v1/parties/me", headers=bearer).status_code == 401
    assert Audit.objects.filter(about=lin.user_ref, did__contains="_account").count() == 2


def test_nobody_closes_their_own_account_so_an_operator_is_always_left(operator):
    own = parties.find_person(OPERATOR)
    for deed in ("close", "factor"):
        assert operator.post(f"{PEOPLE}{own.user_ref}/{deed}").status_code == 409
    assert models.User.objects.get(user_ref=own.user_ref).is_active


def test_an_operator_whose_account_was_closed_meanwhile_closes_no_other(operator, lin):
    by = queries.actor_for(models.User.objects.get(email=OPERATOR))
    models.User.objects.filter(email=OPERATOR).update(is_active=False)
    with pytest.raises(Refusal, match="not_found"):
        actions.close_account(user_ref=lin.user_ref, by=by, at=AT)
    assert models.User.objects.get(user_ref=lin.user_ref).is_active


def test_a_lost_second_factor_is_taken_away_with_a_letter_and_a_line(operator, lin):
    give_app(lin.user_ref)
    operator.post(f"{PEOPLE}{lin.user_ref}/factor")
    operator.post(f"{PEOPLE}{lin.user_ref}/factor")
    assert not Authenticator.objects.exists()
    letter = Letter.objects.get(to=lin.email)
    assert letter.body.startswith(
        "Good day Lin,\n\nThe hub's operator took the second factor and the passkeys away from your account.\n"
    )
    assert Audit.objects.filter(did="parties.took_second_factor", about=lin.user_ref).count() == 1


def test_an_operator_who_signed_in_a_while_ago_is_asked_again_first(operator, lin, monkeypatch):
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    held = operator.post(f"{PEOPLE}{lin.user_ref}/close")
    assert held["Location"].startswith("/en/account/confirm/?next=")
    assert models.User.objects.get(user_ref=lin.user_ref).is_active
    assert operator.post(held["Location"], {"password": PASSWORD})["Location"] == PEOPLE
    assert not models.User.objects.get(user_ref=lin.user_ref).is_active


def test_the_desk_remarks_who_runs_the_hub_with_a_password_alone(operator):
    assert [one.email for one in queries.keepers_without_second_factor()] == [OPERATOR]
    give_app(parties.find_person(OPERATOR).user_ref)
    assert queries.keepers_without_second_factor() == []
