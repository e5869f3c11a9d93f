"""Who comes to a page that is not there, or no longer signed in to a form, goes on from there."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from entrepot.hub.context import SECTIONS
from entrepot.parties.tests.cast import kuantan
from entrepot.values.editions import EDITIONS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hub() -> None:
    kuantan()


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_page_that_is_not_there_offers_the_search_and_the_sections_of_its_edition(client, edition):
    answer = client.get(f"/{edition}/nowhere/at/all/")
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]
    assert answer.status_code == 404
    assert f'<form method="get" action="/{edition}/market/" class="toolbar" role="search">' in main
    with translation.override(edition):
        ways = [reverse(name) for name in ("home", *(name for name, _ in SECTIONS))]
    assert re.findall(r'<li><a href="([^"]+)">', main) == ways


def test_what_is_somebody_elses_says_no_more_than_that(client):
    page = client.get("/en/market/offers/offer_000000000000").content.decode()
    assert "There is no offer offer_000000000000 here." in page
    assert "market.no_offer" not in page  # a code is for programs
    assert 'role="search"' in page


def test_a_form_that_was_refused_leads_back_to_its_page_and_not_away(client):
    answer = client.post("/en/nowhere/", HTTP_REFERER="http://testserver/en/market/")
    main = answer.content.decode().split("<main", 1)[1]
    assert 'href="http://testserver/en/market/"' in main
    assert 'role="search"' not in main
