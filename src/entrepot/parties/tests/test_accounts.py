"""Opening accounts, by call and by page."""

import pytest
from django.core import mail
from django.test import Client

from entrepot.facts import public as facts
from entrepot.facts.models import Audit
from entrepot.messages.models import Letter
from entrepot.parties import actions, models, queries
from entrepot.parties.tests.cast import AT, PASSWORD, kuantan, person
from entrepot.values import Refusal
from entrepot.values.editions import EDITIONS

pytestmark = pytest.mark.django_db


def _open(client: Client, **changes: str) -> tuple[int, dict[str, str]]:
    body = {"email": "lin@shopper.example", "password": PASSWORD, "name": "Lin Yue", **changes}
    response = client.post("/api/v1/parties/people", body, content_type="application/json")
    return response.status_code, response.json()


def test_an_account_is_opened_by_one_call_that_gives_its_key(client: Client) -> None:
    status, account = _open(client)
    assert status == 201
    me = client.get("/api/v1/parties/me", headers={"Authorization": f"Bearer {account['api_key']}"}).json()
    assert (me["user_ref"], me["name"]) == (account["user_ref"], "Lin Yue")
    assert Audit.objects.filter(did="parties.opened_account", by=account["user_ref"]).count() == 1


def test_the_same_call_again_is_the_same_account_with_another_key(client: Client) -> None:
    _, first = _open(client)
    status, again = _open(client, email="LIN@Shopper.example ")
    assert status == 201
    assert again["user_ref"] == first["user_ref"]
    assert again["api_key"] != first["api_key"]
    assert models.User.objects.count() == 1


def test_an_address_with_another_password_is_refused_and_nothing_is_made(client: Client) -> None:
    _, first = _open(client)
    status, problem = _open(client, password="quite another password")
    assert (status, problem["code"], problem["field"]) == (409, "parties.email_taken", "email")
    assert len(queries.keys_of(first["user_ref"])) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "nobody"}, "parties.bad_email"),
        ({"password": "short"}, "parties.weak_password"),
        ({"password": "password1234"}, "parties.weak_password"),
        ({"name": "   "}, "parties.bad_name"),
        ({"name": "a\u0000b"}, "parties.bad_name"),
    ],
)
def test_what_is_not_right_is_refused_and_nothing_is_made(
    client: Client, changes: dict[str, str], code: str
) -> None:
    status, problem = _open(client, **changes)
    assert (status, problem["code"]) == (422, code)
    assert not models.User.objects.exists()


def test_an_account_is_opened_by_page_and_signed_in(client: Client) -> None:
    kuantan()
    response = client.post(
        "/en/account/signup/?next=/en/parties/me/",
        {
            "name": " Lin  Yue ",
            "email": "lin@shopper.example",
            "password1": PASSWORD,
            "next": "/en/parties/me/",
        },
    )
    assert (response.status_code, response["Location"]) == (302, "/en/parties/me/")
    lin = queries.find_person("lin@shopper.example")
    assert lin is not None
    assert lin.name == "Lin Yue"
    assert "lin@shopper.example" in client.get("/en/parties/me/").content.decode()
    noted = Audit.objects.filter(by=lin.user_ref).values_list("did", flat=True)
    assert set(noted) == {"parties.opened_account", "parties.signed_in"}


def test_a_wrong_password_keeps_what_was_typed_and_lets_nobody_in(client: Client) -> None:
    kuantan()
    aminah = person()
    response = client.post("/en/account/login/", {"login": aminah.email, "password": "wrong password"})
    page = response.content.decode()
    assert f'value="{aminah.email}"' in page
    assert "wrong password" not in page
    assert client.get("/en/parties/me/")["Location"] == "/en/account/login/?next=/en/parties/me/"


def test_after_signing_in_the_reader_is_where_they_wanted_to_be(client: Client) -> None:
    kuantan()
    aminah = person()
    asked = client.get("/mn/parties/me/?x=1")
    assert asked["Location"] == "/mn/account/login/?next=/mn/parties/me/%3Fx%3D1"
    response = client.post(asked["Location"], {"login": aminah.email, "password": PASSWORD})
    assert response["Location"] == "/mn/parties/me/?x=1"


