"""What people print: the shell stays off the paper, and everything that is folded on a screen is read there."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("stage")


def test_a_receipt_on_paper_has_every_rule_and_source_and_nothing_to_click(arrive, sign_in, kuantan, told):
    page = arrive(storage_state=sign_in(kuantan, "lin@shopper.example"))
    page.goto(f"{kuantan}/en/orders/purchases/{told.purchase_ref}/receipt/")
    source = page.locator(".why dd a[href^=http]").first
    shell = page.locator(".masthead-top, .masthead-bottom, .colophon, .way-back, button")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    expect(source).to_be_hidden()
    page.emulate_media(media="print")
    expect(source).to_be_visible()
    expect(page.locator(".brand")).to_be_visible()
    assert not any(one.is_visible() for one in shell.all())
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
