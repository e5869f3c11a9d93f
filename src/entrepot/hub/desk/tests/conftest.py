from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from entrepot.exchange.tests.conftest import kuantan, qinzhou
from entrepot.market.tests import stall
from entrepot.market.tests.conftest import clock_of_the_stall
from entrepot.orders.tests.pages.readers import signed_in
from entrepot.parties import public as parties

__all__ = ["clock_of_the_stall", "kuantan", "qinzhou"]

Read = Callable[[str], str]


@pytest.fixture(autouse=True)
def _the_day_of_the_rates(clock_of_the_stall, settings):
    """The hub's clock stands on the day of the tests' rates; it has no NATS, and a provider that is simulated."""
    settings.NATS_URL = ""
    settings.ACQUIRER_URL, settings.ACQUIRER_SIMULATED = "http://127.0.0.1:9", True


@pytest.fixture
def operator(kuantan) -> Client:
    person = parties.find_person("operator@kuantan.example")
    assert person is not None
    return signed_in(person.user_ref)


@pytest.fixture
def _fresh_rates(kuantan) -> None:
    stall.load_rates_of_the_day()
    stall.work()


@pytest.fixture
def today(operator: Client) -> Callable[[], list[tuple[str, str, str]]]:
    """What the desk says needs the operator: sentence, button, and where it leads."""

    def read() -> list[tuple[str, str, str]]:
        page = operator.get("/en/desk/").content.decode()
        part = page[page.index('id="today"') : page.index('id="health"')]
        found = []
        for item in re.findall(r'<li class="note wrong.*?</li>\n', part, re.DOTALL):
            sentence = re.search(r"</svg>(.*?)</p>", item, re.DOTALL)
            button = re.search(r'(?:href|action)="([^"]*)".*?>([^<>]+)</(?:a|button)>', item, re.DOTALL)
            assert sentence is not None
            found.append((sentence[1], button[2] if button else "", button[1] if button else ""))
        return found

    return read
