"""A form that was sent after the session had ended: what was typed is there again after the sign-in, and waits for a button."""

import re

import pytest
from django.test import Client

from entrepot.parties import models, queries
from entrepot.parties.tests.cast import PASSWORD, kuantan, person

pytestmark = pytest.mark.django_db

OPEN = "/en/parties/organisations/open/"


@pytest.fixture
def email() -> str:
    kuantan()
    return person().email


def sign_in(client: Client, at: str, email: str) -> str:
    answer = client.post(at, {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    return answer["Location"]


def test_what_was_typed_is_sent_by_a_button_after_the_sign_in(email: str) -> None:
    client = Client()
    held = client.post(
        OPEN, {"name": "Gunung Tapis", "country": "MY"}, headers={"Referer": f"http://testserver{OPEN}"}
    )
    assert held["Location"] == "/en/account/login/?next=/en/account/again/"
    assert sign_in(client, held["Location"], email) == "/en/account/again/"
    page = client.get("/en/account/again/").content.decode()
    assert f'action="{OPEN}"' in page
    assert f'href="http://testserver{OPEN}">Back without sending' in page
    assert not models.Organisation.objects.filter(name="Gunung Tapis").exists()
    fields = dict(re.findall(r'<input type="hidden" name="(name|country)" value="([^"]*)">', page))
    assert fields == {"name": "Gunung Tapis", "country": "MY"}
    assert client.post(OPEN, fields).status_code == 302
    [opened] = queries.organisations_of(queries.find_person(email).user_ref)
    assert opened.name == "Gunung Tapis"


def test_a_secret_a_file_or_a_long_text_is_not_kept(email: str) -> None:
    for form in ({"name": "x", "password": "secret"}, {"name": "x" * 20_001}):
        client = Client()
        held = client.post(OPEN, form, headers={"Referer": f"http://testserver{OPEN}"})
        assert held["Location"] == f"/en/account/login/?next=http%3A//testserver{OPEN}"
        assert "interrupted_form" not in client.session


def test_a_page_of_another_site_is_not_gone_back_to(email: str) -> None:
    client = Client()
    client.post(OPEN, {"name": "x"}, headers={"Referer": "https://evil.example/"})
    sign_in(client, "/en/account/login/", email)
    page = client.get("/en/account/again/").content.decode()
    assert 'href="/">Back without sending' in page
    assert "evil.example" not in page


def test_what_was_typed_is_in_no_other_browser_and_gone_after_signing_out(email: str) -> None:
    client, other = Client(), Client()
    client.post(OPEN, {"name": "Gunung Tapis", "country": "MY"})
    sign_in(other, "/en/account/login/", email)
    assert other.get("/en/account/again/")["Location"] == "/en/"
    sign_in(client, "/en/account/login/", email)
    client.post("/en/account/logout/")
    sign_in(client, "/en/account/login/", email)
    assert client.get("/en/account/again/")["Location"] == "/en/"


def test_a_form_can_not_write_into_the_page(email: str) -> None:
    client = Client()
    client.post(OPEN, {"name": '"><script>x</script>'})
    sign_in(client, "/en/account/login/", email)
    assert "<script>x" not in client.get("/en/account/again/").content.decode()
