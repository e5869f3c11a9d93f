"""Reports over many sales: counted once for all readers, for some minutes, and said to be."""

from __future__ import annotations

import csv
import io
import re
import threading
import time
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from entrepot.facts import public as facts
from entrepot.finance import models as finance_models
from entrepot.insight import actions, models, rules
from entrepot.insight.queries import country_report
from entrepot.insight.words import Period, Question
from entrepot.orders import models as orders
from entrepot.orders.tests import trade
from entrepot.values import CountryCode, Money

AT = trade.SOON
DAY = AT.date()
YEAR = Question(Period(DAY - timedelta(days=364), DAY), "MYR")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def kept_from_two(monkeypatch) -> None:
    """Two lines of sales are many."""
    monkeypatch.setattr(rules, "MOST_COUNTED_LIVE", 1)


def ask(at: datetime = AT, question: Question = YEAR, edition: str = "en"):
    return actions.country_report(question=question, edition=edition, at=at)


def sell_more() -> None:
    """Ten times of everything."""
    orders.OrderLine.objects.update(quantity=10)


def myr(text: str) -> Money:
    return Money.parse(text, "MYR")


def test_few_sales_are_counted_for_each_reader(sold, monkeypatch):
    monkeypatch.setattr(rules, "MOST_COUNTED_LIVE", 2)
    assert (ask().turnover, ask().counted_at) == (myr("177.40"), None)
    sell_more()
    assert (ask().turnover, ask().counted_at) == (myr("691.00"), None)
    assert not models.KeptReport.objects.exists()


@pytest.mark.usefixtures("kept_from_two")
def test_many_sales_are_counted_once_in_ten_minutes(sold):
    live = country_report(period=YEAR.period, currency="MYR", edition="en")
    first = ask()
    assert (first.countries, first.top_sellers, first.unconverted) == (
        live.countries,
        live.top_sellers,
        live.unconverted,
    )
    sell_more()
    for later in (AT, AT + 9 * MINUTE):
        assert ask(later) == first
        assert (ask(later).turnover, ask(later).counted_at) == (myr("177.40"), AT)
    at = AT + 10 * MINUTE
    assert (ask(at).turnover, ask(at).counted_at) == (myr("691.00"), at)
    assert models.KeptReport.objects.count() == 1


@pytest.mark.usefixtures("kept_from_two")
def test_what_has_no_rate_is_kept_too(sold):
    finance_models.DayRate.objects.all().delete()
    assert ask().unconverted == (Money(2940, "USD"),)
    assert ask(AT + MINUTE) == ask()
    assert ask(AT + MINUTE).counted_at == AT


@pytest.mark.usefixtures("kept_from_two")
def test_readers_of_every_edition_read_the_same_figures(sold):
    first = ask()
    sell_more()
    mongolian = ask(AT + MINUTE, edition="mn")
    assert [(one.title, one.turnover) for one in mongolian.top_sellers] == [
        ("Цейлоны хар цай", myr("117.60")),
        ("Либерика кофены үр", myr("59.80")),
    ]
    assert mongolian.countries == first.countries
    assert models.KeptReport.objects.count() == 1


@pytest.mark.usefixtures("kept_from_two")
def test_each_question_has_figures_of_its_own(sold):
    assert ask().turnover == myr("177.40")
    for question, lines in (
        (Question(YEAR.period, "CNY"), 2),
        (Question(Period(DAY, DAY), "MYR"), 2),
        (Question(YEAR.period, "MYR", CountryCode("LK")), 1),
    ):
        assert (ask(question=question).counted_at is not None) == (lines > 1)
    assert ask(question=Question(YEAR.period, "MYR", CountryCode("LK"))).turnover == myr("117.60")
    assert models.KeptReport.objects.count() == 3


@pytest.mark.usefixtures("kept_from_two")
def test_the_year_before_counts_among_the_sales(sold):
    orders.Purchase.objects.update(paid_at=AT - timedelta(days=365))
    assert (ask().pieces, ask().counted_at) == (0, AT)


def test_a_question_is_kept_once_and_its_days_are_in_order(db):
    row = {
        "first_date": DAY,
        "last_date": DAY,
        "currency": "MYR",
        "country": "",
        "counted_at": AT,
        "body": {},
    }
    models.KeptReport.objects.create(**row)
    with pytest.raises(IntegrityError, match="insight_question_once"), transaction.atomic():
        models.KeptReport.objects.create(**row)
    with pytest.raises(IntegrityError, match="insight_days_in_order"), transaction.atomic():
        models.KeptReport.objects.create(**row | {"last_date": DAY - timedelta(days=1)})


@pytest.mark.usefixtures("kept_from_two")
def test_the_oldest_go_when_too_many_are_kept(sold, monkeypatch):
    monkeypatch.setattr(rules, "MOST_KEPT", 2)
    for number in range(3):
        ask(AT + number * MINUTE, Question(Period(DAY - timedelta(days=number), DAY), "MYR"))
    kept = models.KeptReport.objects.order_by("counted_at").values_list("counted_at", flat=True)
    assert list(kept) == [AT + MINUTE, AT + 2 * MINUTE]


@pytest.mark.usefixtures("kept_from_two", "clock_of_the_stall")
def test_a_worker_counts_the_year_up_to_today_ahead(sold):
    facts.run_chores({})
    row = models.KeptReport.objects.get()
    assert (row.first_date, row.last_date, row.currency, row.country) == (
        YEAR.period.first_date,
        YEAR.period.last_date,
        "MYR",
        "",
    )
    sell_more()
    facts.run_chores({})
    assert ask(models.KeptReport.objects.get().counted_at + MINUTE).turnover == myr("691.00")


