"""Every page: a strict content policy, a skip link, a light first load."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from entrepot.parties.tests.cast import kuantan

pytestmark = pytest.mark.django_db

PAGES = [
    "/en/",
    "/en/design/",
    "/en/account/login/",
    "/mn/account/signup/",
    "/zh-hans/nowhere/",
    "/api/v1/openapi.json",
]
FIRST_LOAD_BYTES = 200_000


@pytest.fixture(autouse=True)
def hub() -> None:
    kuantan()


@pytest.mark.parametrize("path", PAGES)
def test_the_content_policy_is_strict_on_every_page(client: Client, path: str) -> None:
    response = client.get(path)
    policy = {part.split()[0]: part.split()[1:] for part in response["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "style-src" not in policy


@pytest.mark.parametrize("path", PAGES[:-1])
def test_a_page_has_a_skip_link_one_heading_and_nothing_inline(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert '<a class="skip" href="#main">' in page
    assert '<main id="main"' in page
    assert len(re.findall(r"<h1\b", page)) == 1
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=", page)


def test_the_first_load_is_light(client: Client) -> None:
    page = client.get("/en/").content.decode()
    loaded = len(page.encode())
    for address in re.findall(r'(?:href|src)="/static/([^"]+)"', page):
        found = finders.find(address)
        assert isinstance(found, str), address
        loaded += Path(found).stat().st_size
    assert loaded <= FIRST_LOAD_BYTES


def test_the_foot_of_a_page_leads_to_the_description_of_the_api_that_people_read(client: Client) -> None:
    assert '<a href="/api/v1/docs">Description of the API</a>' in client.get("/en/").content.decode()
    described = client.get("/api/v1/docs")
    assert described.status_code == 200
    assert described["Content-Type"].startswith("text/html")
    # It works under the content policy: every script and style comes from this hub.
    page = described.content.decode()
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*(?:src=|application/json))", page)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)


def test_htmx_makes_no_style_element_and_evaluates_nothing(client: Client) -> None:
    page = client.get("/en/").content.decode()
    assert '<meta name="htmx-config" content=\'{"includeIndicatorStyles":false,"allowEval":false' in page


def test_the_page_of_parts_shows_each_part(client: Client) -> None:
    page = client.get("/en/design/").content.decode()
    for part in (
        "price-lines",
        "voyage",
        "board",
        "findings",
        "ledger",
        "evidence",
        "empty",
        "work",
        "pager",
        "field wrong",
        "confirm",
    ):
        assert re.search(rf'class="[^"]*\b{part}', page), part
    assert page.count("data-theme=") == 2


def test_a_form_keeps_what_was_typed_and_ties_the_error_to_its_field(client: Client) -> None:
    page = client.get("/en/design/").content.decode()
    assert 'name="postcode" value="25"' in page
    field = re.search(r'<input[^>]*name="postcode"[^>]*>', page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert "id_postcode_error" in field[0]
    assert "id_postcode_helptext" in field[0]
    assert 'id="id_postcode_error"' in page
    assert 'id="id_postcode_helptext"' in page
