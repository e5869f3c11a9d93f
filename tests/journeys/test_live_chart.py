"""The chart of the first page comes alive where a browser can draw it, and stands as it was drawn where it cannot."""

import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.xdist_group("stage")

# WebGL is drawn by the processor here: a small page with few points.
SMALL = {"viewport": {"width": 640, "height": 600}, "device_scale_factor": 0.5}
PATIENCE_MS = 120_000
NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null"


@pytest.fixture(scope="module")
def more_flags() -> list[str]:
    """For WebGL without a graphics card."""
    return ["--enable-unsafe-swiftshader"]


@pytest.fixture
def first_page(told, arrive, kuantan) -> Callable[..., Page]:
    def first_page(script: str = "", **options) -> Page:
        page = arrive(**SMALL, **options)
        page.set_default_timeout(PATIENCE_MS)
        if script:
            page.add_init_script(script)
        page.goto(f"{kuantan}/en/")
        return page

    return first_page


def alive(page: Page, shape: str) -> None:
    chart = page.locator(".live-chart")
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_attribute("data-alive", shape, timeout=PATIENCE_MS)


def pressed(page: Page) -> list[str]:
    return page.locator(".live-chart-tools [aria-pressed=true]").all_inner_texts()


def changes(page: Page, *, within_seconds: float, after: Callable[[], None] = lambda: None) -> bool:
    """Whether the map is drawn otherwise at some moment of this time."""
    drawn = page.locator(".live-chart-map")
    first, until = drawn.screenshot(), time.monotonic() + within_seconds
    after()
    while time.monotonic() < until:
        if drawn.screenshot() != first:
            return True
    return False


def test_it_comes_alive_after_the_page_is_drawn_and_is_shown_as_the_reader_chooses(first_page):
    page = first_page()
    alive(page, "flat")
    loaded_ms = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart")
    fetched = page.evaluate(
        "performance.getEntriesByType('resource').map(({ name, startTime }) => [name.split('/').pop(), startTime])"
    )
    later = [name for name, start in fetched if start >= loaded_ms]
    assert {name.partition(".")[0] for name in later} >= {"maplibre-gl", "land", "chart"}
    assert not [
        name for name, start in fetched if start < loaded_ms and name.startswith(("maplibre", "land"))
    ]

    expect(page.locator(".live-chart-map canvas")).to_be_visible()
    expect(page.locator(".geo-chart").first).to_be_hidden()
    assert pressed(page) == ["Flat"]
    assert [finding["id"] for finding in Axe().run(page).response["violations"]] == []

    page.get_by_role("button", name="Globe").click()
    alive(page, "globe")
    assert pressed(page) == ["Globe"]
    page.reload()
    alive(page, "globe")
    assert pressed(page) == ["Globe"]


def test_dashes_move_where_something_is_at_sea_until_the_reader_holds_them_still(first_page):
    page = first_page()
    alive(page, "flat")
    assert changes(page, within_seconds=60)
    page.get_by_role("button", name="Hold still").click()
    assert pressed(page) == ["Flat", "Hold still"]
    page.wait_for_timeout(2_000)
    assert not changes(page, within_seconds=3)
    page.get_by_label("Data between hubs").uncheck()
    page.reload()
    alive(page, "flat")
    assert pressed(page) == ["Flat", "Hold still"]
    expect(page.get_by_label("Data between hubs")).not_to_be_checked()
    expect(page.get_by_label("Goods at sea")).to_be_checked()


def test_it_is_moved_by_the_keyboard_alone(first_page):
    page = first_page(reduced_motion="reduce")
    alive(page, "flat")
    expect(page.get_by_role("button", name="Hold still")).to_be_hidden()
    page.wait_for_timeout(1_000)
    assert not changes(page, within_seconds=2)
    for focused, key in (
        (page.get_by_role("button", name="Nearer"), "Enter"),
        (page.locator(".live-chart-map canvas"), "ArrowLeft"),
        (page.locator(".live-chart-map canvas"), "-"),
    ):
        focused.focus()
        assert changes(page, within_seconds=30, after=lambda key=key: page.keyboard.press(key)), key


@pytest.mark.parametrize("lacks", ["WebGL", "script"])
def test_without_it_the_servers_chart_stands_beside_the_same_facts_as_a_list(first_page, lacks):
    asked = []
    page = first_page(NO_WEBGL) if lacks == "WebGL" else first_page(java_script_enabled=False)
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".live-chart").scroll_into_view_if_needed()
    page.wait_for_timeout(1_500)
    expect(page.locator(".geo-chart:visible")).to_have_count(1)
    expect(page.locator(".live-chart-tools")).to_be_hidden()
    expect(page.locator(".live-chart-map")).to_have_count(0)
    assert [address for address in asked if "/static/geo/" in address] == []
    row = page.locator("section", has=page.locator("#under-way")).get_by_role("row").nth(1)
    expect(row).to_contain_text("Kuantan")
    expect(row).to_contain_text("Qinzhou")
    expect(row).to_contain_text("40%")
