"""Help for each desk: its buttons and states are those of the pages, and each desk leads to its own."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from entrepot.exchange.tests.conftest import kuantan
from entrepot.hub import help as help_pages
from entrepot.hub.context import HUB_DESKS, SECTIONS, SHOP_DESKS
from entrepot.orders.tests.pages.readers import signed_in
from entrepot.parties import public as parties
from entrepot.values.editions import EDITIONS

__all__ = ["kuantan"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_has_every_help_page_and_names_each_button(kuantan, edition):
    index = Client().get(f"/{edition}/help/").content.decode()
    for slug, page in help_pages.DESKS.items():
        assert f'href="/{edition}/help/{slug}/"' in index
        text = Client().get(f"/{edition}/help/{slug}/").content.decode()
        steps = text[text.index('id="steps"') : text.index('id="states"')]
        assert len(re.findall("<b>.+?</b>", steps)) == len(page.steps)
        assert "%(" not in text
    assert Client().get(f"/{edition}/help/harbour-master/").status_code == 404


def test_every_desk_leads_to_its_own_help(kuantan):
    person = parties.find_person("operator@kuantan.example")
    assert person is not None
    operator = signed_in(person.user_ref)
    for name, slug in help_pages.OF_SECTIONS.items():
        with override("en"):
            page = operator.get(reverse(name)).content.decode()
        assert f'<a href="/en/help/{slug}/">' in page, name
    assert "Help for this page" not in operator.get("/en/").content.decode()


def test_no_desk_is_without_help():
    sections = {name for name, _ in SECTIONS}
    desks = {name for name, *_ in (*SHOP_DESKS, *HUB_DESKS)}
    assert desks <= set(help_pages.OF_SECTIONS) <= desks | sections
    assert set(help_pages.OF_SECTIONS.values()) == set(help_pages.DESKS)
