"""Where one is signed in: listed in words, and ended, one or all."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from entrepot.parties import actions
from entrepot.parties.rules import browser_and_system
from entrepot.parties.tests.cast import PASSWORD, kuantan, person
from entrepot.values.clock import now

pytestmark = pytest.mark.django_db

SECURITY = "/en/account/security/"
TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def email() -> str:
    kuantan()
    return person().email


def sign_in(email: str, browser: str = DESK, address: str = "192.0.2.10") -> Client:
    client = Client(headers={"User-Agent": browser}, REMOTE_ADDR=address)
    assert client.post("/en/account/login/", {"login": email, "password": PASSWORD}).status_code == 302
    return client


def is_in(browser: Client) -> bool:
    return browser.get("/en/parties/me/").status_code == 200


def listed(browser: Client) -> list[tuple[str, str]]:
    page = browser.get(SECURITY).content.decode()
    part = page[page.index('id="sessions"') :]
    return re.findall(r'<th scope="row">(.*?)</th>\s*<td[^>]*><code[^>]*>(.*?)</code>', part, re.DOTALL)


def ends(browser: Client) -> list[str]:
    return re.findall(
        r'action="(/en/account/security/sessions/[0-9a-f]{16}/end)"', browser.get(SECURITY).content.decode()
    )


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (TELEPHONE, ("Safari", "iOS")),
        (DESK, ("Firefox", "Windows")),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36 MicroMessenger/8.0", ("WeChat", "Android")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0", ("Edge", "macOS")),
        ("curl/8.5.0", ("", "")),
    ],
)  # fmt: skip
def test_browser_and_system_are_told_in_their_makers_words(user_agent: str, words: tuple[str, str]) -> None:
    assert browser_and_system(user_agent) == words


def test_the_security_page_lists_every_place_and_says_which_is_this_one(email: str) -> None:
    sign_in(email, TELEPHONE, "198.51.100.7")
    desk = sign_in(email)
    assert sorted(listed(desk)) == [("Firefox on Windows", "192.0.2.10"), ("Safari on iOS", "198.51.100.7")]
    assert desk.get(SECURITY).content.decode().count("This one") == 1
    assert len(ends(desk)) == 1


def test_one_place_is_ended_and_the_others_stay(email: str) -> None:
    desk, telephone, lost = sign_in(email), sign_in(email, TELEPHONE), sign_in(email, "curl/8.5.0")
    page = telephone.get(SECURITY).content.decode()
    row = page[page.index("Unknown browser") :]
    address = re.search(r'action="([^"]*/end)"', row)
    assert address is not None
    assert desk.post(address[1])["Location"] == SECURITY
    assert [is_in(desk), is_in(telephone), is_in(lost)] == [True, True, False]


def test_all_others_are_ended_at_once(email: str) -> None:
    desk, telephone, lost = sign_in(email), sign_in(email, TELEPHONE), sign_in(email)
    desk.post("/en/account/security/sessions/end")
    assert [is_in(desk), is_in(telephone), is_in(lost)] == [True, False, False]
    assert UserSession.objects.count() == Session.objects.count() == 1


def test_a_place_of_somebody_else_is_as_one_that_never_was(email: str) -> None:
    own = sign_in(email)
    sign_in(email, TELEPHONE)
    [theirs] = ends(own)
    nimal = sign_in(person("Nimal").email)
    other, never = nimal.post(theirs), nimal.post("/en/account/security/sessions/0123456789abcdef/end")
    assert other.status_code == never.status_code == 404
    assert len(listed(own)) == 2


def test_a_changed_password_ends_the_other_places(email: str) -> None:
    desk, telephone = sign_in(email), sign_in(email, TELEPHONE)
    new = "a harbour at five in the morning"
    desk.post("/en/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [is_in(desk), is_in(telephone)] == [True, False]
    assert listed(desk) == [("Firefox on Windows", "192.0.2.10")]


def test_nothing_is_ended_by_a_page_of_another_site(email: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(email).cookies
    sign_in(email, TELEPHONE)
    assert strict.post("/en/account/security/sessions/end").status_code == 403
    assert UserSession.objects.count() == 2


def test_that_a_place_is_used_is_noted_once_in_a_while(email: str) -> None:
    desk = sign_in(email)
    UserSession.objects.update(last_seen_at=now() - timedelta(minutes=4))
    before = UserSession.objects.get().last_seen_at
    desk.get(SECURITY)
    assert UserSession.objects.get().last_seen_at == before
    UserSession.objects.update(last_seen_at=now() - timedelta(minutes=6))
    desk.get(SECURITY, REMOTE_ADDR="203.0.113.5")
    row = UserSession.objects.get()
    assert (row.last_seen_at > before, row.ip) == (True, "203.0.113.5")


def test_where_somebody_was_signed_in_is_forgotten_with_the_session(email: str) -> None:
    desk = sign_in(email)
    sign_in(email, TELEPHONE).post("/en/account/logout/")
    actions.forget_ended_sessions(at=now())
    assert UserSession.objects.get().user_agent == DESK
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    actions.forget_ended_sessions(at=now())
    assert UserSession.objects.count() == 0
    assert not is_in(desk)
