"""Passwords are guessed only so often, from one place or many, and no stranger locks a person out."""

from dataclasses import replace
from http.cookies import Morsel

import pytest
from django.conf import LazySettings
from django.test import Client

from entrepot.messages.models import Letter
from entrepot.parties import limits, queries
from entrepot.parties.tests.cast import PASSWORD, kuantan, person

pytestmark = pytest.mark.django_db

HOME, CAFE = "192.0.2.10", "198.51.100.20"
WRONG = "not the right words"


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits that take a hundred tries to reach are reached sooner; how they count is not their number."""
    for name in ("PASSWORDS", "PASSWORD_BY_STRANGERS", "ACCOUNTS"):
        monkeypatch.setattr(limits, name, replace(getattr(limits, name), most=30))


@pytest.fixture
def email() -> str:
    kuantan()
    return person().email


def _sign_in(browser: Client, email: str, password: str, *, at: str) -> int:
    """302 is in, 200 a wrong password, 429 too many tries."""
    return browser.post(
        "/en/account/login/", {"login": email, "password": password}, REMOTE_ADDR=at
    ).status_code


def _by_api(email: str, password: str, *, at: str) -> int:
    body = {"email": email, "password": password, "name": "x"}
    return (
        Client()
        .post("/api/v1/parties/people", body, content_type="application/json", REMOTE_ADDR=at)
        .status_code
    )


def _many_strangers_guess(email: str) -> None:
    for number in range(limits.PASSWORD_BY_STRANGERS.most // limits.PASSWORD.most):
        for _ in range(limits.PASSWORD.most):
            assert _sign_in(Client(), email, WRONG, at=f"203.0.113.{number}") != 302


def test_a_stranger_elsewhere_locks_nobody_out_and_is_stopped(email: str) -> None:
    guesses = [_sign_in(Client(), email, WRONG, at=CAFE) for _ in range(20)]
    assert guesses == [200] * 10 + [429] * 10
    assert _sign_in(Client(), email, PASSWORD, at=CAFE) == 429
    assert _sign_in(Client(), email, PASSWORD, at=HOME) == 302


def test_one_stranger_alone_never_uses_up_what_all_strangers_have(email: str) -> None:
    for _ in range(limits.PASSWORD_BY_STRANGERS.most + 20):
        _sign_in(Client(), email, WRONG, at=CAFE)
    assert _sign_in(Client(), email, PASSWORD, at=HOME) == 302


def test_an_address_of_ones_own_making_makes_nobody_else_of_a_guesser(email: str) -> None:
    answers = [
        Client()
        .post(
            "/en/account/login/",
            {"login": email, "password": WRONG},
            headers={"X-Forwarded-For": f"192.0.2.{number}", "X-Real-IP": f"192.0.2.{number}"},
        )
        .status_code
        for number in range(11)
    ]
    assert answers == [200] * 10 + [429]


def test_behind_the_operators_proxy_guessers_are_told_apart(settings: LazySettings, email: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def through_proxy(password: str, client: str) -> int:
        return (
            Client()
            .post(
                "/en/account/login/",
                {"login": email, "password": password},
                headers={"X-Forwarded-For": f"192.0.2.99, {client}"},
                REMOTE_ADDR="127.0.0.1",
            )
            .status_code
        )

    assert [through_proxy(WRONG, CAFE) for _ in range(11)] == [200] * 10 + [429]
    assert through_proxy(PASSWORD, HOME) == 302


def test_many_strangers_together_are_stopped_but_not_the_persons_own_browser(email: str) -> None:
    own = Client()
    assert _sign_in(own, email, PASSWORD, at=HOME) == 302
    own.post("/en/account/logout/")
    _many_strangers_guess(email)
    assert _sign_in(Client(), email, WRONG, at="203.0.113.200") == 429
    assert _sign_in(own, email, PASSWORD, at=HOME) == 302


def test_the_persons_own_browser_is_not_stopped_by_a_stranger_at_the_same_address(email: str) -> None:
    own = Client()
    _sign_in(own, email, PASSWORD, at=CAFE)
    own.post("/en/account/logout/")
    for _ in range(11):
        stranger = _sign_in(Client(), email, WRONG, at=CAFE)
    assert stranger == 429
    assert _sign_in(own, email, PASSWORD, at=CAFE) == 302


def test_a_known_browser_guesses_no_oftener_than_a_stranger(email: str) -> None:
    own = Client()
    _sign_in(own, email, PASSWORD, at=HOME)
    own.post("/en/account/logout/")
    answers = [_sign_in(own, email, WRONG, at=f"192.0.2.{number}") for number in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_the_mark_of_a_browser_is_good_for_its_own_person_alone(email: str) -> None:
    nimal, own = person("Nimal").email, Client()
    _sign_in(own, nimal, PASSWORD, at=HOME)
    own.post("/en/account/logout/")
    _many_strangers_guess(email)
    assert _sign_in(own, email, PASSWORD, at=HOME) == 429


def test_the_mark_is_signed_hidden_from_scripts_and_names_nobody(email: str) -> None:
    browser = Client()
    _sign_in(browser, email, PASSWORD, at=HOME)
    mark: Morsel[str] = browser.cookies["entrepot_known"]
    assert (mark["httponly"], mark["samesite"]) == (True, "Lax")
    assert "aminah" not in mark.value
    browser.post("/en/account/logout/")
    browser.cookies["entrepot_known"] = mark.value[:-1] + ("A" if mark.value[-1] != "A" else "B")
    _many_strangers_guess(email)
    assert _sign_in(browser, email, PASSWORD, at=HOME) == 429


def test_a_wrong_password_makes_no_browser_known(email: str) -> None:
    browser = Client()
    _sign_in(browser, email, WRONG, at=HOME)
    assert "entrepot_known" not in browser.cookies


def test_who_reads_the_letter_is_let_in_while_strangers_guess(email: str) -> None:
    browser = Client()
    _many_strangers_guess(email)
    browser.post("/en/account/password/reset/", {"email": email}, REMOTE_ADDR=HOME)
    address = next(word for word in Letter.objects.get().body.split() if "/password/reset/key/" in word)
    page = browser.get(address.removeprefix("http://testserver"), follow=True)
    new = "a harbour at five in the morning"
    browser.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert _sign_in(browser, email, new, at=HOME) == 302


def test_the_api_and_the_page_count_guesses_together(email: str) -> None:
    for _ in range(5):
        assert _by_api(email, WRONG, at=CAFE) == 409
        assert _sign_in(Client(), email, WRONG, at=CAFE) == 200
    assert _by_api(email, PASSWORD, at=CAFE) == 429
    assert _sign_in(Client(), email, PASSWORD, at=CAFE) == 429
    assert _by_api(email, PASSWORD, at=HOME) == 201


def test_one_address_tries_the_passwords_of_only_so_many_accounts(email: str) -> None:
    tried = [
        _sign_in(Client(), f"n{number}@shopper.example", WRONG, at=CAFE)
        for number in range(limits.PASSWORDS.most + 1)
    ]
    assert tried == [200] * limits.PASSWORDS.most + [429]


def test_capitals_and_blanks_make_no_other_account(email: str) -> None:
    for typed in (email, email.upper(), f" {email} ") * 4:
        last = _sign_in(Client(), typed, WRONG, at=CAFE)
    assert last == 429


def test_who_is_stopped_is_told_so_in_words(email: str) -> None:
    for _ in range(11):
        response = Client().post("/en/account/login/", {"login": email, "password": WRONG}, REMOTE_ADDR=CAFE)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert "Too many tries. Try again in 10 min." in response.content.decode()


def test_letters_go_out_only_so_often(email: str) -> None:
    asked = [
        Client().post("/en/account/password/reset/", {"email": email}, REMOTE_ADDR=f"192.0.2.{number}")
        for number in range(limits.LETTERS.most + 1)
    ]
    assert [answer.status_code for answer in asked] == [302] * limits.LETTERS.most + [429]
    assert Letter.objects.count() == limits.LETTERS.most


def test_accounts_are_opened_only_so_often_from_one_address_by_page_and_api_together(email: str) -> None:
    for _ in range(limits.ACCOUNTS.most):
        assert _by_api("x", PASSWORD, at=CAFE) == 422
    answer = Client().post(
        "/en/account/signup/",
        {"name": "Lin", "email": "lin@shopper.example", "password1": PASSWORD},
        REMOTE_ADDR=CAFE,
    )
    assert answer.status_code == 429
    assert queries.find_person("lin@shopper.example") is None


def test_somebody_at_a_borrowed_browser_guesses_the_old_password_only_so_often(email: str) -> None:
    browser = Client()
    _sign_in(browser, email, PASSWORD, at=HOME)
    new = "a harbour at five in the morning"
    form = {"oldpassword": WRONG, "password1": new, "password2": new}
    answers = [browser.post("/en/account/password/change/", form).status_code for _ in range(11)]
    assert answers[-1] == 429
    assert 429 not in answers[:9]


def test_the_page_of_a_new_password_asks_a_stranger_to_sign_in(client: Client, email: str) -> None:
    answer = client.get("/en/account/password/change/")
    assert (answer.status_code, answer["Location"]) == (
        302, "/en/account/login/?next=/en/account/password/change/",
    )  # fmt: skip
