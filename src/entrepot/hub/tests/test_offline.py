"""The hub as an installed app: its manifest, and what its worker keeps from the start."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from entrepot.hub import offline
from entrepot.notices.tests import newsroom
from entrepot.parties.tests.cast import kuantan
from entrepot.values.editions import EDITIONS
from entrepot.web import themes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hub() -> None:
    kuantan()


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_manifest_is_the_editions_own(client, edition):
    assert (
        f'<link rel="manifest" href="/{edition}/manifest.webmanifest">'
        in client.get(f"/{edition}/").content.decode()
    )
    answer = client.get(f"/{edition}/manifest.webmanifest")
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["id"], told["scope"], told["start_url"]) == ("/", "/", f"/{edition}/")
    assert (told["lang"], told["dir"]) == (edition, "rtl" if edition == "ar" else "ltr")
    assert (told["name"], told["short_name"]) == ("Kuantan Port Hub", "MYKUA")
    for icon in told["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as drawn:
            assert icon["sizes"] == f"{drawn.width}x{drawn.height}"


def test_the_colours_of_the_manifest_are_those_of_the_pages():
    with open(finders.find("web/tokens.css")) as tokens:
        sheet = tokens.read()
    assert f"--paper: {offline.PAPER};" in sheet
    assert f"--ink: {offline.INK};" in sheet


def test_the_worker_keeps_what_there_is_from_the_root(client):
    answer = client.get("/service-worker.js")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript", "no-cache")
    kept = json.loads(re.match(r"const FROM_THE_START = (\[.*?\]);\n", answer.content.decode())[1])
    assert kept[: len(EDITIONS)] == [f"/{edition}/offline/" for edition in EDITIONS]
    assert all(finders.find(address.removeprefix("/static/")) for address in kept[len(EDITIONS) :])


def test_the_offline_page_is_the_same_for_everybody_and_no_page_of_a_reader_hides_in_it(client):
    operator = newsroom.signed_in("operator@kuantan.example")
    operator.cookies[themes.COOKIE] = "dark"
    page = operator.get("/en/offline/").content
    assert page == client.get("/en/offline/").content
    assert b'id="kept"' not in page
