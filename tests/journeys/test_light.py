"""The first load of a page for somebody who has nothing of this hub yet, in bytes on the line."""

import pytest

pytestmark = pytest.mark.xdist_group("stage")

MOST_BYTES = 200_000
THE_MAP = ("/maplibre", "/land.", "/live_chart.", "/chart.json")


@pytest.mark.parametrize("path", ["", "market/", "market/offers/{offer}"], ids=["home", "market", "product"])
def test_the_first_load_is_light(arrive, kuantan, told, path):
    offer = told.kuantan.get("/offers", q="tea", origin="LK")["items"][0]["offer_ref"]
    page, loaded = arrive(), {}
    page.on(
        "requestfinished", lambda request: loaded.update({request.url: request.sizes()["responseBodySize"]})
    )
    page.goto(f"{kuantan}/en/{path.format(offer=offer)}")
    page.wait_for_load_state("networkidle")
    counted = {url: size for url, size in loaded.items() if not any(name in url for name in THE_MAP)}
    assert any("/static/web/parts." in url for url in counted)
    assert sum(counted.values()) <= MOST_BYTES, counted
