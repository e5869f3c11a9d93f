"""Is this hub well: each part in words for everybody, as a page and for programs, kept for some seconds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from entrepot.exchange.models import Channel, Waiting
from entrepot.exchange.tests.conftest import kuantan, qinzhou
from entrepot.facts.models import Pending
from entrepot.hub import status
from entrepot.market.tests import stall
from entrepot.market.tests.conftest import clock_of_the_stall
from entrepot.messages import public as letters
from entrepot.parties.models import Hub
from entrepot.parties.queries import forget_hub
from entrepot.values.editions import EDITIONS

__all__ = ["clock_of_the_stall", "kuantan", "qinzhou"]


@pytest.fixture(autouse=True)
def _well(clock_of_the_stall, settings, kuantan):
    settings.EMAIL_HOST, settings.NATS_URL = "mail.secret.example", "nats://nats.secret.example:4222"
    settings.ACQUIRER_URL, settings.ACQUIRER_SIMULATED = "http://acquirer.secret.example", False
    stall.load_rates_of_the_day()
    stall.work()


def told() -> dict[str, tuple[str, str]]:
    """State and words of each part, as programs are told now."""
    status.cache.clear()
    answer = Client().get("/api/v1/status").json()
    return {part["code"]: (part["state"], part["text"]) for part in answer["parts"]}


def test_a_hub_that_is_well_says_so_to_everybody(qinzhou):
    page = Client().get("/en/status/").content.decode()
    assert "This hub works." in page
    assert "Channel to Hub CNQZH" in page
    answer = Client().get("/api/v1/status").json()
    assert (answer["hub"], answer["state"], answer["notices"]) == ("MYKUA", "well", [])
    assert {part["state"] for part in answer["parts"]} == {"well"}
    assert "secret" not in page + str(answer)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_has_the_page(edition):
    assert Client().get(f"/{edition}/status/").status_code == 200


def test_work_and_letters_that_wait_are_late_since_they_wait():
    letters.write_letter(
        to="lin@shopper.example",
        subject="Hello",
        body="Hello",
        edition="en",
        at=stall.AT - timedelta(hours=1),
    )
    waits_since = timezone.now() - timedelta(minutes=5)
    Pending.objects.update(due_at=waits_since)
    assert told()["worker"] == ("late", "It runs late: what you do is kept and takes effect later.")
    assert told()["letters"] == ("late", "They wait for the mail server and go out later.")
    parts = {part.code: part for part in status.hub_status().parts}
    assert parts["worker"].since == waits_since
    assert parts["letters"].since == stall.AT - timedelta(hours=1)
    assert "This hub works, a part of it with delay." in Client().get("/en/status/").content.decode()


def test_a_channel_that_stands_still_or_is_behind_says_so_without_its_reason(qinzhou):
    Waiting.objects.create(receiver=qinzhou.code, line="{}")
    assert told()["channel:CNQZH"] == ("well", "It is up to date.")
    Waiting.objects.update(told_at=timezone.now() - timedelta(minutes=10))
    assert told()["channel:CNQZH"] == ("late", "It is behind by 10 min.")
    Channel.objects.create(
        origin="MYKUA", receiver=qinzhou.code, head="0" * 64, halted="receipt_of_another_chain"
    )
    assert told()["channel:CNQZH"] == ("down", "It stands still until the operators have looked at it.")
    assert "A part of this hub does not work." in Client().get("/en/status/").content.decode()


def test_what_is_not_set_up_is_said_with_where_to_set_it_and_is_no_breakdown(settings):
    settings.EMAIL_HOST, settings.ACQUIRER_URL = "", ""
    assert told()["letters"] == (
        "unset",
        "No mail server is set, so no letters go out. The operator names one in ENTREPOT_MAIL_URL.",
    )
    assert told()["payments"] == (
        "unset",
        "No payment provider is set, so nobody can pay here. The operator names one in ENTREPOT_ACQUIRER_URL.",
    )
    page = Client().get("/en/status/").content.decode()
    assert "This hub works, but a part of it is not set up yet." in page
    assert "does not work." not in page


def test_it_is_kept_for_some_seconds_and_costs_next_to_nothing(django_assert_max_num_queries):
    Client().get("/api/v1/status")
    with django_assert_max_num_queries(1):
        assert Client().get("/api/v1/status").status_code == 200


def test_a_hub_without_a_profile_has_no_state():
    Hub.objects.all().delete()
    forget_hub()
    assert Client().get("/api/v1/status").status_code == 503
