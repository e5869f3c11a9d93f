"""The same purchase by keyboard alone, and without script: from a search to goods that are paid."""

import re
from dataclasses import dataclass

import pytest
from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from entrepot.hub.demo import cast

pytestmark = pytest.mark.xdist_group("stage")

MOST_STOPS = 150  # of the longest page, its editions and sections included


@dataclass(frozen=True)
class Mouse:
    page: Page

    def press(self, what: Locator) -> None:
        what.click()

    def write(self, where: Locator, text: str) -> None:
        where.fill(text)


@dataclass(frozen=True)
class Keyboard:
    """Only Tab, Enter and letters. Where the focus is must be seen at every stop."""

    page: Page

    def go_to(self, what: Locator) -> None:
        expect(what).to_be_visible()
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if what.evaluate("one => one === document.activeElement"):
                assert what.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
                return
        raise AssertionError(f"Tab leads nowhere near {what}")

    def press(self, what: Locator) -> None:
        self.go_to(what)
        self.page.keyboard.press("Enter")

    def write(self, where: Locator, text: str) -> None:
        self.go_to(where)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)


@pytest.mark.parametrize(
    ("edition", "hand", "script", "email"),
    [
        ("en", Keyboard, True, "lin@shopper.example"),
        ("ar", Keyboard, True, "fatima@dates.example"),
        ("mn", Mouse, False, "nimal@tea.example"),
    ],
    ids=["keyboard in English", "keyboard in Arabic", "no script in Mongolian"],
)
def test_goods_are_bought_by_any_hand(arrive, kuantan, edition, hand, script, email):
    page = arrive(java_script_enabled=script, locale=edition)
    hand = hand(page)

    def said(words: str) -> str:
        with translation.override(edition):
            return translation.gettext(words)

    page.goto(f"{kuantan}/{edition}/market/?to=CN&currency=CNY")
    hand.write(page.get_by_role("searchbox"), "tea")
    hand.press(page.get_by_role("button", name=said("Search")))
    hand.press(page.locator(".card h3 a").first)
    hand.press(page.get_by_role("button", name=said("Add to cart")))
    hand.press(page.get_by_role("link", name=said("Go to the checkout")))
    hand.write(page.get_by_label(said("E-mail address")), email)
    hand.write(page.get_by_label(said("Password"), exact=True), cast.PASSWORD)
    hand.press(page.get_by_role("button", name=said("Sign in"), exact=True))
    for label, text in (
        ("Name of the recipient", "林月"),
        ("Street and number", "滨海大道 18 号"),
        ("Town", "南宁"),
    ):
        hand.write(page.get_by_label(said(label)), text)
    hand.press(page.get_by_role("button", name=said("Place the order")))
    hand.press(
        page.get_by_role("button", name=re.compile(said("Pay %(amount)s into escrow") % {"amount": ".*"}))
    )
    packing = said("The sellers pack your goods. Each order has a page of its own that shows where it is.")
    expect(page.locator("main")).to_contain_text(packing, timeout=90_000)
