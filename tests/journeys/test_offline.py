"""Without a network: the last pages that told where something is, and a page that says so for all others."""

import pytest
from playwright.sync_api import expect

from entrepot.hub.demo import cast

pytestmark = pytest.mark.xdist_group("stage")


def test_a_reader_without_a_network_has_the_last_voyage_and_leaves_none_behind(arrive, kuantan, told):
    # A person of their own: signing out ends the session, which other journeys share.
    page = arrive()
    page.goto(f"{kuantan}/ar/account/login/?next=/ar/orders/")
    page.locator("input[type=email]").fill("lin@shopper.example")
    page.locator("input[type=password]").fill(cast.PASSWORD)
    page.locator("main form button.seal").first.click()
    page.wait_for_url("**/ar/orders/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    order = f"{kuantan}/ar/orders/{told.orders[0]['order_ref']}/"
    page.goto(order)
    said = page.get_by_role("heading", level=1).inner_text()
    as_of = page.locator("#kept")
    expect(as_of).to_be_hidden()

    page.context.set_offline(True)
    page.goto(order)
    expect(page.get_by_role("heading", level=1)).to_have_text(said)
    expect(as_of).to_be_visible()
    expect(as_of.locator("time")).to_have_count(1)
    face = page.locator("body").evaluate("body => getComputedStyle(body).fontFamily")
    assert "Noto Sans Arabic" in face  # the style sheets are there too
    page.goto(f"{kuantan}/ar/orders/")
    kept = page.locator("[data-kept-pages] a")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(kept).to_have_count(1)
    expect(kept).to_have_attribute("href", order)

    page.context.set_offline(False)
    page.goto(f"{kuantan}/ar/parties/me/")
    page.locator("main form[action$='/account/logout/'] button").click()
    page.wait_for_url(lambda url: "/parties/me/" not in url)
    page.context.set_offline(True)
    page.goto(order)
    expect(page.locator("main")).not_to_contain_text(said)
    expect(kept).to_have_count(0)
    empty = "caches.open('entrepot-pages').then(kept => kept.keys()).then(keys => keys.length === 0)"
    assert page.evaluate(empty)
