"""What the country report says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from entrepot.values import CountryCode, Money
from entrepot.values.editions import next_best


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both counted."""

    first_date: date
    last_date: date

    @property
    def year_before(self) -> Period:
        return Period(_a_year_earlier(self.first_date), _a_year_earlier(self.last_date))


def _a_year_earlier(day: date) -> date:
    """The same day a year before; 29 February counts as the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is about. country: of origin, None for all of them."""

    period: Period
    currency: str
    country: CountryCode | None = None


@dataclass(frozen=True, slots=True)
class CountryRow:
    """Goods of one country of origin. Turnover is the goods value in the report's currency, without duty and freight."""

    country: CountryCode
    brands: int
    offers: int
    orders: int
    pieces: int
    turnover: Money
    turnover_year_before: Money

    @property
    def change_percent(self) -> int | None:
        """Year on year; None where there was nothing a year before."""
        if not self.turnover_year_before:
            return None
        return round(
            (self.turnover.minor - self.turnover_year_before.minor) * 100 / self.turnover_year_before.minor
        )


@dataclass(frozen=True, slots=True)
class TopSeller:
    offer_ref: str
    title: str
    brand: str
    shop_name: str
    country: CountryCode
    pieces: int
    turnover: Money


@dataclass(frozen=True, slots=True)
class CountryReport:
    """unconverted: sales whose day has no exchange rate, in their own currency; they are in no other figure of money.

    unconverted_before: the same of the year before, which the comparison lacks. counted_at: when the figures that are
    kept for all readers were counted; None where they were counted for this one.
    """

    period: Period
    currency: str
    countries: tuple[CountryRow, ...]
    top_sellers: tuple[TopSeller, ...]
    unconverted: tuple[Money, ...]
    unconverted_before: tuple[Money, ...] = ()
    counted_at: datetime | None = None

    @property
    def turnover(self) -> Money:
        return Money.total((row.turnover for row in self.countries), self.currency)

    @property
    def turnover_year_before(self) -> Money:
        return Money.total((row.turnover_year_before for row in self.countries), self.currency)

    @property
    def pieces(self) -> int:
        return sum(row.pieces for row in self.countries)


@dataclass(frozen=True, slots=True)
class Counted:
    """A report for the readers of every edition. titles: of its top sellers, by offer and edition; lines: of sales, that
    were counted for it."""

    report: CountryReport
    titles: Mapping[str, Mapping[str, str]]
    lines: int

    def in_edition(self, edition: str, *, counted_at: datetime | None = None) -> CountryReport:
        sellers = (
            replace(seller, title=_best_title(self.titles[seller.offer_ref], edition))
            for seller in self.report.top_sellers
        )
        return replace(self.report, top_sellers=tuple(sellers), counted_at=counted_at)


def _best_title(titles: Mapping[str, str], edition: str) -> str:
    return next((titles[one] for one in next_best(edition) if one in titles), "")
