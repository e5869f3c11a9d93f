"""A country is one that exists, wherever it comes in."""

import os

import pytest
from babel import Locale
from django.test import Client
from django.utils import translation
from typer.testing import CliRunner

from entrepot.geo.queries import _places
from entrepot.hub.command_line import app
from entrepot.parties import models
from entrepot.parties import public as parties
from entrepot.parties.tests.cast import AT, kuantan, person
from entrepot.values import COUNTRIES, BadValue, CountryCode, UNLocode
from entrepot.values.editions import EDITIONS
from entrepot.web import public as web
from entrepot.web.shopping import read_country

# CLDR names them, ISO 3166-1 assigns them to no country: unions, islands of another code, private use, "unknown".
NOT_ASSIGNED = set("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())


def test_the_countries_are_those_that_cldr_knows_and_iso_assigned() -> None:
    in_cldr = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
    assert in_cldr - NOT_ASSIGNED == COUNTRIES
    assert len(COUNTRIES) == 249


def test_every_country_has_a_name_in_every_edition() -> None:
    for edition in EDITIONS:
        with translation.override(edition):
            assert {code for code, name in web.countries() if name and name != code} == COUNTRIES


@pytest.mark.parametrize("text", ["ZZ", "XX", "EU", "UK", "XK", "my", "M", "MYS", "", "１２", "M\0"])
def test_what_is_no_country_is_no_country_code(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        CountryCode(text)
    assert refused.value.params == {"value": text}
    assert text in str(refused.value)


def test_what_a_person_wrote_is_read_kindly() -> None:
    assert CountryCode.parse(" my ") == "MY"
    assert read_country("zz") is None


def test_no_place_lies_in_a_country_that_is_none() -> None:
    assert {code[:2] for code in _places()} <= COUNTRIES
    assert UNLocode("MYKUA").country == "MY"


@pytest.fixture
def key() -> dict[str, str]:
    kuantan()
    issued = parties.issue_api_key(user_ref=person().user_ref, name="x", at=AT)
    return {"Authorization": f"Bearer {issued.text}"}


RECIPIENT = {"name": "Lin", "street": "1 Quay", "town": "Nowhere"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/parties/organisations", {"name": "Nowhere Ltd", "country": "ZZ"}),
        (
            "/shops",
            {
                "org_ref": "org_x",
                "name": "x",
                "country": "ZZ",
                "currency": "MYR",
                "brand": "x",
                "ship_from": "MYKUA",
            },
        ),
        ("/carts/cart_x/checkout", {"country": "ZZ", "currency": "MYR", "recipient": RECIPIENT}),
    ],
)
def test_the_api_takes_no_country_that_is_none(
    client: Client, key: dict[str, str], path: str, body: dict[str, object]
) -> None:
    response = client.post(f"/api/v1{path}", body, content_type="application/json", headers=key)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert response.json()["errors"] == [
        {
            "field": "country",
            "detail": "“ZZ” is not a country. Give its ISO 3166 code of two letters, for example MY.",
            "code": "bad_value",
        }
    ]
    assert models.Organisation.objects.filter(country="ZZ").count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/offers?to=ZZ", "to"),
        ("/offers?country=ZZ", "country"),
        ("/offers?origin=ZZ", "origin"),
        ("/offers/offer_x/landed-price?country=ZZ&currency=MYR", "country"),
        ("/carts/cart_x/landed-price?country=ZZ&currency=MYR", "country"),
        ("/insight/countries?first_date=2026-01-01&last_date=2026-02-01&country=ZZ", "country"),
    ],
)
def test_nothing_is_asked_about_a_country_that_is_none(client: Client, path: str, field: str) -> None:
    kuantan()
    response = client.get(f"/api/v1{path}")
    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, "bad_value")]


@pytest.mark.django_db
def test_a_hub_is_not_set_up_in_a_country_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "ENTREPOT_ADMIN_PASSWORD", "chart table and ledger")
    for code, country in (("MYKUA", "ZZ"), ("ZZAAA", "MY")):
        given = ["set-up", code, "Hub", country, "MYR", "Operator", "operator@hub.example"]
        result = CliRunner().invoke(app, given)
        assert result.exit_code == 1
        assert "The hub was not set up: “ZZ” is not a country." in result.stderr
    assert parties.find_hub_profile() is None


@pytest.mark.django_db
def test_the_answer_about_a_country_is_in_the_language_that_is_asked_for(client: Client) -> None:
    kuantan()
    path = "/api/v1/offers?to=ZZ"
    answers = {
        edition: client.get(path, headers={"Accept-Language": edition}).json()["detail"]
        for edition in ("en", "zh-hans", "mn")
    }
    assert len(set(answers.values())) == 3
