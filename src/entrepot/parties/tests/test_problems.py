"""Every refusal has one shape: problem details for the API, a page with words for people."""

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from entrepot.parties import public as parties
from entrepot.parties.tests.cast import AT, PASSWORD, kuantan, person
from entrepot.values import CountryCode

pytestmark = pytest.mark.django_db


def test_a_refusal_is_rfc_9457_problem_details(client: Client) -> None:
    response = client.get("/api/v1/parties/me")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == "Bearer"
    assert json.loads(response.content) == {
        "type": "urn:entrepot:problem:parties.sign_in_first",
        "title": "Sign in first",
        "status": 401,
        "detail": "This needs an account. Sign in, or send an API key as Authorization: Bearer.",
        "code": "parties.sign_in_first",
    }


def test_fields_that_are_wrong_are_named_one_by_one(client: Client) -> None:
    response = client.post(
        "/api/v1/parties/people", {"email": "a@b.example", "name": "x" * 121}, content_type="application/json"
    )
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"field": "password", "detail": "This is missing.", "code": "missing"},
        {"field": "name", "detail": "This is longer than 120 characters.", "code": "string_too_long"},
    ]


def test_a_body_that_is_no_json_is_a_problem_too(client: Client) -> None:
    response = client.post("/api/v1/parties/people", "{", content_type="application/json")
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == 400


def test_an_address_of_the_api_that_is_none_is_a_problem_too(client: Client) -> None:
    response = client.get("/api/v1/nowhere")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["code"] == "not_found"


def test_the_api_speaks_the_language_that_is_asked_for(client: Client) -> None:
    english = client.get("/api/v1/parties/me").json()
    chinese = client.get("/api/v1/parties/me", headers={"Accept-Language": "zh-hans"}).json()
    assert chinese["code"] == english["code"]
    assert chinese["detail"] != english["detail"]


def test_what_is_somebody_elses_answers_exactly_as_what_never_was(client: Client) -> None:
    kuantan()
    theirs = parties.open_organisation(
        name="Theirs", country=CountryCode("MY"), owner_user_ref=person("Nimal").user_ref, at=AT
    )
    mine = person("Aminah")
    client.post("/en/account/login/", {"login": mine.email, "password": PASSWORD})
    other = client.get(f"/en/parties/organisations/{theirs.ref}/")
    never = client.get("/en/parties/organisations/org_000000000000/")
    assert other.status_code == never.status_code == 404
    # The address itself stands in the edition switch and in the page's own form.
    assert _words(other, theirs.ref) == _words(never, "org_000000000000")


def _words(response: HttpResponse, ref: str) -> str:
    return response.content.decode().replace(ref, "")


def test_a_page_that_is_not_there_says_so_in_words(client: Client) -> None:
    kuantan()
    response = client.get("/en/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here that you may see." in response.content.decode()


def test_a_form_without_its_token_is_refused_in_words() -> None:
    kuantan()
    response = Client(enforce_csrf_checks=True).post("/en/account/login/", {"login": "x", "password": "y"})
    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()
