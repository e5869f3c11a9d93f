"""The country report, from the views that market and orders publish."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection

from entrepot.finance import public as finance
from entrepot.insight.words import CountryReport, CountryRow, Period, TopSeller
from entrepot.values import CountryCode, Money, Refusal

# Sales of a period by day, so that each day's rate converts them; titles in the reader's edition, English else.
_SALES = """
SELECT origin, offer_ref, coalesce(title ->> %(edition)s, title ->> 'en'), brand, shop_name, currency,
       paid_at::date, count(DISTINCT order_ref), sum(quantity), sum(amount_minor)
FROM orders_sales_v1
WHERE paid_at >= %(first)s AND paid_at < %(after)s
GROUP BY origin, offer_ref, 3, brand, shop_name, currency, 7
"""
_ORDERS = """
SELECT origin, count(DISTINCT order_ref) FROM orders_sales_v1
WHERE paid_at >= %(first)s AND paid_at < %(after)s GROUP BY origin
"""
_BRANDS = "SELECT origin, count(DISTINCT brand), count(*) FROM market_offers_v1 GROUP BY origin"


def country_report(
    *, period: Period, currency: str, edition: str, country: CountryCode | None = None, most_sellers: int = 10
) -> CountryReport:
    """Brands per country of origin, turnover against the year before, top sellers. Money in `currency`."""
    convert = _Converter(currency)
    turnover: defaultdict[str, Money] = defaultdict(lambda: Money.zero(currency))
    pieces: defaultdict[str, int] = defaultdict(int)
    sellers: dict[str, TopSeller] = {}
    for origin, offer_ref, title, brand, shop_name, sold_in, day, _, quantity, minor in _rows(
        _SALES, period, edition
    ):
        if country and origin != country:
            continue
        pieces[origin] += int(quantity)
        value = convert(Money(int(minor), sold_in), day) or Money.zero(currency)
        turnover[origin] += value
        known = sellers.get(offer_ref)
        sellers[offer_ref] = TopSeller(
            offer_ref, title, brand, shop_name, CountryCode(origin),
            pieces=int(quantity) + (known.pieces if known else 0),
            turnover=value + known.turnover if known else value,
        )  # fmt: skip
    before: defaultdict[str, Money] = defaultdict(lambda: Money.zero(currency))
    convert_before = _Converter(currency)
    for row in _rows(_SALES, period.year_before, edition):
        if country in (None, row[0]):
            before[row[0]] += convert_before(Money(int(row[9]), row[5]), row[6]) or Money.zero(currency)
    orders = dict(_rows(_ORDERS, period, edition))
    brands = {
        origin: (brand_count, offers) for origin, brand_count, offers in _rows(_BRANDS, period, edition)
    }
    countries = sorted(
        (
            CountryRow(
                CountryCode(origin), *brands.get(origin, (0, 0)), orders.get(origin, 0), pieces[origin],
                turnover[origin], before[origin],
            )
            for origin in {*brands, *turnover, *before}
            if country in (None, origin)
        ),
        key=lambda row: (-row.turnover.minor, -row.brands, row.country),
    )  # fmt: skip
    top = sorted(
        sellers.values(), key=lambda seller: (-seller.turnover.minor, -seller.pieces, seller.offer_ref)
    )
    return CountryReport(
        period=period,
        currency=currency,
        countries=tuple(countries),
        top_sellers=tuple(top[:most_sellers]),
        unconverted=convert.unconverted,
        unconverted_before=convert_before.unconverted,
    )


class _Converter:
    """Amounts of a day into one currency, at the rate of that day; keeps apart what has none."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._rates: dict[tuple[str, date], Decimal | None] = {}
        self._without: defaultdict[str, int] = defaultdict(int)

    def __call__(self, amount: Money, day: date) -> Money | None:
        if amount.currency == self._currency:
            return amount
        key = (amount.currency, day)
        if key not in self._rates:
            self._rates[key] = self._rate(*key)
        rate = self._rates[key]
        if rate is None:
            self._without[amount.currency] += amount.minor
            return None
        return amount.times_rate(rate, self._currency)

    def _rate(self, currency: str, day: date) -> Decimal | None:
        try:
            rates = finance.Rates(datetime.combine(day, time(23, 59), tzinfo=UTC))
            return rates.latest(currency, self._currency).rate
        except Refusal:
            return None

    @property
    def unconverted(self) -> tuple[Money, ...]:
        return tuple(Money(minor, currency) for currency, minor in sorted(self._without.items()))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)


def _rows(statement: str, period: Period, edition: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "edition": edition,
                "first": _midnight(period.first_date),
                "after": _midnight(date.fromordinal(period.last_date.toordinal() + 1)),
            },
        )
        return list(cursor.fetchall())
