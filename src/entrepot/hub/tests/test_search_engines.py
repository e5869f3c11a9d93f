"""What search engines are told: each public page once, its editions with their own addresses, and the map of them all."""

import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from entrepot.hub import sitemap
from entrepot.market.queries.offers import get_offer
from entrepot.market.rules.addresses import page_path
from entrepot.market.tests import stall
from entrepot.market.tests.conftest import coffee, kuantan, shop
from entrepot.notices.tests import newsroom
from entrepot.values.editions import EDITIONS

__all__ = ["coffee", "kuantan", "shop"]

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
BERTH, BERTH_ZH = "berth-4-is-closed-on-friday", quote("四号泊位周五关闭")


@pytest.fixture(autouse=True)
def the_house(kuantan, settings, tmp_path):
    settings.HOME = tmp_path


def told(client, path: str) -> dict[str, str]:
    """The head's links by language; "" is the canonical address."""
    page = client.get(path, follow=True).content.decode()
    links = re.findall(r'<link rel="(?:canonical|alternate)"(?: hreflang="([^"]+)")? href="([^"]+)">', page)
    assert len(links) == len({language for language, _ in links})
    return {language: address.replace("&amp;", "&") for language, address in links}


def everywhere(below: str, edition: str) -> dict[str, str]:
    own = {one: f"{SITE}/{one}/{below}" for one in EDITIONS}
    return {"": own[edition], **own, "x-default": own["en"]}


@pytest.mark.parametrize("below", ["", "market/", "market/MY/", "notices/", "exchange/", "insight/"])
def test_a_public_page_names_its_address_in_every_edition_and_nothing_of_the_reader(client, below):
    assert told(client, f"/mn/{below}?to=CN&currency=CNY") == everywhere(below, "mn")


def test_a_search_is_a_page_of_its_own_by_what_was_asked(client):
    asked = "/ar/market/?currency=CNY&page=2&q=tea&to=CN&brand=A%26B&utm=x"
    assert told(client, asked) == everywhere("market/?q=tea&brand=A%26B&page=2", "ar")
    assert told(client, "/en/market/?q=tea&page=1") == everywhere("market/?q=tea", "en")


def test_a_product_has_one_address_in_each_edition(client, coffee):
    below = f"market/offers/{coffee}/liberica-coffee-beans-dark-roast"
    assert told(client, f"/zh-hans/market/offers/{coffee}?to=CN") == everywhere(below, "zh-hans")


def test_a_notice_has_the_words_of_each_edition_in_its_address_and_english_for_all_others(client):
    ref = newsroom.published(newsroom.BERTH_ZH, newsroom.BERTH).ref
    english, chinese = f"{SITE}/en/notices/{ref}/{BERTH}/", f"{SITE}/zh-hans/notices/{ref}/{BERTH_ZH}/"
    expected = {"": english, "zh-hans": chinese, "en": english, "x-default": english}
    assert told(client, f"/en/notices/{ref}/") == expected
    assert told(client, f"/zh-hant/notices/{ref}/") == {**expected, "": chinese}


def test_a_draft_and_the_pages_of_one_reader_name_none(client):
    draft = newsroom.draft().ref
    reader = newsroom.signed_in("operator@kuantan.example")
    for path in (
        "orders/",
        "orders/cart/",
        "parties/me/",
        "desk/",
        f"notices/{draft}/",
        "design/",
        "nowhere/",
    ):
        assert told(reader, f"/en/{path}") == {}, path
    assert told(client, "/en/account/login/") == {}


def listed(client, address: str) -> ElementTree.Element:
    answer = client.get(address.removeprefix(SITE))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return ElementTree.fromstring(answer.content)


def test_the_map_leads_to_every_public_page_in_each_edition_and_to_no_other(client, coffee):
    notice = newsroom.published(newsroom.BERTH_ZH).ref
    newsroom.draft()
    robots = client.get("/robots.txt").content.decode()
    assert robots == f"User-agent: *\nDisallow: /api/\nSitemap: {SITE}/sitemap.xml\n"
    parts = [one.text for one in listed(client, f"{SITE}/sitemap.xml").iterfind(".//{*}loc")]
    assert parts == [f"{SITE}/sitemap/{name}-1.xml" for name in ("hub", "market", "offers", "notices")]
    pages = [url for part in parts for url in listed(client, part).iterfind(".//{*}url")]
    offer = page_path(get_offer(coffee).public, "en").removeprefix("/en/")
    below = ["", "exchange/", "insight/", "market/", "market/MY/", offer, "notices/"]
    assert [one.findtext("{*}loc") for one in pages] == [
        *(f"{SITE}/{edition}/{path}" for path in below for edition in EDITIONS),
        f"{SITE}/zh-hans/notices/{notice}/{BERTH_ZH}/",
    ]
    product = pages[below.index(offer) * len(EDITIONS)]
    assert product.findtext("{*}lastmod") == stall.AT.isoformat()
    links = {one.get("hreflang"): one.get("href") for one in product.iterfind(".//{*}link")}
    assert {"": links["en"], **links} == everywhere(offer, "en")


def test_a_large_map_comes_in_parts(client, coffee, shop, monkeypatch):
    stall.upload(shop, stall.file_of(stall.TEA))
    monkeypatch.setattr(sitemap, "PAGES_PER_PART", 1)
    parts = [one.text for one in listed(client, f"{SITE}/sitemap.xml").iterfind(".//{*}loc")]
    assert [part for part in parts if "offers" in part] == [
        f"{SITE}/sitemap/offers-{number}.xml" for number in (1, 2)
    ]
    assert len(list(listed(client, parts[-2]).iterfind(".//{*}url"))) == len(EDITIONS)
    for number in (0, 3, 10**30):
        assert client.get(f"/sitemap/offers-{number}.xml").status_code == 404
    assert client.get("/sitemap/people-1.xml").status_code == 404
