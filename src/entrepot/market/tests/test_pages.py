"""Pages of the market as a shopper and a seller get them, in their edition and money."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from entrepot.facts import public as facts
from entrepot.market import models
from entrepot.market.actions.offers import withdraw_offer
from entrepot.market.events import OfferPublished
from entrepot.market.queries.offers import find_offer
from entrepot.market.tests import stall
from entrepot.parties import public as parties
from entrepot.values import CountryCode, Money
from entrepot.values.editions import EDITIONS

pytestmark = pytest.mark.usefixtures("clock_of_the_stall")


def page(client, path, status=200, **query):
    answer = client.get(path, query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


def offer_path(ref, edition="en", slug="liberica-coffee-beans-dark-roast"):
    return f"/{edition}/market/offers/{ref}/{slug}"


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_empty_market_invites_to_open_a_shop(client, kuantan, edition):
    assert f"/{edition}/market/desk/" in page(client, f"/{edition}/market/")


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_first_page_shows_pavilions_brands_and_what_is_new(client, priced, edition):
    text = page(client, f"/{edition}/market/")
    assert f"/{edition}/market/MY/" in text
    assert "Gunung Tapis" in text
    assert find_offer(priced).title_in(edition) in text


def test_prices_are_the_hubs_own_until_the_shopper_chooses(client, priced):
    assert "MYR" in page(client, "/en/market/")
    text = page(client, "/zh-hans/market/", q="咖啡", to="CN", currency="CNY")
    assert "利比里卡咖啡豆，深度烘焙" in text
    assert 'value="78.64 CNY"' in text
    assert 'value="29.90 MYR"' in text


def test_the_choice_of_a_country_brings_its_money(client, priced):
    assert 'value="78.64 CNY"' in page(client, "/en/market/", q="coffee", to="CN")


def test_nothing_found_says_so(client, priced):
    assert "Nothing was found." in page(client, "/en/market/", q="locomotive")


def test_a_pavilion_holds_its_country(client, priced):
    assert "Liberica" in page(client, "/en/market/MY/")
    assert client.get("/en/market/my/").headers["Location"] == "/en/market/MY/"
    assert "Nothing was found." in page(client, "/en/market/CN/")
    page(client, "/en/market/ZZ/", status=404)


def test_the_product_page_opens_the_price_line_by_line(client, priced):
    text = page(client, offer_path(priced), to="CN", currency="CNY")
    for value in ("50.08 CNY", "20.00 CNY", "2.00 CNY", "6.56 CNY", "78.64 CNY", "0.25 CNY"):
        assert f'value="{value}"' in text
    assert "Cai Guan Shui" in text
    assert "test bank" in text
    assert "test table" in text
    assert f'name="offer_ref" value="{priced}"' in text
    assert 'action="/en/orders/cart/add"' in text


def test_the_product_page_of_a_domestic_sale_has_no_customs_on_it(client, priced):
    stall.load_domestic_freight()
    text = page(client, offer_path(priced), to="MY", currency="MYR")
    for value in ("29.90 MYR", "3.00 MYR", "0.30 MYR", "33.20 MYR"):
        assert f'value="{value}"' in text
    assert "To your door" in text
    assert "The goods cross no customs border, so there is no import duty or import tax." in text
    assert "sales tax, VAT or excise is in the seller&#x27;s price is not known to this hub" in text
    for word in ("Import duty", "Import tax", "low-value", "Nothing is left to pay", ">DDP<"):
        assert word not in text


def test_the_address_without_its_words_leads_to_the_whole_one(client, priced):
    answer = client.get(f"/en/market/offers/{priced}", {"to": "CN"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{offer_path(priced)}?to=CN")
    assert client.get(offer_path(priced, slug="other-words")).headers["Location"] == offer_path(priced)


def test_several_pieces_are_counted_together(client, priced):
    text = page(client, offer_path(priced), to="CN", currency="CNY", quantity="3")
    assert 'value="150.25 CNY"' in text  # 89.70 MYR at 8.00/4.80 and 0.5 %


@pytest.mark.parametrize("quantity", ["", "0", "-3", "many", "１２", "99999"])
def test_an_odd_number_of_pieces_breaks_nothing(client, priced, quantity):
    page(client, offer_path(priced), quantity=quantity)


def test_without_a_rate_the_sellers_price_stands_with_the_reason(client, priced):
    text = page(client, offer_path(priced), to="CN", currency="KES")
    assert 'value="29.90 MYR"' in text
    assert "This hub knows no exchange rate for KES." in text
    assert "KES</span>" not in text


def test_who_chose_no_currency_counts_in_one_that_the_hub_knows_a_rate_for(client, priced):
    text = page(client, offer_path(priced), to="MN")
    assert "no exchange rate" not in text
    assert 'value="29.90 MYR"' in text
    assert 'value="50.08 CNY"' in page(client, offer_path(priced), to="CN")


def test_a_duty_that_is_not_known_is_said(client, priced):
    text = page(client, offer_path(priced), to="MN", currency="USD")
    assert "Duty and taxes are not known" in text


def test_another_language_is_named_where_the_readers_is_missing(client, shop):
    stall.upload(shop, stall.file_of({**stall.TEA, "title_mn": "", "title_zh_hant": ""}))
    path = f"/offers/{stall.offer_ref('HM-OP')}/ceylon-black-tea-orange-pekoe"
    text = page(client, f"/mn/market{path}")
    assert '<h1 lang="en">Ceylon black tea, orange pekoe</h1>' in text
    assert "English" in text
    text = page(client, f"/zh-hant/market{path}")
    assert '<h1 lang="zh-hant">錫蘭紅茶，橙黃白毫</h1>' in text
    assert 'lang="zh-hant"' in text


def test_a_partners_offer_leads_to_the_sellers_page_with_the_readers_choices(client, priced, qinzhou):
    with transaction.atomic():
        facts.receive(OfferPublished(stall.description()), origin="CNQZH", at=stall.AT)
    stall.work()
    path = "/zh-hans/market/offers/offer_ofqinzhou000/nixing-pottery-cup"
    text = page(client, path, to="MN", currency="USD")
    assert f'href="https://hub.example{path}?to=MN&amp;currency=USD&amp;quantity=1"' in text
    unchosen = page(Client(), path)
    assert f'href="https://hub.example{path}?to=MY&amp;currency=MYR&amp;quantity=1"' in unchosen
    assert "坭兴陶杯" in text
    assert "orders/cart/add" not in text


def test_what_is_no_longer_sold_is_gone(client, priced):
    withdraw_offer(offer_ref=priced, by="user_aminah", at=stall.AT)
    assert "is no longer sold" in page(client, offer_path(priced), status=410)
    page(client, offer_path("offer_none", slug="x"), status=404)


def test_texts_of_sellers_are_text_and_never_markup(client, shop):
    stall.upload(shop, stall.file_of({**stall.COFFEE, "title_en": "<script>alert(1)</script>"}))
    ref = stall.offer_ref()
    for path in ("/en/market/", f"/en/market/offers/{ref}/script-alert-1-script"):
        assert "<script>alert" not in page(client, path)


@pytest.fixture
def seller(client, kuantan):
    """Signed in, with an organisation."""
    who = parties.open_account(
        email="aminah@coffee.example", password="chart table and ledger", name="Aminah", at=stall.AT
    )
    organisation = parties.open_organisation(
        name="Gunung Tapis", country=CountryCode("MY"), owner_user_ref=who.user_ref, at=stall.AT
    )
    client.force_login(get_user_model().objects.get(user_ref=who.user_ref))
    return organisation.ref


@pytest.fixture
def own_shop(seller):
    return stall.coffee_shop(org_ref=seller)


def test_the_desk_asks_who_it_is(client, kuantan):
    answer = client.get("/en/market/desk/")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?next=/en/market/desk/")


def test_a_seller_opens_a_shop(client, seller):
    form = {
        "org_ref": seller,
        "name": "Roasters",
        "brand": "GT",
        "country": "MY",
        "currency": "myr",
        "ship_from": "mykua",
    }
    assert "Open the shop" in page(client, "/en/market/desk/")
    answer = client.post("/en/market/desk/open", form | {"currency": "xxq"})
    assert answer.status_code == 422
    assert "“XXQ” is not a currency." in answer.content.decode()
    assert client.post("/en/market/desk/open", form).status_code == 302
    (shop,) = models.Shop.objects.all()
    assert (shop.currency, shop.country, shop.ship_from, shop.org_ref) == ("MYR", "MY", "MYKUA", seller)


def test_nobody_opens_a_shop_for_another(client, seller):
    form = {
        "org_ref": "org_other",
        "name": "Roasters",
        "brand": "GT",
        "country": "MY",
        "currency": "MYR",
        "ship_from": "MYKUA",
    }
    assert client.post("/en/market/desk/open", form).status_code == 422
    assert not models.Shop.objects.exists()


def upload(client, shop, content):
    return client.post(
        "/en/market/desk/upload", {"shop_ref": shop.ref, "file": SimpleUploadedFile("goods.csv", content)}
    )


def test_a_seller_uploads_products_and_sees_what_was_wrong(client, own_shop):
    content = stall.file_of(stall.COFFEE, {**stall.TEA, "hs_code": ""})
    address = upload(client, own_shop, content).headers["Location"]
    assert "0 done, 2 left." in page(client, address)
    stall.work()
    text = page(client, address)
    assert "row 3, hs_code" in text
    assert "The product has no HS code." in text
    assert f"{address}/bad-rows.csv" in text
    bad = client.get(f"{address}/bad-rows.csv")
    assert bad.headers["Content-Disposition"].endswith('-bad-rows.csv"')
    assert "HM-OP" in bad.content.decode()
    desk = page(client, "/en/market/desk/")
    assert "Rows of goods.csv that were not loaded: 1." in desk
    assert "KT-250" in desk


def test_a_file_that_is_none_is_refused_at_its_field(client, own_shop):
    answer = upload(client, own_shop, b"sku,title_en\n1,2")
    assert answer.status_code == 422
    assert "The file has no column hs_code" in answer.content.decode()
    assert not models.ProductImport.objects.exists()


def test_a_seller_ends_a_long_import(client, own_shop):
    address = upload(client, own_shop, stall.file_of(stall.COFFEE)).headers["Location"]
    assert client.post(f"{address}/cancel").status_code == 302
    stall.work()
    assert "Ended before its last row" in page(client, address)
    assert not models.Offer.objects.exists()


def test_a_seller_changes_price_and_stock_and_withdraws(client, own_shop):
    stall.upload(own_shop, stall.file_of(stall.COFFEE))
    ref = stall.offer_ref()
    desk = f"/en/market/desk/offers/{ref}"
    assert "Change the price in MYR" in page(client, desk)
    client.post(desk, {"change": "price", "price": "31.50"})
    client.post(desk, {"change": "stock", "stock": "4"})
    assert (find_offer(ref).price, find_offer(ref).stock) == (Money(3150, "MYR"), 4)
    for wrong in ({"change": "price", "price": "cheap"}, {"change": "stock", "stock": "-1"}):
        assert client.post(desk, wrong).status_code == 422
    assert (find_offer(ref).price, find_offer(ref).stock) == (Money(3150, "MYR"), 4)
    client.post(desk, {"change": "withdraw"})
    assert "Sell it again" in page(client, desk)
    client.post(desk, {"change": "list"})
    assert find_offer(ref).state == "listed"


def test_anothers_desk_is_not_there(client, seller, coffee):
    """The coffee is of an organisation that this person does not belong to."""
    job = models.ProductImport.objects.get().ref
    shop = models.Shop.objects.get().ref
    for path in (
        f"/en/market/desk/offers/{coffee}",
        f"/en/market/imports/{job}",
        f"/en/market/imports/{job}/bad-rows.csv",
        f"/en/market/desk/shops/{shop}/products.csv",
    ):
        page(client, path, status=404)
    assert client.post(f"/en/market/desk/offers/{coffee}", {"change": "withdraw"}).status_code == 404
    assert client.post(f"/en/market/imports/{job}/cancel").status_code == 404
    assert upload(client, models.Shop.objects.get(), stall.file_of(stall.TEA)).status_code == 422
    assert find_offer(coffee).state == "listed"
    assert models.ProductImport.objects.count() == 1


def test_offers_products_and_template_download(client, own_shop):
    stall.upload(own_shop, stall.file_of(stall.COFFEE))
    offers = client.get("/en/market/desk/", {"export": "csv"}).content.decode()
    assert "KT-250" in offers
    assert client.get("/en/market/desk/", {"export": "xlsx"}).content.startswith(b"PK")
    assert client.get("/en/market/desk/template.csv").content.decode().startswith("\ufeffsku,title_en,")
    products = client.get(f"/en/market/desk/shops/{own_shop.ref}/products.csv").content.decode()
    assert "利比里卡咖啡豆" in products


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_desk_is_there_in_every_edition(client, own_shop, edition):
    stall.upload(
        own_shop,
        stall.file_of({**stall.COFFEE, "title_zh_hant": "", "stock": "0"}, {**stall.TEA, "stock": "2"}),
    )
    text = page(client, f"/{edition}/market/desk/")
    assert "HM-OP" in text
    assert "KT-250" in text
