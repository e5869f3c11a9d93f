"""A shopper in China, reading Chinese: from a search at Qinzhou to a paid order at the seller's hub in Kuantan."""

import re
from uuid import uuid4

import pytest
from django.utils import translation
from playwright.sync_api import expect

from entrepot.hub.demo import cast

pytestmark = pytest.mark.xdist_group("stage")

COFFEE, TEA = "利比里卡挂耳咖啡，10 克 × 10 包", "雨前熙春绿茶，散装，100 克"
NAME, STREET, TOWN = "林月", "滨海大道 18 号", "南宁"


def zh(words: str) -> str:
    """What our page says in simplified Chinese."""
    with translation.override("zh-hans"):
        said = translation.gettext(words)
    assert said != words, f"no Chinese for: {words}"
    return said


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_shopper_in_china_buys_at_the_sellers_hub(arrive, kuantan, qinzhou, script):
    page = arrive(java_script_enabled=script, locale="zh-CN")
    whole_price = page.locator(".price-total strong")
    title = page.get_by_role("heading", level=1)

    page.goto(f"{qinzhou}/zh-hans/?to=CN&currency=CNY")
    page.get_by_role("searchbox").fill("咖啡")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name=COFFEE).click()

    expect(title).to_have_text(COFFEE)
    expect(whole_price).to_contain_text("CNY")
    expect(page.locator(".price-caption")).to_have_text(zh("To your door"))
    lines = page.locator(".price-lines > li")
    assert lines.count() >= 4
    assert all("CNY" in line for line in lines.all_inner_texts())
    explained = lines.filter(has=page.locator(f"dt:text-is('{zh('Source')}')")).first
    explained.locator("summary").click()
    expect(explained.locator("dd", has_text="http").first).to_be_visible()
    page.get_by_role("link", name=zh("Buy it at the seller's hub")).click()

    page.wait_for_url(re.compile(f"^{re.escape(kuantan)}/zh-hans/market/offers/"))
    assert re.search(r"[?&]to=CN(&|$)", page.url)
    assert re.search(r"[?&]currency=CNY(&|$)", page.url)
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(title).to_have_text(COFFEE)
    expect(whole_price).to_contain_text("CNY")
    page.get_by_role("button", name=zh("Add to cart")).click()

    expect(page.get_by_role("link", name=COFFEE)).to_be_visible()
    page.goto(f"{kuantan}/zh-hans/market/?q=绿茶")
    page.get_by_role("link", name=TEA).click()
    page.get_by_role("button", name=zh("Add to cart")).click()
    expect(page.locator("main section > h2")).to_have_text([cast.SHOPS[0].name, cast.SHOPS[1].name])
    promised = whole_price.inner_text()
    assert "CNY" in promised
    page.get_by_role("link", name=zh("Go to the checkout")).click()

    page.get_by_role("link", name=zh("Open an account")).click()
    page.get_by_label(zh("Your name")).fill(NAME)
    page.get_by_label(zh("E-mail address")).fill(f"{uuid4().hex}@shopper.example")
    page.get_by_label(zh("Password")).fill(cast.PASSWORD)
    page.get_by_role("button", name=zh("Open the account")).click()

    page.wait_for_url("**/zh-hans/orders/checkout/")
    name, street, town = (
        page.get_by_label(zh(label)) for label in ("Name of the recipient", "Street and number", "Town")
    )
    name.fill(NAME)
    town.fill(TOWN)
    page.get_by_role("button", name=zh("Place the order")).click()
    expect(street).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field.wrong .errorlist")).to_be_visible()
    expect(name).to_have_value(NAME)
    expect(town).to_have_value(TOWN)
    expect(whole_price.first).to_have_text(promised)
    street.fill(STREET)
    page.get_by_role("button", name=zh("Place the order")).click()

    page.wait_for_url("**/orders/purchases/purchase_*/")
    expect(whole_price).to_have_text(promised)
    page.get_by_role("button", name=re.compile(zh("Pay %(amount)s into escrow") % {"amount": ".*"})).click()

    # From here the page looks again by itself, by script or by a refresh.
    packing = zh("The sellers pack your goods. Each order has a page of its own that shows where it is.")
    expect(page.locator("main")).to_contain_text(packing, timeout=90_000)
    page.locator("section[aria-labelledby=orders] .panel", has_text=cast.SHOPS[0].name).get_by_role(
        "link"
    ).click()

    expect(title).to_contain_text(cast.SHOPS[0].name)
    expect(page.get_by_role("rowheader", name=COFFEE)).to_be_visible()
    expect(whole_price).to_contain_text("CNY")
    assert page.locator("aside .price-lines > li").count() >= 4
    assert page.locator("section[aria-labelledby=logbook] tbody tr").count() >= 2
    expect(page.locator("aside section[aria-labelledby=recipient]")).to_contain_text(STREET)
