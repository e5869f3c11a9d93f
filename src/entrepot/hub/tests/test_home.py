"""The first page: what flows through the hub now, told to everybody, and what nobody without a right may learn from it."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from entrepot.exchange.models import Partner
from entrepot.exchange.tests.conftest import kuantan, qinzhou
from entrepot.logistics import actions as logistics
from entrepot.logistics.tests import yard
from entrepot.market.tests import stall
from entrepot.notices.tests import newsroom
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import person, signed_in
from entrepot.parties import public as parties
from entrepot.ports.tests import harbour
from entrepot.ports.words import EventCode
from entrepot.values import clock

__all__ = ["kuantan", "qinzhou"]

AT_SEA = yard.DEPARTS + timedelta(days=2)


@pytest.fixture(autouse=True)
def at_sea(tmp_path, monkeypatch):
    """The hub's clock stands two days after the departure of the tests' ship."""
    clock.set_to(AT_SEA, tmp_path / "clock")
    monkeypatch.setenv(clock.VARIABLE, str(tmp_path / "clock"))
    with translation.override("en"):
        yield


@pytest.fixture
def operator(kuantan) -> Client:
    found = parties.find_person("operator@kuantan.example")
    assert found is not None
    return signed_in(found.user_ref)


def first_page(reader: Client, edition: str = "en") -> str:
    return reader.get(f"/{edition}/").content.decode()


def chart(reader: Client, edition: str = "en") -> dict:
    return json.loads(reader.get(f"/{edition}/chart.json").content)


def figures(page: str) -> dict[str, tuple[int, str]]:
    """Each count by its name, with the address that it links to."""
    found = re.findall(r'<dt>([^<]+)</dt><dd>(?:<a href="([^"]+)">)?([\d,]+)', page)
    return {name: (int(count.replace(",", "")), href) for name, href, count in found}


def sail() -> str:
    """A consignment to Qinzhou is on board; its reference."""
    made = yard.consolidate(yard.open_parcel("coffee"))
    logistics.publish_consignment(consignment_ref=made.ref, at=yard.AT)
    yard.report(yard.event(EventCode.GATE_IN), yard.event(EventCode.LOAD))
    return made.ref


def test_a_clean_hub_says_what_it_is_for_and_the_one_next_step(client, kuantan):
    page = first_page(client)
    assert "<h1>A port for goods, money and data</h1>" in page
    assert re.findall(r'<a class="button seal" href="([^"]+)">([^<]+)</a>', page) == [
        ("/en/market/desk/open", "Open a shop")
    ]
    assert figures(page) == {}
    assert "<table" not in page
    assert page.count('class="geo-mark geo-mark-here"') == 2


def test_a_clean_hubs_operator_is_sent_to_the_desk(operator):
    page = first_page(operator)
    assert re.findall(r'<a class="button seal" href="([^"]+)">([^<]+)</a>', page) == [
        ("/en/desk/", "Go on with the set-up")
    ]


def test_the_first_goods_are_seen_at_once(client, kuantan):
    first_page(client)
    trade.open_street()
    assert "What flows through this port now" in first_page(client)


def test_it_counts_what_flows(client, kuantan):
    street = trade.open_street()
    trade.buy(trade.cart_of(**{street.coffee: 1, street.tea: 1}))
    sail()
    local = (AT_SEA - timedelta(hours=2)).strftime("%Y%m%d%H%M")
    harbour.send(harbour.report("gate_in", harbour.BOX, harbour.OTHER_BOX, local=local))
    assert {name: count for name, (count, _) in figures(first_page(client)).items()} == {
        "Orders today": 0,
        "Orders in 7 days": 0,
        "Consignments at sea": 1,
        "Containers seen in 24 hours": 2,
        "Envelopes exchanged": 0,
        "Partner hubs": 0,
    }


def test_an_order_counts_from_the_day_it_was_placed_unless_it_is_cancelled(client, kuantan, tmp_path):
    street = trade.open_street()
    clock.set_to(trade.AT + timedelta(hours=1), tmp_path / "clock")
    trade.buy(trade.cart_of(**{street.coffee: 1, street.tea: 1}))
    cancelled = trade.buy(trade.cart_of(**{street.coffee: 1}))
    trade.pay(cancelled)
    trade.provider_says(cancelled.ref, "declined", "limit_exceeded")
    shown = figures(first_page(client))
    assert (shown["Orders today"][0], shown["Orders in 7 days"][0]) == (2, 2)


def test_a_figure_leads_to_its_page_where_the_reader_may_see_it(client, operator):
    trade.open_street()
    everybody = {name: href for name, (_, href) in figures(first_page(client)).items()}
    assert everybody == {
        "Orders today": "/en/insight/",
        "Orders in 7 days": "/en/insight/",
        "Consignments at sea": "",
        "Containers seen in 24 hours": "",
        "Envelopes exchanged": "/en/exchange/",
        "Partner hubs": "/en/exchange/",
    }
    theirs = {name: href for name, (_, href) in figures(first_page(operator)).items()}
    assert theirs == {
        **everybody,
        "Consignments at sea": "/en/logistics/",
        "Containers seen in 24 hours": "/en/ports/",
    }
    assert figures(first_page(client))["Consignments at sea"][1] == ""


def test_what_sails_is_counted_by_lane_and_named_by_nobody(client, qinzhou):
    ref = sail()
    page = first_page(client)
    lanes = page[page.index('id="under-way"') : page.index('id="hubs"')]
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", lanes[lanes.index("<tbody>") :])).startswith(
        " Kuantan MYKUA Qinzhou CNQZH 1 54% 14 Nov 2026 "
    )
    told = page + json.dumps(chart(client), ensure_ascii=False)
    for private in (ref, yard.BOX, "EXLN", "Example Line", "Bunga Teratai", "9321483", "042N", "parcel_"):
        assert private not in told, private


def test_a_signed_in_stranger_learns_no_more_than_anybody(client, qinzhou):
    sail()
    assert chart(signed_in(person("Hasan").user_ref)) == chart(client)


def test_the_chart_moves_where_something_moves(client, qinzhou):
    sail()
    told = chart(client)
    moving = [lane["properties"] for lane in told["lanes"]["features"] if lane["properties"]["moving"]]
    assert moving == [
        {
            "title": "Kuantan – Qinzhou: 1 consignment at sea, its position estimated",
            "layer": "goods",
            "volume": 1,
            "moving": True,
        }
    ]
    (mark,) = told["marks"]["features"]
    lon, lat = mark["geometry"]["coordinates"]
    assert (round(lon), round(lat)) == (110, 12)
    assert mark["properties"]["count"] == 1
    assert [port["properties"] for port in told["ports"]["features"]] == [
        {"name": "Kuantan", "here": True},
        {"name": "Qinzhou", "here": False},
    ]


def test_a_lane_to_a_partner_is_drawn_though_nothing_sails(client, qinzhou):
    told = chart(client)
    assert [(lane["properties"]["layer"], lane["properties"]["moving"]) for lane in told["lanes"]["features"]] == [
        ("goods", False),
        ("data", False),
    ]  # fmt: skip
    assert told["marks"]["features"] == []
    assert 'class="geo-lane geo-lane-idle"' in first_page(client)


def test_a_partner_that_was_heard_just_now_has_data_moving(client, qinzhou):
    Partner.objects.update(last_heard_at=AT_SEA - timedelta(minutes=1))
    links = [
        lane["properties"]
        for lane in chart(client)["lanes"]["features"]
        if lane["properties"]["layer"] == "data"
    ]
    assert [link["moving"] for link in links] == [True]


def test_the_chart_is_told_in_the_words_of_the_edition(client, qinzhou):
    sail()
    told = json.dumps(chart(client, "zh-hans"), ensure_ascii=False)
    assert "关丹" in told
    assert "钦州" in told
    assert "Kuantan –" not in told


def test_a_browser_that_has_the_chart_is_not_sent_it_again(client, qinzhou):
    first = client.get("/en/chart.json")
    assert first["Cache-Control"] == "max-age=30"
    again = client.get("/en/chart.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pavilions_say_how_many_shops_and_brands_and_show_the_three_newest(client, kuantan):
    shop = stall.coffee_shop()
    rows = [{**stall.COFFEE, "sku": f"KT-{number}", "title_en": f"Coffee {number}"} for number in range(4)]
    stall.upload(
        shop, stall.file_of(*rows, {**stall.COFFEE, "sku": "T", "title_en": "Tin", "brand": "Tin Brand"})
    )
    page = first_page(client)
    pavilion = page[page.index('class="pavilion"') :]
    assert '<h3><a href="/en/market/MY/">Malaysia</a></h3>' in pavilion
    assert "1 shop · 2 brands · 5 products" in pavilion
    assert re.findall(r'<h4><a href="[^"]+" lang="en">([^<]+)', pavilion) == ["Tin", "Coffee 3", "Coffee 2"]
    assert '<a href="/en/market/">The whole market</a>' in page


def test_the_newest_notices_are_on_the_first_page(client, kuantan):
    trade.open_street()
    for number in range(4):
        newsroom.published(
            newsroom.NoticeText("en", f"Notice {number}", "Words."), at=newsroom.AT + timedelta(hours=number)
        )
    newsroom.draft(newsroom.NoticeText("en", "A draft", "Words."))
    page = first_page(client)
    assert re.findall(r'<h3 lang="en"><a href="[^"]+">([^<]+)', page) == ["Notice 3", "Notice 2", "Notice 1"]
    assert "A draft" not in page


def test_the_page_asks_the_database_little_and_hardly_at_all_when_it_was_just_asked(
    client, qinzhou, django_assert_max_num_queries
):
    trade.open_street()
    first_page(client)
    with django_assert_max_num_queries(6):
        first_page(client)


def test_what_is_kept_is_the_same_for_all_readers_of_an_edition(client, operator, qinzhou):
    trade.open_street()
    assert "/en/desk/" in first_page(operator)
    assert "/en/desk/" not in first_page(client)
    assert "关丹" in first_page(client, "zh-hans")
