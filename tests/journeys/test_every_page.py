"""Every page that people meet, in every edition on a telephone, and before axe-core on a desk and on a telephone."""

from collections.abc import Callable
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


# For a module, so that all that is asked of a place is asked of one loading: the pages are many, loading is dear.
@pytest.fixture(scope="module", params=PLACES.values(), ids=PLACES)
def place(request) -> Place:
    return request.param


@pytest.fixture(scope="module")
def opened(place, page_of, kuantan, references) -> Page:
    """The place in English, on a desk."""
    page = page_of(place.reader)
    page.set_viewport_size(DESK)
    page.goto(f"{kuantan}/en/{place.path.format_map(references)}")
    return page


@pytest.fixture
def on_a_desk(opened) -> Page:
    opened.set_viewport_size(DESK)
    return opened


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


def test_no_table_is_cut_on_a_desk_and_headings_stand_over_their_figures(on_a_desk):
    for name, cut, turned in on_a_desk.evaluate(TABLES):
        assert (cut, turned) == (0, []), name


def test_axe_finds_nothing_wrong_by_day_by_night_and_on_a_telephone(place, on_a_desk):
    assert findings(on_a_desk) == []
    if place.at_night:
        on_a_desk.emulate_media(color_scheme="dark")
        assert findings(on_a_desk, only="color-contrast") == []
        on_a_desk.emulate_media(color_scheme="light")
    on_a_desk.set_viewport_size(TELEPHONE)
    assert findings(on_a_desk) == []


def test_it_opens_in_every_edition_and_fits_a_telephone(place, opened, kuantan, references):
    opened.set_viewport_size(TELEPHONE)
    for edition in EDITIONS:
        answer = opened.goto(f"{kuantan}/{edition}/{place.path.format_map(references)}")
        assert answer.status == 200, opened.url
        assert opened.url.startswith(f"{kuantan}/{edition}/{place.path.partition('{')[0]}"), opened.url
        html = opened.locator("html")
        way = "rtl" if edition == "ar" else "ltr"
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (edition, way), opened.url
        across = opened.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert across[0] <= across[1], f"{opened.url} is {across[0]} wide"


def findings(page: Page, only: str | None = None) -> list[str]:
    """What axe-core finds, a line for each rule and element; of one rule alone where the others can't differ."""
    options = {"resultTypes": ["violations"], **({"runOnly": [only]} if only else {})}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {rule['help']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
