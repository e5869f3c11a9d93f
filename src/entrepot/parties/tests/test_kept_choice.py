"""Edition, country and currency follow a person to another device; an address has the last word."""

import pytest
from django.test import Client

from entrepot.parties import models
from entrepot.parties.tests.cast import PASSWORD, kuantan, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def email() -> str:
    kuantan()
    return person().email


def sign_in(email: str, to: str = "/en/", client: Client | None = None) -> tuple[Client, str]:
    client = client or Client()
    answer = client.post(
        f"/{to.split('/')[1]}/account/login/", {"login": email, "password": PASSWORD, "next": to}
    )
    assert answer.status_code == 302
    return client, answer["Location"]


def kept(email: str) -> tuple[str, str, str]:
    return models.User.objects.values_list("edition", "country", "currency").get(email=email)


def test_what_is_chosen_while_signed_in_is_there_on_another_device(email: str) -> None:
    desk, _ = sign_in(email)
    desk.get("/mn/design/?to=KE&currency=KES")
    assert kept(email) == ("mn", "KE", "KES")
    telephone, led_to = sign_in(email, "/en/design/?page=2")
    assert led_to == "/mn/design/?page=2"
    page = telephone.get(led_to).content.decode()
    assert "<b>KES</b>" in page
    assert telephone.session["shopper_to"] == "KE"
    assert kept(email) == ("mn", "KE", "KES")


def test_an_address_has_the_last_word_and_a_look_is_no_choice(email: str) -> None:
    desk, _ = sign_in(email)
    desk.get("/en/design/?to=KE")
    other, _ = sign_in(email)
    other.get("/en/design/?to=CN")
    assert kept(email)[1] == "CN"
    assert "Deliver to <b>Kenya</b>" in desk.get("/en/design/").content.decode()
    assert kept(email)[1] == "CN"


def test_an_edition_that_the_browser_does_not_ask_for_by_itself_was_chosen_and_stays(email: str) -> None:
    desk, _ = sign_in(email)
    desk.get("/mn/design/")
    _, led_to = sign_in(email, "/ar/design/")
    assert led_to == "/ar/design/"
    assert kept(email)[0] == "ar"


def test_what_was_chosen_here_before_the_sign_in_goes_into_the_account(email: str) -> None:
    models.User.objects.update(country="KE", currency="KES")
    browser = Client()
    browser.get("/en/design/?to=CN")
    sign_in(email, client=browser)
    assert kept(email) == ("en", "CN", "KES")
    assert browser.session["shopper_currency"] == "KES"


def test_who_opens_an_account_reads_letters_in_the_edition_of_that_page(email: str) -> None:
    Client().post(
        "/zh-hant/account/signup/", {"name": "Lin", "email": "lin@shopper.example", "password1": PASSWORD}
    )
    assert kept("lin@shopper.example")[0] == "zh-hant"


def test_programs_with_a_session_choose_nothing(email: str) -> None:
    desk, _ = sign_in(email)
    desk.get("/api/v1/parties/me?to=KE", headers={"Accept-Language": "ar"})
    assert kept(email) == ("en", "", "")


def test_a_choice_that_is_no_code_is_not_kept(email: str) -> None:
    desk, _ = sign_in(email)
    desk.get("/en/design/?to=<script>&currency=12")
    assert kept(email) == ("en", "", "")