def test_signing_in_leads_to_no_other_site(client: Client) -> None:
    kuantan()
    aminah = person()
    response = client.post(
        "/en/account/login/?next=https://evil.example/", {"login": aminah.email, "password": PASSWORD}
    )
    assert response["Location"] == "/en/"


def test_a_forgotten_password_is_replaced_by_letter(client: Client) -> None:
    kuantan()
    aminah = person()
    key = actions.issue_api_key(user_ref=aminah.user_ref, name="of whoever knew the password", at=AT).text
    client.post("/zh-hans/account/password/reset/", {"email": aminah.email})
    letter = Letter.objects.get()
    assert (letter.to, letter.edition, letter.sent_at) == (aminah.email, "zh-hans", None)
    while facts.do_next():
        pass
    [sent] = mail.outbox
    address = next(word for word in sent.body.split() if word.startswith("http://testserver/zh-hans/"))
    page = client.get(address.removeprefix("http://testserver"), follow=True)
    new = "a harbour at five in the morning"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert models.User.objects.get(user_ref=aminah.user_ref).check_password(new)
    assert client.get("/api/v1/parties/me", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    used = client.get(address.removeprefix("http://testserver"), follow=True)
    assert "password1" not in used.content.decode()


def test_a_letter_is_written_only_to_an_account_and_the_page_tells_nobody_which(client: Client) -> None:
    kuantan()
    person()
    known = client.post("/en/account/password/reset/", {"email": "aminah@coffee.example"})
    unknown = client.post("/en/account/password/reset/", {"email": "nobody@coffee.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Letter.objects.count() == 1


def test_a_session_needs_the_pages_token_to_change_something_by_the_api() -> None:
    aminah = person()
    kuantan()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        models.User.objects.get(user_ref=aminah.user_ref),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert strict.get("/api/v1/parties/me").status_code == 200
    response = strict.post(
        "/api/v1/parties/organisations", {"name": "x", "country": "MY"}, content_type="application/json"
    )
    assert (response.status_code, response.json()["code"]) == (403, "parties.csrf")
    assert queries.organisations_of(aminah.user_ref) == []
    page = strict.get("/en/parties/me/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    response = strict.post(
        "/api/v1/parties/organisations",
        {"name": "x", "country": "MY"},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert response.status_code == 201


@pytest.mark.parametrize(
    "page", ["email/", "confirm-email/", "login/code/confirm/", "password/set/", "nowhere/"]
)
def test_pages_of_allauth_that_we_do_not_offer_are_not_there(client: Client, page: str) -> None:
    kuantan()
    response = client.get(f"/en/account/{page}")
    assert response.status_code == 404
    assert '<a class="skip" href="#main">' in response.content.decode()


@pytest.mark.parametrize(
    "page", ["login/", "signup/", "logout/", "inactive/", "password/reset/", "password/reset/done/"]
)
def test_sign_in_pages_wear_our_shell_in_every_edition(client: Client, page: str) -> None:
    kuantan()
    for edition in EDITIONS:
        response = client.get(f"/{edition}/account/{page}", follow=True)
        assert response.status_code == 200
        assert '<a class="skip" href="#main">' in response.content.decode()


def test_a_name_is_changed_and_a_bad_one_is_refused_at_its_field(client: Client) -> None:
    kuantan()
    aminah = person()
    client.post("/en/account/login/", {"login": aminah.email, "password": PASSWORD})
    assert client.post("/en/parties/me/name", {"name": "Aminah binti Salleh"}).status_code == 302
    assert queries.get_person(aminah.user_ref).name == "Aminah binti Salleh"
    response = client.post("/en/parties/me/name", {"name": ""})
    assert response.status_code == 422
    with pytest.raises(Refusal):
        actions.rename_person(user_ref=aminah.user_ref, name=" ", at=AT)
    assert queries.get_person(aminah.user_ref).name == "Aminah binti Salleh"


@pytest.mark.parametrize("name", ["Win at https://evil.example", "Aminah\u202eemosdnah", "\uffff"])
def test_a_name_is_no_message_to_somebody_elses_address(client: Client, name: str) -> None:
    kuantan()
    answers = {"name": name, "email": "victim@coffee.example", "password1": PASSWORD}
    page = client.post("/en/account/signup/", answers)
    assert "1 to 120 characters" in page.content.decode()
    assert not models.User.objects.filter(email="victim@coffee.example").exists()