@pytest.mark.usefixtures("clock_of_the_stall")
def test_a_worker_keeps_nothing_of_a_small_hub(sold):
    facts.run_chores({})
    assert not models.KeptReport.objects.exists()


def test_a_hub_before_its_first_run_has_nothing_to_count(db):
    actions.count_ahead(at=AT)
    assert not models.KeptReport.objects.exists()


@pytest.mark.usefixtures("kept_from_two")
def test_reports_of_an_hour_ago_are_forgotten(sold):
    ask()
    actions.forget_old(at=AT + 60 * MINUTE)
    assert models.KeptReport.objects.count() == 1
    actions.forget_old(at=AT + 61 * MINUTE)
    assert not models.KeptReport.objects.exists()


@pytest.mark.usefixtures("kept_from_two")
def test_after_midnight_the_year_is_another(sold):
    ask()
    tomorrow = datetime.combine(DAY + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    actions.count_ahead(at=tomorrow)
    days = models.KeptReport.objects.order_by("last_date").values_list("first_date", "last_date")
    assert list(days) == [(day - timedelta(days=364), day) for day in (DAY, tomorrow.date())]


def test_the_statements_of_a_report_are_as_many_for_a_day_as_for_years(sold, django_assert_num_queries):
    with django_assert_num_queries(4):  # orders, rates, sales, brands
        country_report(period=Period(DAY, DAY), currency="MYR", edition="en")
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(0, 900, 9)]
    copy_sale(days)
    with django_assert_num_queries(4):
        found = country_report(period=Period(date(2024, 1, 1), DAY), currency="MYR", edition="en")
    assert found.pieces == 5 + 5 * len(days)
    assert len(found.unconverted) == 4


@pytest.mark.usefixtures("kept_from_two")
def test_a_kept_report_is_read_in_one_statement(sold, django_assert_num_queries):
    ask()
    with django_assert_num_queries(1):
        ask(AT + MINUTE)


def copy_sale(days: list[date]) -> None:
    """The same purchase on each of these days, in one of four currencies."""
    purchase, sold = orders.Purchase.objects.get(), list(orders.OrderLine.objects.select_related("order"))
    for number, day in enumerate(days):
        purchase.pk, purchase.ref, purchase.cart_ref = None, f"purchase_{number}", f"cart_{number}"
        purchase.paid_at = datetime.combine(day, AT.time(), tzinfo=UTC)
        purchase.save()
        for line in sold:
            line.order.pk, line.order.purchase = None, purchase
            line.order.ref = f"order_{number}_{line.offer_ref}"
            line.order.save()
            line.pk, line.order, line.currency = None, line.order, ("EUR", "USD", "IDR", "JPY")[number % 4]
            line.save()


@pytest.fixture
def kept_page(client, sold, kept_from_two, clock_of_the_stall) -> str:
    """The first reader's, who had it counted."""
    return text_of(client.get("/en/insight/"))


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def counted_at() -> datetime:
    return models.KeptReport.objects.get().counted_at


def test_the_page_says_when_its_figures_were_counted(client, kept_page):
    instant = counted_at().isoformat().replace("+00:00", "Z")
    said = f'Counted at <time class="instant" datetime="{instant}">'
    assert said in kept_page
    sell_more()
    for edition, turnover in (("en", "177.40 MYR"), ("mn", "177.40 MYR")):
        text = text_of(client.get(f"/{edition}/insight/"))
        assert f'datetime="{instant}"' in text
        assert f'value="{turnover}"' in text


def test_a_page_that_was_counted_for_its_reader_says_nothing(client, sold, clock_of_the_stall):
    assert "Counted at" not in text_of(client.get("/en/insight/"))
    assert "Counted at" not in rows_of(client.get("/en/insight/", {"export": "csv"}))[0]


@pytest.mark.parametrize("table", ["countries", "sellers"])
def test_files_say_when_their_figures_were_counted(client, kept_page, table):
    rows = rows_of(client.get("/en/insight/", {"export": "csv", "table": table}))
    assert [row["Counted at"] for row in rows] == [counted_at().isoformat(timespec="seconds")] * 2
    sheet = client.get("/en/insight/", {"export": "xlsx", "table": table})
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as file:
        assert file.read("xl/worksheets/sheet1.xml").count(rows[0]["Counted at"].encode()) == 2


def test_the_api_says_when_its_figures_were_counted(client, kept_page):
    days = {"first_date": str(YEAR.period.first_date), "last_date": str(YEAR.period.last_date)}
    kept = client.get("/api/v1/insight/countries", days).json()
    assert datetime.fromisoformat(kept["counted_at"]) == counted_at().replace(
        microsecond=counted_at().microsecond // 1000 * 1000
    )
    few = client.get("/api/v1/insight/countries", days | {"country": "LK"}).json()
    assert few["counted_at"] is None


def test_a_page_of_kept_figures_looks_at_no_sale(client, kept_page, django_assert_num_queries):
    with django_assert_num_queries(2):  # the report, and who runs this hub, for the page's foot
        assert 'value="177.40 MYR"' in text_of(client.get("/en/insight/"))


@pytest.mark.django_db(transaction=True)
def test_of_readers_at_once_one_counts(sold, monkeypatch):
    monkeypatch.setattr(rules, "MOST_COUNTED_LIVE", 1)
    counted, found = [], []
    count = actions.queries.count

    def count_slowly(question: Question):
        counted.append(question)
        time.sleep(0.3)  # the others come
        return count(question)

    def read() -> None:
        found.append(ask())
        connection.close()

    monkeypatch.setattr(actions.queries, "count", count_slowly)
    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert counted == [YEAR]
    assert [one.turnover for one in found] == [myr("177.40")] * 3
