"""Whoever does what a help page says, in its order, finds each button by the very name that the page gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from entrepot.hub.demo import cast
from entrepot.hub.help import DESKS

pytestmark = pytest.mark.xdist_group("stage")

OPERATOR, SELLER, SHOPPER = "operator@kuantan.example", cast.SHOPS[0].email, "lin@shopper.example"
READERS = {"shopper": SHOPPER, "seller": SELLER}


def _look_for_coffee(page: Page) -> None:
    page.get_by_role("main").get_by_role("searchbox").fill("coffee")


def _open_the_first_product(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name=re.compile("coffee", re.IGNORECASE)).first.click()


def _say_who_receives_it(page: Page) -> None:
    for label, answer in {
        "Name of the recipient": "Lin Yue",
        "Street and number": "18 Binhai Road",
        "Town": "Nanning",
    }.items():
        page.get_by_label(label).fill(answer)


# What a person does on the page before pressing the button of this name.
BEFORE: Mapping[str, Callable[[Page], None]] = {
    "Search the market": _look_for_coffee,
    "Add to cart": _open_the_first_product,
    "Place the order": _say_who_receives_it,
}
# These are found and not pressed: they would need a file, or change the told story for those who come after.
FOUND_ONLY = {
    "Open the shop", "Upload and load the products", "Send the file", "Load this table", "Load these rates",
    "Set this spread", "Read this card", "Keep name and contact", "Pay … into escrow",
    "Put the chosen parcels into a container",
}  # fmt: skip


@pytest.mark.parametrize("slug", DESKS)
def test_the_steps_of_a_help_page_are_done_in_its_order(arrive, sign_in, kuantan, slug):
    page = arrive(storage_state=sign_in(kuantan, READERS.get(slug, OPERATOR)))
    page.goto(f"{kuantan}/en/help/{slug}/?to=CN&currency=CNY")
    steps = [
        (step.locator("b").inner_text(), step.get_by_role("link").get_attribute("href") if step.get_by_role("link").count() else "")
        for step in page.locator("ol > li").all()
    ]  # fmt: skip
    assert len(steps) == len(DESKS[slug].steps)
    for button, href in steps:
        if href and not page.url.endswith(href):
            page.goto(kuantan + href)
        if button in BEFORE:
            BEFORE[button](page)
        if (
            button == "Put the chosen parcels into a container"
            and page.get_by_text("No parcel is waiting").count()
        ):
            continue
        name = re.compile("^" + ".+".join(map(re.escape, button.split("…"))) + "$")
        main = page.get_by_role("main")
        pressed = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first
        expect(pressed).to_be_visible()
        if button not in FOUND_ONLY:
            pressed.click()
            expect(page.locator("h1")).to_be_visible()
            expect(page.locator(".field.wrong")).to_have_count(0)
