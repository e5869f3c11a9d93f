"""Whoever changes how a person signs in, the person gets a letter: what, when, from where, and what to do."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from entrepot.facts.models import Audit
from entrepot.messages.models import Letter
from entrepot.parties import models, queries
from entrepot.parties.letters import tell
from entrepot.parties.tests.cast import PASSWORD, kuantan, person
from entrepot.values.editions import EDITIONS

pytestmark = pytest.mark.django_db

DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def browser() -> Client:
    kuantan()
    client = Client(headers={"User-Agent": DESK}, REMOTE_ADDR="192.0.2.10")
    client.post("/en/account/login/", {"login": person().email, "password": PASSWORD})
    return client


def change_password(browser: Client) -> None:
    new = "a harbour at five in the morning"
    browser.post(
        "/en/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )


def test_a_changed_password_is_told_with_when_from_where_and_what_to_do(browser: Client) -> None:
    models.Hub.objects.update(contact_email="desk@kuantan.example")
    queries.forget_hub()
    change_password(browser)
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (
        "aminah@coffee.example",
        "The password of your account was changed",
    )
    text = re.sub(r"When: .*", "When: then", letter.body)
    assert text == (
        "Good day Aminah,\n\n"
        "The password of your account was changed.\n\n"
        "Hub: Kuantan Port Hub\nWhen: then\nFrom: 192.0.2.10, Firefox, Windows\n\n"
        "If it was you, there is nothing to do. If it was not, choose a new password at once:\n\n"
        "http://testserver/en/account/password/reset/\n\n"
        "Then look where you are signed in and what opens your account:\n\n"
        "http://testserver/en/account/security/\n\n"
        "The hub's operator is there for questions: desk@kuantan.example\n"
    )


def test_a_letter_goes_out_in_the_edition_that_its_reader_chose(browser: Client) -> None:
    models.User.objects.update(edition="ar")
    change_password(browser)
    letter = Letter.objects.get()
    assert letter.edition == "ar"
    assert "http://testserver/ar/account/security/" in letter.body


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_subject_is_the_first_sentence_without_its_full_stop(browser: Client, edition: str) -> None:
    user = models.User.objects.get(email="aminah@coffee.example")
    user.edition = edition
    tell(user, "parties.closed_account", at=timezone.now())
    letter = Letter.objects.get()
    assert not letter.subject.endswith((".", "。"))
    assert letter.subject + "." in letter.body or letter.subject + "。" in letter.body


def test_every_step_with_a_second_factor_is_told_and_noted(
    browser: Client, django_capture_on_commit_callbacks
) -> None:
    page = browser.get("/en/account/security/app/add/").content.decode()
    secret = re.search(r"<small><code[^>]*>([A-Z2-7]{32})<", page)
    assert secret is not None
    code = format_hotp_value(hotp_value(secret[1], int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/en/account/security/app/add/", {"code": code})
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/en/account/security/codes/new/")
    browser.post("/en/account/security/app/remove/")
    assert list(Letter.objects.order_by("pk").values_list("subject", flat=True)) == [
        "An authenticator app was added to your account",
        "New recovery codes were made for your account",
        "The authenticator app was removed from your account",
    ]
    noted = Audit.objects.exclude(did__in=["parties.signed_in", "parties.opened_account"]).order_by("pk")
    assert list(noted.values_list("did", flat=True)) == [
        "parties.added_app", "parties.made_recovery_codes", "parties.removed_app",
    ]  # fmt: skip


def test_a_wrong_code_or_password_tells_nobody_anything(browser: Client) -> None:
    browser.post("/en/account/security/app/add/", {"code": "000000"})
    new = "a harbour at five in the morning"
    browser.post("/en/account/password/change/", {"oldpassword": "wrong", "password1": new, "password2": new})
    assert not Letter.objects.exists()
