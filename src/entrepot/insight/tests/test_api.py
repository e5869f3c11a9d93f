"""The country report over the API."""

import pytest


def ask(client, **query):
    return client.get("/api/v1/insight/countries", query)


def test_the_report_is_open_to_everyone(client, sold):
    answer = ask(client, first_date="2026-11-01", last_date="2026-11-02")
    found = {row["country"]: row for row in answer.json()["countries"]}
    assert answer.status_code == 200
    assert (found["LK"]["turnover_minor"], found["MY"]["turnover_minor"]) == (11760, 5980)
    assert answer.json()["currency"] == "MYR"
    assert answer.json()["unconverted"] == []


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-11-02", "2026-11-01"), ("2026-01-01", "9999-12-31"), ("0001-01-01", "0001-01-02")],
)
def test_days_that_make_no_period_are_refused(client, kuantan, first, last):
    answer = ask(client, first_date=first, last_date=last)
    assert (answer.status_code, answer.json()["code"]) == (422, "insight.bad_period")


def test_a_country_that_is_none_is_refused(client, kuantan):
    answer = ask(client, first_date="2026-11-01", last_date="2026-11-02", country="Malaysia")
    assert answer.status_code == 422
