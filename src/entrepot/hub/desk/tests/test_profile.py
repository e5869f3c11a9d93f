"""The hub's name in each edition and its contact: given on the settings page, seen on every page."""

from __future__ import annotations

from django.test import Client

from entrepot.exchange import public as exchange
from entrepot.parties import public as parties
from entrepot.values.clock import now

NAMES = {
    "name_en": "Kuantan Port Hub",
    "name_zh-hans": "关丹港",
    "name_zh-hant": "",
    "name_mn": "",
    "name_ar": "ميناء كوانتان",
}


def test_name_and_contact_stand_on_every_page_and_partners_are_told_the_first_name(operator):
    answer = operator.post(
        "/zh-hans/desk/settings/profile", {**NAMES, "contact_email": "hub@kuantan.example"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/zh-hans/desk/settings/")
    assert 'value="关丹港"' in operator.get("/zh-hans/desk/settings/").content.decode()
    for edition, name in {"en": "Kuantan Port Hub", "zh-hans": "关丹港", "mn": "Kuantan Port Hub"}.items():
        page = Client().get(f"/{edition}/market/").content.decode()
        assert f'<span class="brand-name">{name}</span>' in page
        assert f" · {name}</title>" in page
        assert 'href="mailto:hub@kuantan.example"' in page
    assert "关丹港" in Client().get("/zh-hans/notices/feed.atom").content.decode()
    assert '"name":"Kuantan Port Hub"' in exchange.card(at=now())


def test_what_is_not_right_is_said_at_its_field_and_nothing_is_kept(operator):
    answer = operator.post("/en/desk/settings/profile", {**NAMES, "name_en": "", "contact_email": "hub"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_name_en"' in page
    assert 'href="#id_contact_email"' in page
    assert 'value="关丹港"' in page
    assert parties.fresh_hub_profile().contact_email == ""
    assert "mailto:" not in Client().get("/en/market/").content.decode()
