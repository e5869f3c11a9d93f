"""Importing: good rows load, bad rows come back with the reason, the same file again changes nothing."""

import csv
import io

import pytest
from django.utils import translation

from entrepot.facts import public as facts
from entrepot.market import models
from entrepot.market.actions import imports
from entrepot.market.actions.offers import change_stock, withdraw_offer
from entrepot.market.actions.stock import reserve_stock, sell_stock
from entrepot.market.queries import imports as reads
from entrepot.market.queries import product_csv
from entrepot.market.queries.offers import get_offer
from entrepot.market.tests import stall
from entrepot.market.words import ImportState, Severity
from entrepot.values import Money, Refusal


def counts(job):
    return (job.rows_total, job.rows_created, job.rows_changed, job.rows_unchanged, job.rows_bad)


def test_products_become_offers_and_facts(shop):
    job = stall.upload(shop, stall.file_of(stall.COFFEE, stall.TEA))
    assert (job.state, counts(job), job.ended_at) == (ImportState.DONE, (2, 2, 0, 0, 0), stall.AT)
    offer = get_offer(stall.offer_ref())
    assert (offer.price, offer.stock, offer.brand, offer.hub) == (
        Money(2990, "MYR"),
        10,
        "Gunung Tapis",
        "MYKUA",
    )
    assert dict(offer.titles)["zh-hans"] == "利比里卡咖啡豆，深度烘焙"
    assert stall.kinds_since() == [
        "market.ImportRequested",
        "market.OfferPublished",
        "market.OfferPublished",
        "market.ImportFinished",
    ]


def test_bad_rows_stay_out_and_the_others_load(shop):
    job = stall.upload(
        shop,
        stall.file_of(
            {**stall.COFFEE, "sku": "A", "hs_code": ""},
            stall.COFFEE,
            {**stall.COFFEE, "sku": "B", "price": "free"},
            stall.TEA,
        ),
    )
    assert counts(job) == (4, 2, 0, 0, 2)
    assert set(models.Product.objects.values_list("sku", flat=True)) == {"KT-250", "HM-OP"}
    found = reads.findings_of(job.ref, severity=Severity.ERROR)
    assert [(f.row, f.column, f.code, f.value) for f in found] == [
        (2, "hs_code", "no_hs", ""),
        (4, "price", "price_form", "free"),
    ]


def test_bad_rows_come_back_as_a_file_that_loads_once_mended(shop):
    job = stall.upload(
        shop, stall.file_of({**stall.COFFEE, "hs_code": "", "title_en": '=Coffee, "dark"'}, stall.TEA)
    )
    text = reads.bad_rows(job.ref)
    header, bad = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    assert header[-1] == "reason"
    assert bad[-1].startswith("hs_code: The product has no HS code.")
    assert bad[header.index("title_en")] == '\'=Coffee, "dark"'
    bad[header.index("hs_code")] = "090121"
    mended = io.StringIO()
    csv.writer(mended).writerows([header, bad])
    again = stall.upload(shop, mended.getvalue().encode())
    assert counts(again) == (1, 1, 0, 0, 0)
    assert get_offer(stall.offer_ref()).titles["en"] == '=Coffee, "dark"'


def test_the_reason_is_in_the_readers_edition(shop):
    job = stall.upload(shop, stall.file_of({**stall.COFFEE, "hs_code": ""}))
    finding = reads.findings_of(job.ref)[0]
    with translation.override("en"):
        assert reads.what(finding) == "The product has no HS code."
        assert reads.mend(finding).startswith("Give its six digits of the Harmonized System")


def test_the_same_file_again_changes_nothing(shop):
    content = stall.file_of(stall.COFFEE, stall.TEA)
    stall.upload(shop, content)
    before = list(models.Offer.objects.order_by("id").values())
    number = stall.last_fact()
    job = stall.upload(shop, content, at=stall.LATER)
    assert counts(job) == (2, 0, 0, 2, 0)
    assert list(models.Offer.objects.order_by("id").values()) == before
    assert stall.kinds_since(number) == ["market.ImportRequested", "market.ImportFinished"]


def test_the_same_file_again_does_not_put_back_what_was_sold(coffee, shop):
    reserve_stock(reservation_ref="r1", lines=[(coffee, 3)], at=stall.AT)
    sell_stock(reservation_ref="r1", at=stall.AT)
    job = stall.upload(shop, stall.file_of(stall.COFFEE))
    assert counts(job) == (1, 0, 0, 1, 0)
    assert get_offer(coffee).stock == 7


def test_another_number_in_the_file_is_a_new_word_on_the_stock(coffee, shop):
    stall.upload(shop, stall.file_of({**stall.COFFEE, "stock": "25"}))
    assert get_offer(coffee).stock == 25
    change_stock(offer_ref=coffee, stock=4, by="user_aminah", at=stall.AT)
    stall.upload(shop, stall.file_of({**stall.COFFEE, "stock": "25"}))
    assert get_offer(coffee).stock == 25


def test_a_change_is_told_once_and_is_newer(coffee, shop):
    number = stall.last_fact()
    job = stall.upload(
        shop, stall.file_of({**stall.COFFEE, "price": "31.00", "title_mn": ""}), at=stall.LATER
    )
    assert counts(job) == (1, 0, 1, 0, 0)
    offer = get_offer(coffee)
    assert (offer.price, offer.public.revision, "mn" in offer.titles) == (Money(3100, "MYR"), 2, False)
    assert stall.kinds_since(number) == [
        "market.ImportRequested",
        "market.OfferChanged",
        "market.ImportFinished",
    ]


