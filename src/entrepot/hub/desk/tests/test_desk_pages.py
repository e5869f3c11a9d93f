"""Who sees the operator's desk, the steps of the set-up, the health of the parts, and the doctor who says the same."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.test import Client

from entrepot.exchange.models import Waiting
from entrepot.exchange.tests.cast import PaperHub
from entrepot.facts import models as fact_rows
from entrepot.finance import models as finance_rows
from entrepot.finance.rates_source import last_ecb_date
from entrepot.hub.desk import health
from entrepot.hub.desk.steps import steps
from entrepot.hub.doctor import examine
from entrepot.market.tests import stall
from entrepot.messages import models as letter_rows
from entrepot.orders.tests.pages.readers import person, signed_in
from entrepot.parties import public as parties
from entrepot.parties.models import Hub, User
from entrepot.ports.public import register_terminal

pytestmark = pytest.mark.usefixtures("_fresh_rates")
AT = stall.AT
PATHS = ("/en/desk/", "/en/desk/settings/", "/en/desk/jobs/", "/en/desk/audit/")
POSTS = (
    "/en/desk/jobs/again",
    "/en/desk/jobs/1/again",
    "/en/desk/jobs/1/letting-go",
    "/en/desk/settings/letter",
    "/en/desk/settings/profile",
)
EDITIONS = [code for code, _ in django_settings.LANGUAGES]


def page_of(client: Client, path: str = "/en/desk/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_an_operator_of_the_hub_finds_the_desk(operator):
    stranger = signed_in(person("Lin").user_ref)
    for path in PATHS:
        assert operator.get(path).status_code == 200
        assert stranger.get(path).status_code == 404
        assert Client().get(path)["Location"] == f"/en/account/login/?next={path}"
    for path in POSTS:
        assert stranger.post(path).status_code == 404
    assert not letter_rows.Letter.objects.exists()


def test_the_desk_stands_first_in_the_operators_navigation_and_in_nobody_elses(operator):
    desks = re.search(r'<nav aria-label="Desks">.*?</nav>', page_of(operator), re.DOTALL)
    assert desks is not None
    assert re.findall(r'href="([^"]*)"', desks[0])[0] == "/en/desk/"
    assert '<a href="/en/desk/" aria-current="page">Operator&#x27;s desk</a>' in desks[0]
    assert "/en/desk/" not in signed_in(person("Lin").user_ref).get("/en/market/").content.decode()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_has_the_desk_and_every_variable_of_it_resolves(operator, settings, edition):
    pages, *others = settings.TEMPLATES
    options = {**pages["OPTIONS"], "string_if_invalid": "(unresolved %s)"}
    settings.TEMPLATES = [{**pages, "OPTIONS": options}, *others]
    finance_rows.DayRate.objects.update(day=AT.date() - timedelta(days=30))
    for path in PATHS:
        assert "(unresolved" not in page_of(operator, path.replace("/en/", f"/{edition}/"))


# The set-up


def undone() -> list[str]:
    return [step.title for step in steps() if not step.done]


@pytest.fixture
def _packaged_rates(_fresh_rates) -> None:
    """Fresh on the tests' day, and not newer than those that come with the software."""
    finance_rows.DayRate.objects.update(day=last_ecb_date())


@pytest.mark.usefixtures("_packaged_rates")
def test_a_new_hub_has_all_steps_before_it_each_with_its_one_button(operator):
    page = page_of(operator)
    part = page[page.index('id="steps"') : page.index('id="health"')]
    assert "0 of 8 are done." in part
    assert re.findall(r'class="button quiet" href="([^"]*)">([^<]*)<', part) == [
        ("/en/desk/settings/#profile", "Give name and contact"),
        ("/en/account/security/", "See your sign-in"),
        ("/en/finance/rates/", "Load rates"),
        ("/en/desk/settings/#mail", "Set up mail"),
        ("/en/desk/settings/#payments", "Connect a provider"),
        ("/en/market/desk/open", "Open a shop"),
        ("/en/ports/terminals/#register", "Register a terminal"),
        ("/en/exchange/add/", "Add a partner"),
    ]


