"""A clean hub leads everybody to the first run, and lets only its operator through."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from entrepot.hub.first_run import first_run_address
from entrepot.parties import public as parties
from entrepot.parties.tests.cast import PASSWORD, kuantan
from entrepot.values.editions import EDITIONS

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Kuantan Port Hub",
    "currency": "MYR",
    "operator_name": "Kuantan Hub Operator",
    "admin_email": "operator@kuantan.example",
    "admin_password": PASSWORD,
}


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def _path() -> str:
    return first_run_address().removeprefix("http://testserver")


@pytest.mark.parametrize("page", ["/en/", "/en/market/", "/en/account/login/", "/en/nowhere/", "/en/design/"])
def test_every_page_of_a_clean_hub_leads_to_the_first_run(client: Client, page: str) -> None:
    assert client.get(page)["Location"] == "/en/first-run/"


@pytest.mark.parametrize("edition", sorted(set(EDITIONS) - {"en"}))
def test_it_does_so_in_the_readers_edition(client: Client, edition: str) -> None:
    assert client.get(f"/{edition}/market/")["Location"] == f"/{edition}/first-run/"


def test_the_api_and_health_are_not_led_away(client: Client) -> None:
    assert client.get("/health").status_code == 200
    assert client.get("/api/v1/parties/me").status_code == 401


def test_the_token_is_made_once_and_only_the_hubs_own_user_reads_it(home: Path) -> None:
    address = first_run_address()
    assert first_run_address() == address
    file = home / "first-run-token"
    assert file.stat().st_mode & 0o077 == 0
    assert len(file.read_text()) >= 43
    assert address == f"http://testserver/en/first-run/?token={file.read_text()}"


def test_a_stranger_without_the_token_gets_no_further(client: Client) -> None:
    first_run_address()
    for answer in (
        client.get("/en/first-run/?port=MYKUA"),
        client.post("/en/first-run/?port=MYKUA", ANSWERS),
        client.get("/en/first-run/?token=guess"),
        client.post("/en/first-run/", {"token": "guess"}),
        client.post("/en/first-run/", {"token": ""}),
    ):
        assert 'name="token"' in answer.content.decode()
        assert 'name="admin_password"' not in answer.content.decode()
    assert parties.find_hub_profile() is None


def test_the_operator_walks_from_the_token_to_a_hub_that_is_set_up(client: Client, home: Path) -> None:
    arrived = client.get(_path())
    assert arrived["Location"] == "/en/first-run/"  # the token does not stay in the address
    ports = client.get("/en/first-run/?q=kuantan").content.decode()
    assert "MYKUA" in ports
    form = client.get("/en/first-run/?port=MYKUA").content.decode()
    assert '<option value="MYR" selected>' in form
    done = client.post("/en/first-run/?port=MYKUA", ANSWERS)
    assert done["Location"] == "/en/desk/"
    desk = client.get("/en/desk/")
    assert desk.status_code == 200
    assert "Kuantan Port Hub is set up, and you are signed in." in desk.content.decode()
    profile = parties.hub_profile()
    assert (profile.code, profile.country, profile.name, profile.currency) == (
        "MYKUA",
        "MY",
        "Kuantan Port Hub",
        "MYR",
    )
    assert not (home / "first-run-token").exists()
    assert Client().get("/en/desk/")["Location"] == "/en/account/login/?next=/en/desk/"
    later = Client()
    signed_in = later.post("/en/account/login/", {"login": "operator@kuantan.example", "password": PASSWORD})
    assert signed_in["Location"] == "/en/"
    assert later.get("/en/desk/").status_code == 200


def test_answers_that_are_not_right_are_kept_and_said_at_their_fields(client: Client) -> None:
    client.get(_path())
    response = client.post("/en/first-run/?port=MYKUA", {**ANSWERS, "admin_password": "short"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose a password of at least 10 characters" in page
    assert 'value="Kuantan Hub Operator"' in page
    assert parties.find_hub_profile() is None


def test_a_place_that_is_none_leads_back_to_the_search(client: Client) -> None:
    client.get(_path())
    assert 'name="q"' in client.get("/en/first-run/?port=XXXXX").content.decode()
    nothing = client.get("/en/first-run/?q=zzzzzzzz").content.decode()
    assert "No port or city is called “zzzzzzzz”." in nothing


def test_a_hub_that_is_set_up_has_no_first_run(client: Client) -> None:
    kuantan()
    assert client.get("/en/first-run/")["Location"] == "/en/"
    assert client.post("/en/first-run/", ANSWERS)["Location"] == "/en/"


def test_pages_tell_the_time_of_the_hubs_port(client: Client) -> None:
    kuantan()
    assert "Times are those of Asia/Kuala_Lumpur" in client.get("/en/design/").content.decode()


def test_every_section_of_the_navigation_has_an_address(client: Client) -> None:
    kuantan()
    page = client.get("/en/market/").content.decode()
    assert '<a href="/en/market/" aria-current="page">Market</a>' in page
    assert '<a href="/en/insight/">Countries</a>' in page
