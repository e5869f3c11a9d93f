"""The country report, from the views that market and orders publish."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from django.db import connection

from entrepot.finance import public as finance
from entrepot.insight import models
from entrepot.insight.words import Counted, CountryReport, CountryRow, Period, Question, TopSeller
from entrepot.values import CountryCode, Money, currency_exponent
from entrepot.values.json_form import code_from_json

_BRANDS = """
SELECT origin, count(*), sum(offers)::bigint
FROM (SELECT origin, brand, count(*) AS offers FROM market_offers_v1 GROUP BY origin, brand) AS of_brand
WHERE %(country)s::text IN ('', origin)
GROUP BY origin
"""

# Orders with goods of an origin, and their lines, by day. Both periods at once: they overlap where one is longer than a
# year.
_ORDERS = """
SELECT origin, currency, day, count(*), sum(lines)::bigint
FROM (
    SELECT origin, currency, min(paid_at)::date AS day, count(*) AS lines
    FROM orders_sales_v1
    WHERE (paid_at >= %(first)s AND paid_at < %(after)s OR paid_at >= %(first_before)s AND paid_at < %(after_before)s)
      AND %(country)s::text IN ('', origin)
    GROUP BY origin, currency, order_ref
) AS of_order
GROUP BY origin, currency, day
"""

# What was sold of an offer in a day is exchanged in one sum, rounded half up. The first sale of a day that was paid since
# the orders were read finds no line in `rate`; it is counted the next time.
_REPORT = """
WITH of_offer AS MATERIALIZED (
    SELECT sale.origin, sale.offer_ref, rate.currency, sum(sale.quantity) AS pieces, sum(sale.amount_minor) AS minor,
           round(sum(sale.amount_minor) * min(rate.factor)) AS value, max(sale.line_id) AS line_id,
           rate.day >= %(first)s::date AND rate.day < %(after)s::date AS now,
           rate.day >= %(first_before)s::date AND rate.day < %(after_before)s::date AS before
    FROM orders_sales_v1 AS sale
    JOIN unnest(%(currencies)s::text[], %(days)s::date[], %(factors)s::numeric[]) AS rate (currency, day, factor)
        ON rate.currency = sale.currency AND rate.day = sale.paid_at::date
    WHERE (paid_at >= %(first)s AND paid_at < %(after)s OR paid_at >= %(first_before)s AND paid_at < %(after_before)s)
      AND %(country)s::text IN ('', origin)
    GROUP BY sale.origin, sale.offer_ref, rate.currency, rate.day
), top AS (
    SELECT offer_ref, sum(pieces) AS pieces, coalesce(sum(value), 0) AS value, max(line_id) AS line_id
    FROM of_offer WHERE now
    GROUP BY offer_ref ORDER BY value DESC, pieces DESC, offer_ref COLLATE "C" LIMIT %(most_sellers)s
)
SELECT
    (SELECT json_agg(json_build_array(origin, pieces, value, value_before)) FROM (
        SELECT origin, coalesce(sum(pieces) FILTER (WHERE now), 0) AS pieces,
               coalesce(sum(value) FILTER (WHERE now), 0) AS value,
               coalesce(sum(value) FILTER (WHERE before), 0) AS value_before
        FROM of_offer GROUP BY origin
    ) AS of_origin),
    (SELECT json_agg(json_build_array(currency, minor, minor_before) ORDER BY currency) FROM (
        SELECT currency, sum(minor) FILTER (WHERE now) AS minor, sum(minor) FILTER (WHERE before) AS minor_before
        FROM of_offer WHERE value IS NULL GROUP BY currency
    ) AS without_rate),
    (SELECT json_agg(json_build_array(
        top.offer_ref, newest.title, newest.brand, newest.shop_name, newest.origin, top.pieces, top.value
     ) ORDER BY top.value DESC, top.pieces DESC, top.offer_ref COLLATE "C")
     FROM top JOIN orders_sales_v1 AS newest USING (line_id))
