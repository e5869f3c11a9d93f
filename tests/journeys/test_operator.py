"""The operator of a hub looks whether the books, the channels and the report are right."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("stage")

OPERATOR = "operator@kuantan.example"


@pytest.fixture
def page(arrive, sign_in, kuantan):
    return arrive(storage_state=sign_in(kuantan, OPERATOR))


def test_every_currency_of_the_trial_balance_sums_to_zero(page, kuantan):
    page.goto(f"{kuantan}/en/finance/")
    rows = page.get_by_role("region", name="Trial balance: every currency sums to zero").locator("tbody tr")
    cells = [row.locator("td").all_inner_texts() for row in rows.all()]
    assert {"CNY", "MYR", "USD"} <= {row[0].strip() for row in cells}
    for currency, debits, credits, total, state in cells:
        assert debits == credits, currency
        assert set(re.findall(r"\d", total)) == {"0"}, currency
        assert state.strip() == "Balanced"


def test_the_partners_page_proves_that_nothing_is_missing(page, kuantan):
    page.goto(f"{kuantan}/en/exchange/")
    page.get_by_role("link", name="Qinzhou Port Hub").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("CNQZH")
    page.get_by_role("button", name="Check both chains now").click()
    proofs = page.locator("#proof > p")
    expect(proofs).to_have_count(2)
    for proof in proofs.all():
        expect(proof).to_contain_text("Complete")
        expect(proof).to_contain_text(re.compile(r"All envelopes up to number \d+ are there"))


def test_the_country_report_lists_malaysia_with_its_orders(page, kuantan):
    page.goto(f"{kuantan}/en/insight/")
    row = page.locator(".table-wrap[aria-labelledby=countries] tbody tr", has_text="Malaysia")
    expect(row).to_have_count(1)
    assert int(row.locator("td[data-label=Orders]").inner_text()) >= 1
    assert int(row.locator("td[data-label=Brands]").inner_text()) >= 1
