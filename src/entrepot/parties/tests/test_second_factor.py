"""A second factor: added, asked for, good once, limited, and kept so that a stolen dump makes no codes."""

import re
import time
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from entrepot.messages.models import Letter
from entrepot.parties import limits, queries
from entrepot.parties.tests.cast import PASSWORD, kuantan, person

pytestmark = pytest.mark.django_db

LOGIN, CODE, SECURITY = "/en/account/login/", "/en/account/login/code/", "/en/account/security/"


@pytest.fixture
def email() -> str:
    kuantan()
    return person().email


def sign_in(email: str) -> Client:
    browser = Client()
    assert browser.post(LOGIN, {"login": email, "password": PASSWORD}).status_code == 302
    return browser


def code_of(secret: str, *, ahead: int = 0) -> str:
    """What the app shows now, or a number of half minutes ahead."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def add_app(browser: Client) -> str:
    page = browser.get("/en/account/security/app/add/").content.decode()
    secret = re.search(r'<small><code class="code" data-copy>([A-Z2-7]{32})</code>', page)
    assert secret is not None
    added = browser.post("/en/account/security/app/add/", {"code": code_of(secret[1], ahead=-1)})
    assert (added.status_code, added["Location"]) == (302, "/en/account/security/codes/")
    return secret[1]


def shown_codes(browser: Client) -> list[str]:
    page = browser.get("/en/account/security/codes/").content.decode()
    return re.findall(r'<li><code class="code" data-copy>(\d{8})</code></li>', page)


def is_in(browser: Client) -> bool:
    return browser.get("/en/parties/me/").status_code == 200


def test_with_an_app_the_password_alone_lets_nobody_in(email: str) -> None:
    secret = add_app(sign_in(email))
    browser = Client()
    asked = browser.post(
        f"{LOGIN}?next=/en/orders/", {"login": email, "password": PASSWORD, "next": "/en/orders/"}
    )
    assert asked["Location"].startswith(CODE)
    assert not is_in(browser)
    assert "entrepot_known" not in browser.cookies
    wrong = browser.post(CODE, {"code": "000000" if code_of(secret) != "000000" else "111111"})
    assert wrong.status_code == 200
    assert not is_in(browser)
    right = browser.post(asked["Location"], {"code": code_of(secret)})
    assert (right.status_code, right["Location"]) == (302, "/en/orders/")
    assert is_in(browser)


def test_a_code_opens_once_even_in_another_process(email: str) -> None:
    secret = add_app(sign_in(email))
    first, second = sign_in(email), sign_in(email)
    code = code_of(secret)
    first.post(CODE, {"code": code})
    assert is_in(first)
    cache.clear()  # what the first process remembers, the second does not
    again = second.post(CODE, {"code": f"{code[:3]} {code[3:]}"})
    assert "This code was used already. Wait for the next one." in again.content.decode()
    assert not is_in(second)


def test_the_code_that_added_the_app_opens_nothing_more(email: str) -> None:
    secret = add_app(sign_in(email))
    browser = sign_in(email)
    browser.post(CODE, {"code": code_of(secret, ahead=-1)})
    assert not is_in(browser)


def test_codes_are_tried_only_so_often_wherever_they_are_asked_for(email: str) -> None:
    own = sign_in(email)
    secret = add_app(own)
    stranger = sign_in(email)
    tried = [
        stranger.post(CODE, {"code": "x"}, REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(9)
    ]
    assert tried == [200] * 9
    assert own.post("/en/account/confirm/code/", {"code": "x"}).status_code == 200
    assert stranger.post(CODE, {"code": code_of(secret)}).status_code == 429
    assert not is_in(stranger)
    assert limits.CODES_A_DAY.most == 100


def test_a_recovery_code_opens_once_in_the_place_of_the_app(email: str) -> None:
    own = sign_in(email)
    add_app(own)
    codes = shown_codes(own)
    assert len(set(codes)) == 10
    first, second = sign_in(email), sign_in(email)
    first.post(CODE, {"code": codes[0]})
    assert is_in(first)
    second.post(CODE, {"code": codes[0]})
    assert not is_in(second)
    assert "9 codes are left." in first.get(SECURITY).content.decode()


def test_recovery_codes_are_shown_once_with_their_file_and_new_ones_end_the_old(email: str) -> None:
    own = sign_in(email)
    add_app(own)
    answer = own.get("/en/account/security/codes/")
    page = answer.content.decode()
    codes = re.findall(r"data-copy>(\d{8})<", page)
    assert f'href="data:text/plain;charset=utf-8,{escape("%0D%0A".join([*codes, ""]))}"' in page
    assert "no-store" in answer["Cache-Control"]
    assert shown_codes(own) == []
    made = own.post("/en/account/security/codes/new/")
    assert made["Location"] == "/en/account/security/codes/"
    assert len(shown_codes(own)) == 10
    late = sign_in(email)
    late.post(CODE, {"code": codes[1]})
    assert not is_in(late)


def test_a_stolen_dump_makes_no_codes(email: str) -> None:
    secret = add_app(sign_in(email))
    kept = {row.type: row.data for row in Authenticator.objects.all()}
    assert secret not in str(kept)
    assert kept["totp"]["secret"].startswith("gAAAA")
    assert kept["recovery_codes"]["seed"].startswith("gAAAA")


def test_without_the_app_the_recovery_codes_go_too_and_the_password_is_enough_again(email: str) -> None:
    own = sign_in(email)
    add_app(own)
    assert own.get("/en/account/security/app/remove/")["Location"] == SECURITY
    assert Authenticator.objects.count() == 2
    assert own.post("/en/account/security/app/remove/")["Location"] == SECURITY
    assert Authenticator.objects.count() == 0
    assert is_in(sign_in(email))


@pytest.mark.parametrize(
    "path", ["security/app/remove/", "security/codes/new/", "security/app/add/", "security/passkeys/add/"]
)
def test_who_signed_in_a_while_ago_is_asked_again_and_then_it_goes_on(
    email: str, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    own = sign_in(email)
    add_app(own)
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    held = own.post(f"/en/account/{path}")
    assert held["Location"] == f"/en/account/confirm/?next={quote(f'/en/account/{path}', safe='')}"
    assert Authenticator.objects.count() == 2
    wrong = own.post(held["Location"], {"password": "not the right words"})
    assert wrong.status_code == 200
    assert own.post(held["Location"], {"password": PASSWORD}).status_code in (200, 302)
    if path == "security/app/remove/":
        assert Authenticator.objects.count() == 0


def test_a_key_is_made_only_after_a_fresh_proof_and_what_was_typed_goes_on(
    email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = sign_in(email)
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    held = own.post("/en/parties/me/keys", {"name": "Stock system"})
    refused = own.post("/api/v1/parties/api-keys", {"name": "Stock"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "parties.prove_first")
    [user_ref] = [queries.find_person(email).user_ref]
    assert queries.keys_of(user_ref) == []
    made = own.post(held["Location"], {"password": PASSWORD})
    assert "Your new API key" in made.content.decode()
    assert [key.name for key in queries.keys_of(user_ref)] == ["Stock system"]


def test_the_api_gives_no_key_for_the_password_alone(email: str) -> None:
    add_app(sign_in(email))
    body = {"email": email, "password": PASSWORD, "name": "x"}
    answer = Client().post("/api/v1/parties/people", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "parties.second_factor_first")
    body["password"] = "not the right words"
    answer = Client().post("/api/v1/parties/people", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "parties.email_taken")
    assert queries.keys_of(queries.find_person(email).user_ref) == []


def test_the_page_of_codes_leads_back_to_sign_in_without_a_password(email: str) -> None:
    assert Client().get(CODE)["Location"] == LOGIN
    assert Client().post(CODE, {"code": "123456"})["Location"] == LOGIN


def test_a_new_password_by_letter_leaves_the_second_factor(email: str) -> None:
    add_app(sign_in(email))
    browser = Client()
    browser.post("/en/account/password/reset/", {"email": email})
    address = next(
        word for word in Letter.objects.get(subject="Choose a new password").body.split() if "/key/" in word
    )
    page = browser.get(address.removeprefix("http://testserver"), follow=True)
    new = "a harbour at five in the morning"
    browser.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert browser.post(LOGIN, {"login": email, "password": new})["Location"].startswith(CODE)
    assert not is_in(browser)


@pytest.mark.parametrize("credential", ["{}", "[]", '"x"', "null", "not json", '{"id": "AA", "rawId": "AA"}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}'])  # fmt: skip
def test_a_passkey_of_ones_own_making_lets_nobody_in(email: str, credential: str) -> None:
    browser = Client()
    browser.get("/en/account/login/passkey/", headers={"Accept": "application/json"})
    answer = browser.post("/en/account/login/passkey/", {"credential": credential, "next": "/en/orders/"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/account/login/?next=%2Fen%2Forders%2F")
    assert "This passkey is not one of this account." in browser.get(answer["Location"]).content.decode()
    assert not is_in(browser)


def test_passkeys_of_somebody_else_are_not_there(email: str) -> None:
    browser = sign_in(email)
    for deed in ("name", "remove"):
        assert browser.post(f"/en/account/security/passkeys/0123456789abcdef/{deed}/").status_code == 404
