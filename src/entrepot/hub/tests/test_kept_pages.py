"""Who may keep an answer: a page that differs by reader nobody between, what is the same for all, everybody."""

import pytest
from django.test import Client

from entrepot.parties.tests.cast import PASSWORD, kuantan, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    kuantan()
    client = Client()
    answers = {"login": person().email, "password": PASSWORD}
    assert client.post("/en/account/login/", answers).status_code == 302
    return client


@pytest.mark.parametrize(
    "path", ["/en/", "/en/market/", "/en/orders/", "/en/parties/me/", "/en/account/login/"]
)
def test_a_page_is_kept_by_its_readers_browser_alone(reader: Client, path: str) -> None:
    answer = reader.get(path)
    assert "Cookie" in answer["Vary"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/health"])
def test_what_is_the_same_for_all_is_not_called_private(path: str) -> None:
    kuantan()
    assert "private" not in Client().get(path).get("Cache-Control", "")