@pytest.mark.usefixtures("_packaged_rates")
def test_a_step_that_is_done_is_shown_no_more_and_without_steps_nothing_of_them_is(operator, settings):
    assert undone() == [
        "Name and contact", "Second factor", "Exchange rates of today", "Mail", "Payment provider", "First shop",
        "Terminal", "Partner hub",
    ]  # fmt: skip
    Hub.objects.update(contact_email="hub@kuantan.example")
    parties.fresh_hub_profile()
    assert undone()[0] == "Second factor"
    keeper = User.objects.get(email="operator@kuantan.example")
    Authenticator.objects.create(user=keeper, type=Authenticator.Type.TOTP, data={})
    assert undone()[0] == "Exchange rates of today"
    finance_rows.DayRate.objects.filter(quote="MYR").update(day=last_ecb_date() + timedelta(days=1))
    assert undone()[0] == "Mail"
    settings.EMAIL_HOST = "mail.example"
    assert undone()[0] == "Payment provider"
    settings.ACQUIRER_URL, settings.ACQUIRER_SIMULATED = "http://127.0.0.1:9000", False
    assert undone()[0] == "First shop"
    stall.coffee_shop()
    assert undone() == ["Terminal", "Partner hub"]
    assert "6 of 8 are done." in page_of(operator)
    register_terminal(
        code="KCT1", name="North Terminal", org_ref=parties.hub_profile().operator_org_ref, at=AT
    )
    assert undone() == ["Partner hub"]
    PaperHub().join()
    assert undone() == []
    assert "Steps of the set-up" not in page_of(operator)


def test_the_simulated_provider_is_no_provider_and_without_one_nobody_orders(operator, settings):
    assert "Payment provider" in undone()
    assert "Payments are simulated" in page_of(operator)
    settings.ACQUIRER_URL, settings.ACQUIRER_SIMULATED = "", False
    assert "Payment provider" in undone()
    assert "Without one nobody can order here." in page_of(operator)
    assert "Nobody can order here." in page_of(operator, "/en/desk/settings/")


# Mail and payments


def test_the_settings_say_how_mail_and_payments_are_set_up(operator, settings: LazySettings):
    page = page_of(operator, "/en/desk/settings/")
    assert "Letters are written into the worker's log." in page
    assert "Every payment succeeds and nobody is charged." in page
    assert "ENTREPOT_MAIL_URL=smtp+tls://user:password@mail.example:587" in page
    settings.EMAIL_HOST, settings.EMAIL_HOST_PASSWORD = "mail.port.example", "a secret of the mail server"
    settings.ACQUIRER_URL, settings.ACQUIRER_SIMULATED = "http://127.0.0.1:9000", False
    page = page_of(operator, "/en/desk/settings/")
    assert 'Letters go to <code class="code" data-copy>mail.port.example</code>' in page
    assert 'Payments are asked of <code class="code" data-copy>http://127.0.0.1:9000</code>.' in page
    assert "a secret of the mail server" not in page


def test_a_letter_to_try_the_mail_goes_to_the_operator_who_asks(operator):
    answer = operator.post("/en/desk/settings/letter")
    assert (answer.status_code, answer["Location"]) == (302, "/en/desk/settings/")
    letter = letter_rows.Letter.objects.get()
    assert (letter.to, letter.subject, letter.body) == (
        "operator@kuantan.example",
        "A letter to try the mail of Kuantan",
        "If you read this, the mail of Kuantan works.",
    )
    assert operator.get("/en/desk/settings/letter").status_code == 405


# Health


def parts(client: Client) -> dict[str, str]:
    """The state of each part as the desk shows it."""
    page = page_of(client)
    table = page[page.index('id="health"') :]
    rows = re.findall(r'<th scope="row">(.*?)</th><td[^>]*>.*?</svg>(.*?)</span></td>', table, re.DOTALL)
    return dict(rows)


