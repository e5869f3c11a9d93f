"""Every page that people meet, in every edition on a telephone, and before axe-core on a desk and on a telephone."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from entrepot.hub.demo import places
from entrepot.hub.demo.places import PLACES, SHOPPER, Place
from entrepot.values.editions import EDITIONS

pytestmark = pytest.mark.xdist_group("stage")

DESK, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def references(told) -> dict[str, str]:
    return places.references(told)


@pytest.fixture(scope="module")
def page_of(arrive, sign_in, kuantan, references) -> Callable[[str], Page]:
    """One page for each reader; the shopper has tea in the cart and wants it in China."""

    @cache
    def page_of(reader: str) -> Page:
        page = arrive(storage_state=sign_in(kuantan, reader) if reader else None)
        if reader == SHOPPER:
            page.goto(f"{kuantan}/en/market/offers/{references['offer']}?to=CN&currency=CNY")
            page.get_by_role("button", name="Add to cart").click()
            page.wait_for_url("**/orders/cart/")
        return page

    return page_of


@pytest.fixture(params=PLACES.values(), ids=PLACES)
def place(request) -> Place:
    return request.param


@pytest.fixture
def page(place, page_of) -> Iterator[Page]:
    page = page_of(place.reader)
    yield page
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")


def test_it_opens_in_every_edition_and_fits_a_telephone(place, page, kuantan, references):
    page.set_viewport_size(TELEPHONE)
    for edition in EDITIONS:
        answer = page.goto(f"{kuantan}/{edition}/{place.path.format_map(references)}")
        assert answer.status == 200, page.url
        assert page.url.startswith(f"{kuantan}/{edition}/{place.path.partition('{')[0]}"), page.url
        html = page.locator("html")
        way = "rtl" if edition == "ar" else "ltr"
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (edition, way), page.url
        across = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert across[0] <= across[1], f"{page.url} is {across[0]} wide"


# For each table: its name, how much of it is cut, and the columns whose heading does not stand over the figures.
TABLES = """() => [...document.querySelectorAll(".table-wrap")].map(wrap => {
  const turned = [];
  const headings = [...wrap.querySelectorAll("thead th")];
  for (const row of wrap.querySelectorAll("tbody tr"))
    [...row.children].forEach((cell, column) => {
      const is_figure = cell.classList.contains("number");
      if (is_figure && getComputedStyle(headings[column]).textAlign !== "end") turned.push(headings[column].innerText);
    });
  return [wrap.getAttribute("aria-label") || wrap.getAttribute("aria-labelledby"), wrap.scrollWidth - wrap.clientWidth, turned];
})"""


def test_no_table_is_cut_on_a_desk_and_headings_stand_over_their_figures(place, page, kuantan, references):
    page.goto(f"{kuantan}/en/{place.path.format_map(references)}")
    for name, cut, turned in page.evaluate(TABLES):
        assert (cut, turned) == (0, []), name


def test_axe_finds_nothing_wrong(place, page, kuantan, references):
    page.goto(f"{kuantan}/en/{place.path.format_map(references)}")
    assert findings(page) == []
    if place.at_night:
        page.emulate_media(color_scheme="dark")
        assert findings(page) == []
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(TELEPHONE)
    assert findings(page) == []


def findings(page: Page) -> list[str]:
    """What axe-core finds, a line for each rule and element."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['help']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
