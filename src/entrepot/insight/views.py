"""The country report as a page and as a file."""

import csv
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from entrepot.geo import public as geo
from entrepot.insight.queries import country_report
from entrepot.insight.words import CountryReport, Period
from entrepot.parties import public as parties
from entrepot.values import CountryCode, Refusal
from entrepot.values.clock import now
from entrepot.values.refusal import message


def asked_period(text_from: str, text_to: str, today: date) -> Period:
    """The last year up to today unless both days are given. Refuses a day that is none, and an end before its start."""
    try:
        first = date.fromisoformat(text_from) if text_from else today - timedelta(days=364)
        last = date.fromisoformat(text_to) if text_to else today
    except ValueError as error:
        raise _bad_period() from error
    if last < first or first.year < 2000:
        raise _bad_period()
    return Period(first, last)


def _bad_period() -> Refusal:
    return Refusal(
        "insight.bad_period",
        message("Choose a first day and a last day that is not before it, written like 2026-10-31."),
        field="from",
        status=422,
    )


def _asked(request: HttpRequest) -> CountryReport:
    country = request.GET.get("country", "")
    return country_report(
        period=asked_period(request.GET.get("from", ""), request.GET.get("until", ""), now().date()),
        currency=parties.hub_profile().currency,
        edition=get_language() or "en",
        country=CountryCode.parse(country) if len(country) == 2 and country.isalpha() else None,
    )


def report(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    largest = max((row.turnover.minor for row in asked.countries), default=0) or 1
    rows = [
        (
            row,
            geo.country_name(row.country, get_language() or "en"),
            max(row.turnover.minor * 100 // largest, 0),
        )
        for row in asked.countries
    ]
    return render(request, "insight/report.html", {"report": asked, "rows": rows})


def report_csv(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="country-report.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Country"),
            _("Brands"),
            _("Offers"),
            _("Orders"),
            _("Pieces"),
            _("Turnover"),
            _("Turnover a year before"),
            _("Currency"),
        ]
    )
    for row in asked.countries:
        writer.writerow(
            [
                row.country, row.brands, row.offers, row.orders, row.pieces, row.turnover.amount,
                row.turnover_year_before.amount, asked.currency,
            ]
        )  # fmt: skip
    return response
