"""A seller loads a file in which one row is broken."""

import csv
import io
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from entrepot.hub.demo import cast
from entrepot.hub.demo.story import GOODS

pytestmark = pytest.mark.xdist_group("stage")

SHOP = cast.SHOPS[0]


def two_rows(sku: str) -> bytes:
    """Two products of the shop under new numbers; the price of the second is no number."""
    with (GOODS / SHOP.file).open(encoding="utf-8", newline="") as file:
        good, broken = list(csv.DictReader(file))[:2]
    good |= {"sku": f"{sku}-A", "title_en": f"Beans of {sku}"}
    broken |= {"sku": f"{sku}-B", "title_en": f"Powder of {sku}", "price": "twenty"}
    written = io.StringIO()
    writer = csv.DictWriter(written, list(good))
    writer.writeheader()
    writer.writerows([good, broken])
    return written.getvalue().encode()


def test_the_good_row_loads_and_the_broken_one_comes_back_as_a_file(arrive, sign_in, kuantan):
    sku = f"J{uuid4().hex[:6].upper()}"
    page = arrive(storage_state=sign_in(kuantan, SHOP.email))

    page.goto(f"{kuantan}/en/market/desk/")
    page.get_by_label("File of products").set_input_files(
        {"name": "coffee.csv", "mimeType": "text/csv", "buffer": two_rows(sku)}
    )
    page.get_by_role("button", name="Upload and load the products").click()

    # The page looks again by itself until the worker has read the file.
    expect(page.locator("main")).to_contain_text("Read to its end; some rows were not loaded")
    assert page.locator("dl.figures > div").all_inner_texts() == [
        "Rows in the file\n2", "New products\n1", "Changed\n0", "As they were\n0", "Not loaded\n1",
    ]  # fmt: skip
    findings = page.locator("table.findings tbody tr")
    expect(findings).to_have_count(1)
    expect(findings.get_by_role("rowheader")).to_have_text("row 3, price")

    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download what did not pass").click()
    rows = list(csv.DictReader(io.StringIO(downloading.value.path().read_text("utf-8-sig"))))
    assert [(row["sku"], row["price"]) for row in rows] == [(f"{sku}-B", "twenty")]
    assert rows[0]["reason"]

    page.goto(f"{kuantan}/en/market/?q={sku}")
    expect(page.get_by_role("link", name=f"Beans of {sku}")).to_be_visible()
    expect(page.get_by_role("link", name=f"Powder of {sku}")).to_have_count(0)