"""


def country_report(
    *, period: Period, currency: str, edition: str, country: CountryCode | None = None, most_sellers: int = 10
) -> CountryReport:
    """Brands per country of origin, turnover against the year before, top sellers. Money in `currency`."""
    return count(Question(period, currency, country), most_sellers=most_sellers).in_edition(edition)


def count(question: Question, *, most_sellers: int = 10) -> Counted:
    """As the sales are now."""
    period, currency, asked = question.period, question.currency, _asked(question)
    orders: defaultdict[str, int] = defaultdict(int)
    days, lines = set(), 0
    for origin, sold_in, day, of_day, lines_of_day in _rows(_ORDERS, asked):
        days.add((sold_in, day))
        lines += lines_of_day
        if period.first_date <= day <= period.last_date:
            orders[origin] += of_day
    asked |= {"most_sellers": most_sellers, **_factors(days, currency)}
    of_origins, without_rate, top = (part or [] for part in _rows(_REPORT, asked)[0])
    sold = {origin: figures for origin, *figures in of_origins}
    brands = {origin: figures for origin, *figures in _rows(_BRANDS, asked)}
    rows = []
    for origin in {*brands, *sold}:
        of_brands, offers = brands.get(origin, (0, 0))
        pieces, minor, before = sold.get(origin, (0, 0, 0))
        turnover, turnover_before = Money(minor, currency), Money(before, currency)
        rows.append(
            CountryRow(
                CountryCode(origin), of_brands, offers, orders[origin], pieces, turnover, turnover_before
            )
        )
    report = CountryReport(
        period=period,
        currency=currency,
        countries=tuple(sorted(rows, key=lambda row: (-row.turnover.minor, -row.brands, row.country))),
        top_sellers=tuple(
            TopSeller(ref, "", brand, shop_name, CountryCode(origin), pieces, Money(minor, currency))
            for ref, _, brand, shop_name, origin, pieces, minor in top
        ),
        unconverted=tuple(Money(minor, of) for of, minor, _ in without_rate if minor),
        unconverted_before=tuple(Money(minor, of) for of, _, minor in without_rate if minor),
    )
    return Counted(report, titles={ref: titles for ref, titles, *_ in top}, lines=lines)


def find_kept(question: Question, *, edition: str, since: datetime) -> CountryReport | None:
    """What was counted since then, and kept."""
    row = models.KeptReport.objects.filter(**key_of(question), counted_at__gt=since).first()
    if row is None:
        return None
    counted = msgspec.convert(row.body, Counted, dec_hook=code_from_json)
    return counted.in_edition(edition, counted_at=row.counted_at)


def key_of(question: Question) -> dict[str, Any]:
    """The columns of a kept report that say what it is about."""
    return {
        "first_date": question.period.first_date,
        "last_date": question.period.last_date,
        "currency": question.currency,
        "country": question.country or "",
    }


def _factors(days: set[tuple[str, date]], currency: str) -> dict[str, list[Any]]:
    """By what the minor units of a currency are multiplied on a day to be those of ours; None where there is no rate."""
    known, rates = sorted(days), finance.day_rates(days, currency)
    exponent = currency_exponent(currency)
    return {
        "currencies": [sold_in for sold_in, _ in known],
        "days": [day for _, day in known],
        "factors": [
            rates[one].rate.scaleb(exponent - currency_exponent(one[0])) if one in rates else None
            for one in known
        ],
    }


def _asked(question: Question) -> dict[str, Any]:
    now, before = question.period, question.period.year_before
    return {
        "country": question.country or "",
        "first": _midnight(now.first_date),
        "after": _midnight(now.last_date + timedelta(days=1)),
        "first_before": _midnight(before.first_date),
        "after_before": _midnight(before.last_date + timedelta(days=1)),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)


def _rows(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())
