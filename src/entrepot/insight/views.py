"""The country report as a page and as files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from entrepot.geo import public as geo
from entrepot.insight.actions import country_report
from entrepot.insight.forms import EVERYWHERE, PeriodForm
from entrepot.insight.rules import period_of
from entrepot.insight.words import CountryReport, CountryRow, Question
from entrepot.parties import public as parties
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.web import public as web


@dataclass(frozen=True, slots=True)
class Line:
    """A country of the report; share of the largest turnover, from 0 to 100, for its bar."""

    row: CountryRow
    name: str
    share: int
    change: str


def report(request: HttpRequest) -> HttpResponseBase:
    at = now()  # one instant: the day may end while the report is counted
    form = PeriodForm(_filled(request, today=at.date()))
    asked = _asked(form, at) if form.is_valid() else None
    if asked is None:
        return render(request, "insight/report.html", {"form": form}, status=422)
    lines = _lines(asked)
    sellers = _sellers_table(asked)
    name, table = (
        ("top-sellers", sellers)
        if request.GET.get("table") == "sellers"
        else ("country-report", _countries_table(lines))
    )
    name = f"{name}-{asked.period.first_date}-{asked.period.last_date}"
    return web.export(request, _with_instant(table, asked.counted_at), name) or _page(
        request, form, asked, lines, sellers
    )


def _filled(request: HttpRequest, *, today: date) -> dict[str, str]:
    """What the address asks for; the year up to today, everywhere, where it says nothing."""
    until = request.GET.get("until") or today.isoformat()
    try:
        first = period_of(None, date.fromisoformat(until), today=today).first_date.isoformat()
    except (ValueError, Refusal):  # said at its field, by the form
        first = ""
    country = request.GET.get("country", "")
    return {
        "from": request.GET.get("from") or first,
        "until": until,
        "country": country.upper() if country and country != EVERYWHERE else EVERYWHERE,
    }


def _asked(form: PeriodForm, at: datetime) -> CountryReport | None:
    given = form.cleaned_data
    try:
        period = period_of(given["from"], given["until"], today=at.date())
    except Refusal as refusal:
        web.keep_answers(form, refusal)
        return None
    question = Question(period, parties.hub_profile().currency, form.chosen_country)
    return country_report(question=question, edition=web.edition(), at=at)


def _page(
    request: HttpRequest, form: PeriodForm, asked: CountryReport, lines: list[Line], sellers: web.Table
) -> HttpResponse:
    return render(
        request,
        "insight/report.html",
        {
            "form": form,
            "report": asked,
            "lines": lines,
            "sellers": sellers,
            "public_page": web.public_page(request),
        },
    )


def _lines(asked: CountryReport) -> list[Line]:
    largest = max((row.turnover.minor for row in asked.countries), default=0) or 1
    return [
        Line(
            row=row,
            name=geo.country_name(row.country, web.edition()),
            share=max(row.turnover.minor * 100 // largest, 0),
            change=_change_text(row.change_percent),
        )
        for row in asked.countries
    ]


def _change_text(percent: int | None) -> str:
    """With its sign; "" where nothing was sold a year before."""
    if percent is None:
        return ""
    text = web.percent_text(Decimal(percent) / 100).replace("-", "\N{MINUS SIGN}")
    return f"+{text}" if percent > 0 else text


def _countries_table(lines: list[Line]) -> web.Table:
    """For downloads; the page draws a bar beside each turnover."""
    return web.Table(
        caption=_("Countries of origin"),
        headings=(
            _("Country or region"), _("Code"), _("Brands"), _("Offers"), _("Orders"), _("Pieces"), _("Turnover"),
            _("A year before"), _("Change in percent"),
        ),
        rows=[
            (
                line.name, str(line.row.country), line.row.brands, line.row.offers, line.row.orders, line.row.pieces,
                line.row.turnover, line.row.turnover_year_before, line.row.change_percent,
            )
            for line in lines
        ],
    )  # fmt: skip


def _sellers_table(asked: CountryReport) -> web.Table:
    edition = web.edition()
    return web.Table(
        caption=_("Top sellers"),
        headings=(_("Product"), _("Brand"), _("Shop"), _("Made in"), _("Pieces"), _("Turnover")),
        rows=[
            (
                web.Link(one.title, reverse("market:offer_short", args=[one.offer_ref])),
                one.brand,
                one.shop_name,
                geo.country_name(one.country, edition),
                one.pieces,
                one.turnover,
            )
            for one in asked.top_sellers
        ],
    )


def _with_instant(table: web.Table, counted_at: datetime | None) -> web.Table:
    """Kept figures say in a last column when they were counted."""
    if counted_at is None:
        return table
    return replace(
        table,
        headings=(*table.headings, _("Counted at")),
        rows=[(*row, counted_at.isoformat(timespec="seconds")) for row in table.rows],
    )


def report_csv(request: HttpRequest) -> HttpResponse:
    """A lasting address for those who fetch the countries by machine."""
    asked = request.GET.copy()
    asked["export"] = "csv"
    return redirect(f"{reverse('insight:report')}?{asked.urlencode()}")
