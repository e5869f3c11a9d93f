"""The country report as anybody reads it, and its files."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.template import engines

from entrepot.finance import models as finance_models
from entrepot.orders.tests import trade
from entrepot.values.editions import EDITIONS

pytestmark = pytest.mark.usefixtures("clock_of_the_stall", "every_variable_resolves")

UNRESOLVED = "(unresolved %s)"


@pytest.fixture
def every_variable_resolves(settings):
    """A name that a template uses and no view gives is seen in the page, instead of nothing."""
    pages, *others = settings.TEMPLATES
    options = {**pages["OPTIONS"], "string_if_invalid": UNRESOLVED}
    settings.TEMPLATES = [{**pages, "OPTIONS": options}, *others]
    assert engines["django"].from_string("{{ nobody }}").render({}) == UNRESOLVED % "nobody"


def page(client, status: int = 200, edition: str = "en", **query: str) -> str:
    answer = client.get(f"/{edition}/insight/", query)
    text = answer.content.decode()
    assert answer.status_code == status, text[:2000]
    assert "(unresolved " not in text, text[text.index("(unresolved ") :][:80]
    return re.sub(r"\s+", " ", text)


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_hub_without_goods_says_what_the_report_is_for(client, kuantan, edition):
    assert f'class="button" href="/{edition}/market/"' in page(client, edition=edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_report_shows_countries_with_bars_and_top_sellers(client, sold, edition):
    text = page(client, edition=edition)
    for value in ("177.40 MYR", "117.60 MYR", "59.80 MYR"):
        assert f'value="{value}"' in text
    assert re.findall(r'<rect width="(\d+)" height="8"', text) == ["100", "50"]
    assert f'href="/{edition}/market/offers/{sold.tea}"' in text
    assert "style=" not in text


def test_the_filter_stays_in_the_address_and_in_the_form(client, sold):
    text = page(client, **{"from": "2026-11-01", "until": "2026-11-02", "country": "LK", "to": "CN"})
    assert 'value="2026-11-01"' in text
    assert '<option value="LK" selected>' in text
    assert 'name="to" value="CN"' in text
    assert "59.80" not in text
    assert "from=2026-11-01&amp;until=2026-11-02&amp;country=LK&amp;to=CN&amp;export=csv" in text


def test_days_without_sales_say_so(client, sold):
    text = page(client, **{"from": "2024-01-01", "until": "2024-12-31"})
    assert "Nothing was sold in these days" in text
    assert "117.60" not in text


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"from": "2026-13-01"}, 'value="2026-13-01"'),
        ({"until": "tomorrow"}, 'value="tomorrow"'),
        ({"from": "2026-11-02", "until": "2026-11-01"}, 'value="2026-11-02"'),
        ({"until": "9999-12-31"}, 'value="9999-12-31"'),
        ({"country": "ÄÖ"}, 'id="id_country"'),
        ({"country": "ZZ"}, 'id="id_country"'),
    ],
)
def test_a_question_that_makes_no_sense_is_said_at_its_field(client, sold, query, kept):
    text = page(client, status=422, **query)
    assert kept in text
    assert 'class="errorlist"' in text
    assert "117.60" not in text


def test_sales_without_a_rate_are_named_apart(client, sold):
    finance_models.DayRate.objects.all().delete()
    text = page(client)
    assert 'value="29.40 USD"' in text
    assert "They are in none of the sums of money on this page" in text
    assert 'value="59.80 MYR"' in text


def test_countries_are_downloaded(client, sold):
    answer = client.get("/en/insight/", {"export": "csv", "from": "2026-01-01"})
    name = r'attachment; filename="country-report-2026-01-01-2\d{3}-\d\d-\d\d\.csv"'
    assert re.fullmatch(name, answer.headers["Content-Disposition"])
    found = {row["Code"]: row for row in rows(answer)}
    assert (found["LK"]["Turnover"], found["LK"]["Pieces"]) == ("117.60", "3")
    assert (found["MY"]["Turnover"], found["MY"]["Change in percent"]) == ("59.80", "")


def test_top_sellers_are_downloaded(client, sold):
    found = rows(client.get("/en/insight/", {"export": "csv", "table": "sellers"}))
    assert [(row["Product"], row["Turnover"]) for row in found] == [
        ("Ceylon black tea, orange pekoe", "117.60"),
        ("Liberica coffee beans, dark roast", "59.80"),
    ]


def test_the_lasting_address_of_the_file_leads_to_it(client, sold):
    answer = client.get("/en/insight/report.csv", {"country": "LK"}, follow=True)
    assert [row["Code"] for row in rows(answer)] == ["LK"]


def test_a_sale_is_in_the_report_from_its_payment_on(client, street):
    bought = trade.buy(trade.cart_of(**{street.coffee: 1}))
    assert "29.90" not in page(client)
    trade.pay_in_full(bought)
    assert 'value="29.90 MYR"' in page(client)