def test_every_part_of_the_install_has_its_state(operator):
    assert parts(operator) == {
        "This machine": "In order",
        "Database": "In order",
        "Worker": "In order",
        "NATS": "Works, with a remark",
        "Reverse proxy": "In order",
        "Mail": "Works, with a remark",
        "Payments": "Works, with a remark",
        "Exchange rates": "In order",
        "Channels to partners": "In order",
    }
    assert "NATS_URL is not set: partner hubs can be told and heard by file only." in page_of(operator)


def test_a_part_that_needs_the_operator_is_said_once_at_the_head_of_the_desk(operator, settings):
    settings.NATS_URL = "nats://127.0.0.1:1"
    assert parts(operator)["NATS"] == "Needs you, as said above"
    page = page_of(operator)
    assert page.count("NATS does not answer at 127.0.0.1:1: ") == 1
    assert page.index("NATS does not answer") < page.index('id="health"')


def test_facts_that_a_partner_has_not_confirmed_are_a_remark(operator, qinzhou):
    Waiting.objects.create(receiver=qinzhou.code, line="{}")
    assert parts(operator)["Channels to partners"] == "Works, with a remark"
    assert "Facts that Hub CNQZH has not confirmed yet: 1, the oldest for" in page_of(operator)


def doctor() -> tuple[int, list[str]]:
    said: list[str] = []
    return examine(say=said.append), said


def test_the_doctor_says_what_the_desk_shows(operator):
    remarks = [
        "! NATS_URL is not set: partner hubs can be told and heard by file only.",
        "! No mail server is set: letters, such as those for a forgotten password, go nowhere but into the worker's log. "
        "Name one in ENTREPOT_MAIL_URL.",
        "! Payments are simulated: every one succeeds and nobody is charged.",
    ]
    assert doctor() == (0, remarks)
    finance_rows.DayRate.objects.update(day=AT.date() - timedelta(days=8))
    status, said = doctor()
    assert status == 1
    assert said == [
        *remarks,
        f"✗ The newest exchange rate for MYR is of {AT.date() - timedelta(days=8)}, 8 days old. "
        "Import newer rates to show prices again.",
    ]
    matters = [str(matter) for part in health.PARTS for matter in part.matters()]
    assert [line[2:] for line in said] == matters


def test_the_doctor_says_when_nobody_can_order_and_when_mail_is_connected(operator, settings):
    settings.ACQUIRER_URL, settings.ACQUIRER_SIMULATED = "", False
    settings.EMAIL_HOST = "mail.port.example"
    status, said = doctor()
    assert status == 0
    assert said[1:] == ["! ENTREPOT_ACQUIRER_URL names no payment provider: nobody can order here."]


def test_the_doctor_says_when_an_address_with_tls_has_no_proxy_that_is_trusted(operator, settings):
    settings.SITE_URL = "https://hub.port.example"
    status, said = doctor()
    assert status == 1
    assert said[1].startswith(
        "✗ ENTREPOT_SITE_URL begins with https://, but ENTREPOT_TRUSTED_PROXIES does not say"
    )
    settings.TRUSTED_PROXIES = 1
    assert doctor()[0] == 0


def test_the_doctor_lists_parked_work_with_its_trouble(operator):
    operator.post("/en/desk/settings/letter")
    fact_rows.Pending.objects.update(parked=True, trouble="RuntimeError: the pen broke")
    status, said = doctor()
    assert status == 1
    assert said[0] == "✗ Work that failed too often, and waits until somebody has it tried again: 1."
    assert re.fullmatch(r"    \S+, fact \d+: RuntimeError: the pen broke", said[1])


def test_of_a_hub_without_a_profile_the_doctor_says_that_it_has_none():
    Hub.objects.all().delete()
    status, said = doctor()
    assert status == 0
    assert said[-1] == "! The hub has no profile yet. Open its first page in a browser to make one."
