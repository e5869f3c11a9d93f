"""Malaysia: import duty and sales tax, the relief for small parcels by air, and the tax on low-value goods.

Since 2024 goods of up to RM 500 a piece bear 10 % sales tax on their price alone, collected by the seller. Apart
from that, a consignment by air courier or air post of up to RM 500 CIF is free of duty and of sales tax at import.
The two limits look at different things: the first at the price of a piece, the second at the whole consignment.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from entrepot.customs.country import Base, Case, CaseLine, Charge, Choice, Country, Scheme
from entrepot.customs.law import Boundary, Exclusion, Limit, Rounding, Share, Source
from entrepot.customs.tariff import Tariff, read_table
from entrepot.customs.vectors import Vector
from entrepot.customs.words import Kind, Sentence
from entrepot.values import CountryCode, HSCode, Money
from entrepot.values.refusal import message

CHECKED = date(2026, 11, 24)

LVG_ORDER = Source(
    "Sales Tax (Determination of Low Value Goods) Order 2023 [P.U.(A) 403/2023] (Skrine)",
    "https://www.skrine.com/insights/alerts/december-2023/replacement-for-sales-tax-determination-of-low-val",
    date(2023, 12, 29),
)
SMALL_PARCELS = Source(
    "Customs Duties (Exemption) Order 2017, item 94, and Sales Tax (Persons Exempted) Order 2018, schedule A item 24 "
    "(JSC)",
    "https://www.jsc-corp.com/latestnews/nid/130564/",
)
NOT_RELIEVED = Source(
    "Low-value threshold in Malaysia and the goods outside it (Avalara)",
    "https://www.avalara.com/partner/en/api/calculation/enhanced-vat-calculations-v2/whats-changing-my.html",
    date(2022, 7, 27),
)
IMPORT_GUIDE = Source(
    "Sales tax on taxable goods imported into Malaysia (DHL)",
    "https://www.dhl.com/discover/en-my/logistics-advice/essential-guides/import-sales-tax-malaysia.html",
)

DUTY = Charge(
    Kind.DUTY, Base.VALUE, message("%(rate)s %% duty of %(base)s (%(schedule)s)"), schedules=("MFN", "ACFTA")
)
NO_DUTY = Charge(
    Kind.DUTY,
    Base.VALUE,
    message("%(rate)s %% duty of %(base)s: small parcel by air"),
    rate="small_parcel.duty",
)
SALES_TAX = Charge(
    Kind.TAX, Base.WITH_DUTY, message("%(rate)s %% sales tax of %(base)s"), schedules=("sales tax",)
)
NO_SALES_TAX = Charge(
    Kind.TAX,
    Base.WITH_DUTY,
    message("%(rate)s %% sales tax of %(base)s: small parcel by air"),
    rate="small_parcel.tax",
)
LOW_VALUE_TAX = Charge(
    Kind.TAX,
    Base.GOODS,
    message("%(rate)s %% sales tax on low-value goods of %(base)s"),
    rate="low_value.tax",
)


def _scheme(name: str, title: str, source: Source, since: date, *charges: Charge) -> Scheme:
    return Scheme(
        id=name, name=title, source=source, effective_from=since, last_checked=CHECKED, charges=charges
    )


SCHEMES = (
    _scheme(
        "low_value",
        message("Low-value goods in a small parcel by air: tax at the sale, no duty"),
        LVG_ORDER,
        date(2024, 1, 1),
        NO_DUTY,
        LOW_VALUE_TAX,
    ),
    _scheme(
        "low_value_dutiable",
        message("Low-value goods: tax at the sale, duty on arrival by tariff"),
        LVG_ORDER,
        date(2024, 1, 1),
        DUTY,
        LOW_VALUE_TAX,
    ),
    _scheme(
        "small_parcel",
        message("Small parcel by air: no duty and no sales tax"),
        SMALL_PARCELS,
        date(2018, 9, 1),
        NO_DUTY,
        NO_SALES_TAX,
    ),
    _scheme("general", message("Import duty and sales tax"), IMPORT_GUIDE, date(2018, 9, 1), DUTY, SALES_TAX),
)

LIMITS = (
    Limit(
        id="low_value.piece",
        amount=Money(500_00, "MYR"),
        source=LVG_ORDER,
        effective_from=date(2024, 1, 1),
        last_checked=CHECKED,
    ),
    Limit(
        id="small_parcel",
        amount=Money(500_00, "MYR"),
        source=SMALL_PARCELS,
        effective_from=date(2018, 9, 1),
        last_checked=CHECKED,
    ),
)

SHARES = (
    Share(
        id="low_value.tax",
        rate=Decimal("0.10"),
        source=LVG_ORDER,
        effective_from=date(2024, 1, 1),
        last_checked=CHECKED,
    ),
    Share(
        id="small_parcel.duty",
        rate=Decimal(0),
        source=SMALL_PARCELS,
        effective_from=date(2018, 9, 1),
        last_checked=CHECKED,
    ),
    Share(
        id="small_parcel.tax",
        rate=Decimal(0),
        source=SMALL_PARCELS,
        effective_from=date(2018, 9, 1),
        last_checked=CHECKED,
    ),
)

# The source names the goods in words; the HS codes are ours. Chapter 24 holds tobacco and what is inhaled in its place,
# 2203 to 2208 liquor, 9614 pipes and their bowls, 8543.40 electronic cigarettes (HS 2022).
EXCLUDED = "24 2203 2204 2205 2206 2207 2208 9614 854340".split()


def choose(case: Case) -> Choice:
    """Line by line: the small-parcel relief looks at the consignment, the low-value tax at the price of a piece."""
    if not case.retail:
        reason = Sentence(message("Import duty and sales tax: not a shopper's parcel."))
        return Choice(("general",) * len(case.lines), (reason,))
    reasons: dict[Sentence, None] = {}
    schemes = []
    for line in case.lines:
        scheme, reason = _choose(case, line)
        reasons[reason] = None
        schemes.append(scheme)
    notes = [Sentence(_COLLECTED)] if any(scheme.startswith("low_value") for scheme in schemes) else []
    return Choice(tuple(schemes), tuple(reasons), tuple(notes))


def _choose(case: Case, line: CaseLine) -> tuple[str, Sentence]:
    if case.book.find_exclusion("low value and small parcel", line.hs):
        return "general", Sentence(_EXCLUDED, (("line", line.ref),))
    parcel, piece = case.book.find_limit("small_parcel"), case.book.find_limit("low_value.piece")
    small = parcel is not None and case.by_air and case.cif <= parcel.amount
    taxed_at_sale = piece is not None and case.request.seller_collects and line.piece_at_most(piece.amount)
    params = (
        ("line", line.ref),
        ("cif", str(case.cif)),
        ("limit", str(parcel.amount if parcel else "")),
        ("piece", str(piece.amount if piece else "")),
    )
    if taxed_at_sale:
        return (
            ("low_value", Sentence(_BOTH, params))
            if small
            else ("low_value_dutiable", Sentence(_SALE_ONLY, params))
        )
    return ("small_parcel", Sentence(_SMALL, params)) if small else ("general", Sentence(_NEITHER, params))


_EXCLUDED = message("%(line)s: tobacco, liquor and what goes with smoking have no relief.")
_BOTH = message(
    "%(line)s: not over %(piece)s a piece, so it is taxed at the sale; the parcel by air is worth %(cif)s with freight "
    "and insurance, not over %(limit)s, so there is no duty."
)
_SALE_ONLY = message(
    "%(line)s: not over %(piece)s a piece, so it is taxed at the sale; the consignment of %(cif)s is not a small "
    "parcel by air, so duty is due by tariff."
)
_SMALL = message(
    "%(line)s: the parcel by air is worth %(cif)s with freight and insurance, not over %(limit)s."
)
_NEITHER = message("%(line)s: neither low-value goods taxed at the sale nor a small parcel by air.")
_COLLECTED = message("The seller collects the tax on low-value goods and is registered for it.")

COUNTRY = Country(
    code=CountryCode("MY"),
    currency="MYR",
    rounding=Rounding(id="MY.rounding", boundary=Boundary.LINE, last_checked=CHECKED),
    schemes=SCHEMES,
    tariff=Tariff(read_table(Path(__file__).parent / "data" / "malaysia.csv", country="MY", currency="MYR")),
    limits=LIMITS,
    shares=SHARES,
    exclusions=tuple(
        Exclusion(
            id=f"excluded.{code}",
            provision="low value and small parcel",
            hs=HSCode(code),
            source=NOT_RELIEVED,
            effective_from=date(2022, 7, 27),
            last_checked=CHECKED,
        )
        for code in EXCLUDED
    ),
    vectors=(
        Vector(
            name="RM 480 and RM 20 of freight",
            source=LVG_ORDER,
            at=date(2026, 11, 24),
            goods="480",
            freight="20",
            hs="090121",
            origin="CN",
            tax="48",
        ),
        Vector(
            name="the same before 2024",
            source=SMALL_PARCELS,
            at=date(2023, 12, 31),
            goods="480",
            freight="20",
            hs="090121",
            origin="CN",
        ),
        Vector(
            name="liquor has no relief, and its rates are not known here",
            source=NOT_RELIEVED,
            at=date(2026, 11, 24),
            goods="100",
            hs="220300",
            origin="CN",
            known=False,
        ),
    ),
    choose=choose,
)
