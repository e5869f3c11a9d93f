"""Edition, country, currency and colours: chosen by links and forms that keep the page."""

import pytest
from django.test import Client, RequestFactory

from entrepot.parties.tests.cast import kuantan
from entrepot.values import CountryCode
from entrepot.values.editions import EDITIONS
from entrepot.web.shopping import with_shopper
from entrepot.web.themes import keep_theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hub() -> None:
    kuantan()


def test_the_switch_of_editions_keeps_the_page_and_what_follows_the_question_mark(client: Client) -> None:
    page = client.get("/en/design/?page=3&to=CN").content.decode()
    for edition in EDITIONS:
        assert f'href="/{edition}/design/?page=3&amp;to=CN"' in page
    assert 'href="/en/design/?page=3&amp;to=CN" lang="en" hreflang="en" aria-current="true"' in page


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_edition_says_its_language_and_which_way_its_lines_run(client: Client, edition: str) -> None:
    response = client.get(f"/{edition}/design/")
    assert response["Content-Language"] == edition
    way = "rtl" if edition == "ar" else "ltr"
    assert f'<html lang="{edition}" dir="{way}"' in response.content.decode()


def test_country_and_currency_stay_for_the_pages_that_follow(client: Client) -> None:
    client.get("/en/design/?to=CN&currency=CNY")
    page = client.get("/en/design/").content.decode()
    assert "Deliver to <b>China</b>, prices in <b>CNY</b>" in page
    assert client.session["shopper_to"] == "CN"
    assert client.session["shopper_currency"] == "CNY"


def test_the_address_has_the_last_word(client: Client) -> None:
    client.get("/en/design/?to=CN&currency=CNY")
    assert "Deliver to <b>Kenya</b>" in client.get("/en/design/?to=KE").content.decode()


@pytest.mark.parametrize("choice", ["to=C", "to=<script>", "currency=12", "currency=CN", "to=&currency="])
def test_a_choice_that_is_no_code_is_left_alone(client: Client, choice: str) -> None:
    assert client.get(f"/en/design/?{choice}").status_code == 200
    assert "shopper_to" not in client.session
    assert "shopper_currency" not in client.session


def test_the_form_keeps_the_other_parts_of_the_address(client: Client) -> None:
    page = client.get("/en/design/?q=tea&brand=x&page=2").content.decode()
    assert '<input type="hidden" name="q" value="tea">' in page
    assert '<input type="hidden" name="brand" value="x">' in page
    assert '<input type="hidden" name="page"' not in page


def test_a_link_to_a_partner_carries_the_choice(client: Client) -> None:
    request = client.get("/en/design/?to=CN&currency=CNY").wsgi_request
    assert with_shopper("http://qinzhou.example/en/?a=1&to=MY", request) == (
        "http://qinzhou.example/en/?a=1&to=CN&currency=CNY"
    )
    assert CountryCode("CN") == "CN"


def test_night_colours_are_kept_in_a_cookie_and_leave_the_address(client: Client) -> None:
    response = client.get("/en/design/?theme=dark&page=2")
    assert response.status_code == 302
    assert response["Location"] == "/en/design/?page=2"
    assert response.cookies["entrepot_theme"].value == "dark"
    assert 'data-theme="dark"' in client.get("/en/design/").content.decode().split("<body>")[0]


def test_an_unknown_theme_goes_back_to_the_browsers_own(client: Client) -> None:
    client.get("/en/design/?theme=dark")
    client.get("/en/design/?theme=<x>")
    assert "data-theme" not in client.get("/en/design/").content.decode().split("<body>")[0]


def test_the_theme_link_leads_to_no_other_host(client: Client) -> None:
    request = RequestFactory().get("/en/design/?theme=dark")
    request.path = "//evil.example/"
    assert keep_theme(request, "dark")["Location"] == "/evil.example/"
