"""The country report over the API."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Router, Schema

from entrepot.insight.actions import country_report
from entrepot.insight.rules import period_of
from entrepot.insight.words import Question
from entrepot.parties import public as parties
from entrepot.values.clock import now
from entrepot.web import public as web

router = Router(tags=["insight"])


class CountryOut(Schema):
    country: str
    brands: int
    offers: int
    orders: int
    pieces: int
    turnover_minor: int
    turnover_year_before_minor: int


class TopSellerOut(Schema):
    offer_ref: str
    title: str
    brand: str
    shop_name: str
    country: str
    pieces: int
    turnover_minor: int


class ReportOut(Schema):
    """Money in whole minor units of `currency`; `unconverted` has no rate on its day and is in no other figure.

    counted_at: when figures that are kept for some minutes were counted; null where they are of this moment.
    """

    currency: str
    first_date: date
    last_date: date
    countries: list[CountryOut]
    top_sellers: list[TopSellerOut]
    unconverted: list[web.Amount]
    counted_at: datetime | None = None


@router.get("/insight/countries", response=ReportOut, auth=None)
def countries(
    request: HttpRequest, first_date: date, last_date: date, country: web.Country | None = None
) -> ReportOut:
    """Refuses insight.bad_period for days that make no period."""
    at = now()
    period = period_of(first_date, last_date, today=at.date())
    question = Question(period, parties.hub_profile().currency, country)
    report = country_report(question=question, edition="en", at=at)
    return ReportOut(
        currency=report.currency,
        first_date=first_date,
        last_date=last_date,
        countries=[
            CountryOut(
                country=row.country,
                brands=row.brands,
                offers=row.offers,
                orders=row.orders,
                pieces=row.pieces,
                turnover_minor=row.turnover.minor,
                turnover_year_before_minor=row.turnover_year_before.minor,
            )
            for row in report.countries
        ],
        top_sellers=[
            TopSellerOut(
                offer_ref=seller.offer_ref,
                title=seller.title,
                brand=seller.brand,
                shop_name=seller.shop_name,
                country=seller.country,
                pieces=seller.pieces,
                turnover_minor=seller.turnover.minor,
            )
            for seller in report.top_sellers
        ],
        unconverted=[web.Amount.of(money) for money in report.unconverted],
        counted_at=report.counted_at,
    )