def test_more_stock_of_what_is_in_stock_is_nobody_elses_news(coffee, shop):
    number = stall.last_fact()
    job = stall.upload(shop, stall.file_of({**stall.COFFEE, "stock": "12"}))
    assert counts(job) == (1, 0, 1, 0, 0)
    assert get_offer(coffee).public.revision == 1
    assert stall.kinds_since(number) == ["market.ImportRequested", "market.ImportFinished"]


def test_the_second_row_of_a_product_number_is_bad(shop):
    job = stall.upload(shop, stall.file_of(stall.COFFEE, {**stall.COFFEE, "price": "1.00"}))
    assert counts(job) == (2, 1, 0, 0, 1)
    found = reads.findings_of(job.ref)
    assert [(f.row, f.code, f.params) for f in found] == [(3, "sku_twice", (("first", "2"),))]
    assert get_offer(stall.offer_ref()).price == Money(2990, "MYR")


def test_less_stock_than_buyers_hold_is_refused_row_by_row(coffee, shop):
    reserve_stock(reservation_ref="r1", lines=[(coffee, 6)], at=stall.AT)
    job = stall.upload(shop, stall.file_of({**stall.COFFEE, "stock": "5", "price": "1.00"}, stall.TEA))
    assert counts(job) == (2, 1, 0, 0, 1)
    found = reads.findings_of(job.ref)
    assert [(f.row, f.column, f.code, f.params) for f in found] == [
        (2, "stock", "stock_below_reserved", (("reserved", "6"),))
    ]
    assert (get_offer(coffee).stock, get_offer(coffee).price) == (10, Money(2990, "MYR"))


def test_a_withdrawn_product_stays_withdrawn_and_that_is_said(coffee, shop):
    withdraw_offer(offer_ref=coffee, by="user_aminah", at=stall.AT)
    job = stall.upload(shop, stall.file_of({**stall.COFFEE, "price": "31.00"}))
    assert counts(job) == (1, 0, 1, 0, 0)
    assert [(f.severity, f.code) for f in reads.findings_of(job.ref)] == [
        (Severity.WARNING, "offer_withdrawn")
    ]
    with pytest.raises(Refusal) as refused:
        get_offer(coffee)
    assert refused.value.code == "market.offer_withdrawn"
    assert not models.Listing.objects.filter(ref=coffee).exists()


def test_drafts_of_traditional_chinese_are_marked(shop):
    stall.upload(shop, stall.file_of({**stall.TEA, "title_zh_hant": ""}))
    text = get_offer(stall.offer_ref("HM-OP")).public.text("zh-hant")
    assert (text.title, text.draft) == ("錫蘭紅茶，橙黃白毫", True)


def test_what_is_no_file_of_products_is_refused_at_once(shop):
    with pytest.raises(Refusal) as refused:
        imports.import_products(shop_ref=shop.ref, content=b"sku\n1", file_name="x.csv", by="u", at=stall.AT)
    assert refused.value.code == "market.file_columns_missing"
    assert not models.ProductImport.objects.exists()
    with pytest.raises(Refusal) as refused:
        imports.import_products(
            shop_ref="shop_none", content=stall.file_of(stall.COFFEE), file_name="x", by="u", at=stall.AT
        )
    assert refused.value.code == "market.no_shop"


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(imports, "ROWS_AT_A_TIME", 2)


def many(count: int) -> bytes:
    return stall.file_of(*[{**stall.COFFEE, "sku": f"S{number}"} for number in range(count)])


def test_a_long_file_is_loaded_in_parts_and_progress_is_seen(shop, small_parts):
    job = imports.import_products(
        shop_ref=shop.ref, content=many(5), file_name="many.csv", by="user_aminah", at=stall.AT
    )
    seen = []
    while facts.do_next():
        seen.append(reads.get_import(job.ref).rows_seen)
    assert seen == [2, 4, 5]
    assert counts(reads.get_import(job.ref)) == (5, 5, 0, 0, 0)


def test_a_part_that_is_done_twice_loads_once(shop, small_parts):
    job = imports.import_products(
        shop_ref=shop.ref, content=many(3), file_name="many.csv", by="user_aminah", at=stall.AT
    )
    imports.load_part(import_ref=job.ref, next_row=0, at=stall.AT)
    imports.load_part(import_ref=job.ref, next_row=0, at=stall.AT)
    assert reads.get_import(job.ref).rows_seen == 2
    assert models.Offer.objects.count() == 2


def test_a_cancelled_import_stops_and_keeps_what_is_loaded(shop, small_parts):
    job = imports.import_products(
        shop_ref=shop.ref, content=many(5), file_name="many.csv", by="user_aminah", at=stall.AT
    )
    facts.do_next()
    imports.cancel_import(import_ref=job.ref, by="user_aminah", at=stall.LATER)
    stall.work()
    ended = reads.get_import(job.ref)
    assert (ended.state, ended.rows_seen, ended.ended_at) == (ImportState.CANCELLED, 2, stall.LATER)
    assert models.Offer.objects.count() == 2


def test_the_export_is_a_file_that_changes_nothing(shop):
    stall.upload(
        shop, stall.file_of({**stall.COFFEE, "length_mm": "1", "width_mm": "2", "height_mm": "3"}, stall.TEA)
    )
    job = stall.upload(shop, product_csv.export(shop.ref).encode())
    assert counts(job) == (2, 0, 0, 2, 0)


def test_gb18030_and_utf8_load_the_same(shop):
    content = stall.file_of(stall.COFFEE)
    stall.upload(shop, content)
    job = stall.upload(shop, content.decode().encode("gb18030"))
    assert counts(job) == (1, 0, 0, 1, 0)
