"""Short ways to ask for a quote, and a country of the tests' own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.customs import countries, rules
from entrepot.customs.country import Base, Charge, Country, Scheme
from entrepot.customs.law import Boundary, Rounding, Source
from entrepot.customs.tariff import COLUMNS, Tariff, parse_table
from entrepot.customs.words import Channel, Kind, Quote, QuoteLine, QuoteRequest, Rate
from entrepot.values import CountryCode, HSCode, Money, Weight

TODAY = date(2026, 11, 24)
COUNTRIES = countries.scan(countries)
CHINA, MALAYSIA = COUNTRIES[CountryCode("CN")], COUNTRIES[CountryCode("MY")]
TEXTBOOK = Source("Duty and Tax Calculation Methods (export.gov)", "export.gov", date(2016, 1, 1))
RINGGIT = Rate("MYR", "CNY", Decimal("1.6423"), "test", date(2026, 11, 23))


def line(
    goods: str,
    hs: str | None = "090121",
    *,
    currency: str = "CNY",
    ref: str = "coffee",
    origin: str = "MY",
    quantity: int = 1,
    grams: int = 500,
    proofs: tuple[str, ...] = (),
) -> QuoteLine:
    return QuoteLine(
        ref,
        HSCode(hs) if hs else None,
        CountryCode(origin),
        quantity,
        Money.parse(goods, currency),
        Weight(grams),
        proofs,
    )


def ask(
    to: Country,
    *lines: QuoteLine,
    freight: str = "0",
    insurance: str = "0",
    at: date = TODAY,
    **more: Any,
) -> Quote:
    """A quote; freight and insurance in the currency of the first line."""
    currency = lines[0].goods.currency if lines else "CNY"
    return rules.quote(
        QuoteRequest(
            destination=to.code,
            at=at,
            lines=lines,
            freight=Money.parse(freight, currency),
            insurance=Money.parse(insurance, currency),
            **more,
        ),
        to,
    )


def amounts(quote: Quote, *kinds: Kind) -> list[str]:
    return [str(line.amount) for line in quote.lines if not kinds or line.kind in kinds]


def codes(quote: Quote) -> list[str]:
    return [finding.code for finding in quote.findings]


def textbook(
    rows: Sequence[str],
    *,
    cif: bool = True,
    boundary: Boundary = Boundary.LINE,
    charges: tuple[Charge, ...] | None = None,
    **more: Any,
) -> Country:
    """A country with a plain scheme: duty on the customs value, tax on that and the duty. `rows` are
    "schedule,hs,origin,percent,specific,per,combine" or shorter."""
    table = [",".join(COLUMNS)]
    for row in rows:
        cells = row.split(",")
        cells += [""] * (7 - len(cells))
        table.append(",".join([*cells, "Textbook", "export.gov", "", "2020-01-01", "", "2026-11-24"]))
    scheme = Scheme(
        id="plain",
        name="Textbook",
        source=TEXTBOOK,
        effective_from=date(2016, 1, 1),
        last_checked=TODAY,
        with_freight=cif,
        with_insurance=cif,
        charges=charges
        or (
            Charge(Kind.DUTY, Base.VALUE, "%(rate)s %% of %(base)s", schedules=("MFN", "PACT")),
            Charge(Kind.TAX, Base.WITH_DUTY, "%(rate)s %% of %(base)s", schedules=("VAT",)),
        ),
    )
    return Country(
        code=CountryCode("AQ"),
        currency="USD",
        rounding=Rounding(id="AQ.rounding", boundary=boundary, last_checked=TODAY),
        schemes=(scheme,),
        tariff=Tariff(parse_table("\n".join(table), country="AQ", currency="USD")),
        **more,
    )


__all__ = [
    "CHINA",
    "COUNTRIES",
    "MALAYSIA",
    "RINGGIT",
    "TODAY",
    "Channel",
    "amounts",
    "ask",
    "codes",
    "line",
    "textbook",
]
