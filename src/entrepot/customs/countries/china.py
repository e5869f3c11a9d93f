"""China: general trade, and the retail import of cross-border e-commerce.

Retail import (Cai Guan Shui [2016] 18 and [2018] 49): goods on a published list, up to a limit per order and per
buyer and year, at no duty and 70 % of excise and VAT. One indivisible item over the limit of an order is taxed in full
but still clears as retail; over the limit of the year it is general trade.

The list kept here holds only lines that were read in a copy of the list of 2016. The later versions add goods; of
what was on it, the version of 2022 took away HS 9307.00.90 and codes that no longer exist. A line that is not in our
copy is therefore not known to be listed, and then nothing is known of its charges.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from entrepot.customs.country import Base, Case, Charge, Choice, Country, Scheme
from entrepot.customs.law import Boundary, Group, Limit, Provision, Restriction, Rounding, Share, Source
from entrepot.customs.tariff import Tariff, read_table
from entrepot.customs.vectors import Vector
from entrepot.customs.words import Channel, Finding, Kind, QuotaCheck, Sentence
from entrepot.values import CountryCode, HSCode, Money
from entrepot.values.refusal import message

CN = CountryCode("CN")
CHECKED = date(2026, 11, 24)

NOTICE_2016 = Source(
    "Cai Guan Shui [2016] 18: tax policy for cross-border e-commerce retail import, in outline",
    "https://ssopdot.com/blog/16222.html",
)
NOTICE_2018 = Source(
    "Cai Guan Shui [2018] 49, in force from 2019-01-01, as Ningbo Customs answers a buyer",
    "https://www.cceeccic.org/1452613053.html",
    date(2025, 11, 18),
)
DUTY_REGULATION = Source(
    "Regulations on Import and Export Duties, State Council Order 392, revised by Order 676 of 2017",
    "https://www.shndlaw.com/index.php/post/343",
    date(2017, 3, 1),
)
ACFTA_AGREEMENT = Source(
    "ASEAN-China trade in goods agreement, tariffs reduced from 1 July 2005 (MITI)",
    "https://www.miti.gov.my/index.php/pages/view/1902",
)

FULL = (
    Charge(
        Kind.DUTY,
        Base.VALUE,
        message("%(rate)s %% duty of %(base)s (%(schedule)s)"),
        schedules=("MFN", "ACFTA"),
    ),
    Charge(
        Kind.EXCISE,
        Base.WITH_DUTY,
        message("%(rate)s %% consumption tax of %(base)s"),
        schedules=("CT",),
        within_price=True,
    ),
    Charge(Kind.TAX, Base.WITH_EXCISE, message("%(rate)s %% VAT of %(base)s"), schedules=("VAT",)),
)

SCHEMES = (
    Scheme(
        id="retail",
        name=message("Retail import within the limits: no duty, reduced tax"),
        source=NOTICE_2016,
        effective_from=date(2016, 4, 8),
        last_checked=CHECKED,
        charges=(
            Charge(
                Kind.DUTY,
                Base.VALUE,
                message("%(rate)s %% duty of %(base)s: retail import"),
                rate="retail.duty",
            ),
            Charge(
                Kind.EXCISE,
                Base.WITH_DUTY,
                message("%(rate)s %% of %(base)s: %(part)s %% of the consumption tax"),
                schedules=("CT",),
                within_price=True,
                part="retail.share",
            ),
            Charge(
                Kind.TAX,
                Base.WITH_EXCISE,
                message("%(rate)s %% of %(base)s: %(part)s %% of the VAT"),
                schedules=("VAT",),
                part="retail.share",
            ),
        ),
    ),
    Scheme(
        id="retail_full",
        name=message("Retail import of one item over the limit of an order: full duty and tax"),
        source=NOTICE_2018,
        effective_from=date(2019, 1, 1),
        last_checked=CHECKED,
        charges=FULL,
    ),
    Scheme(
        id="general",
        name=message("General trade"),
        source=DUTY_REGULATION,
        effective_from=date(2004, 1, 1),
        last_checked=CHECKED,
        charges=FULL,
    ),
)

LIMITS = (
    Limit(
        id="retail.order",
        amount=Money(2_000_00, "CNY"),
        source=NOTICE_2016,
        effective_from=date(2016, 4, 8),
        effective_until=date(2018, 12, 31),
        last_checked=CHECKED,
    ),
    Limit(
        id="retail.order",
        amount=Money(5_000_00, "CNY"),
        source=NOTICE_2018,
        effective_from=date(2019, 1, 1),
        last_checked=CHECKED,
    ),
    Limit(
        id="retail.year",
        amount=Money(20_000_00, "CNY"),
        source=NOTICE_2016,
        effective_from=date(2016, 4, 8),
        effective_until=date(2018, 12, 31),
        last_checked=CHECKED,
    ),
    Limit(
        id="retail.year",
        amount=Money(26_000_00, "CNY"),
        source=NOTICE_2018,
        effective_from=date(2019, 1, 1),
        last_checked=CHECKED,
    ),
)

SHARES = (
    Share(
        id="retail.duty",
        rate=Decimal(0),
        source=NOTICE_2016,
        effective_from=date(2016, 4, 8),
        last_checked=CHECKED,
    ),
    Share(
        id="retail.share",
        rate=Decimal("0.70"),
        source=NOTICE_2016,
        effective_from=date(2016, 4, 8),
        last_checked=CHECKED,
    ),
)


def choose(case: Case) -> Choice:
    """Retail import if it is a parcel, listed, and inside both limits; else what the notices say of each excess."""
    order, year = case.book.find_limit("retail.order"), case.book.find_limit("retail.year")
    if not case.retail or order is None or year is None:
        return _all(case, "general", Sentence(message("General trade: not a shopper's parcel.")))
    unlisted = [
        line for line in case.lines if not case.book.find_row("retail list", line.hs, line.given.origin)
    ]
    if unlisted:
        return Choice(
            (None,) * len(case.lines),
            (Sentence(message("Retail import is open only to goods on the published list.")),),
            findings=tuple(
                Finding(
                    "customs.list_not_known",
                    line.ref,
                    Sentence(_NOT_LISTED, (("line", line.ref), ("hs", str(line.hs)))),
                )
                for line in unlisted
            ),
        )
    value = case.cif
    known = case.used_here + (case.declared_elsewhere or Money.zero("CNY"))
    in_year = known + value <= year.amount
    quota = _quota(case, value, year.amount, counts=in_year)
    money = (("value", str(value)), ("order", str(order.amount)), ("year", str(year.amount)))
    if not in_year:
        return _all(case, "general", Sentence(_OVER_YEAR, money), quota=quota)
    if value <= order.amount:
        return _all(case, "retail", Sentence(_WITHIN, money), quota=quota)
    if case.pieces == 1 and case.book.find_provision("retail.one_item"):
        return _all(case, "retail_full", Sentence(_ONE_ITEM, money), quota=quota)
    quota = _quota(case, value, year.amount, counts=False)
    return _all(case, "general", Sentence(_OVER_ORDER, money), quota=quota)


_NOT_LISTED = message("%(line)s: it is not known whether HS %(hs)s is on China's list for retail import.")
_WITHIN = message(
    "Retail import: %(value)s with freight and insurance is within %(order)s an order and %(year)s a year."
)
_ONE_ITEM = message(
    "One item of %(value)s is over %(order)s an order but within %(year)s a year: full duty and tax."
)
_OVER_ORDER = message("%(value)s is over the retail limit of %(order)s an order: general trade.")
_OVER_YEAR = message(
    "With this order of %(value)s the retail limit of %(year)s a year is exceeded: general trade."
)
_IMPORTER = message("General trade needs an importer who is registered with customs.")


def _all(case: Case, scheme: str, reason: Sentence, *, quota: QuotaCheck | None = None) -> Choice:
    notes = [quota.sentence] if quota else []
    if scheme == "general" and case.retail:
        notes.append(Sentence(_IMPORTER))
    return Choice((scheme,) * len(case.lines), (reason,), tuple(notes), quota=quota)


def _quota(case: Case, value: Money, limit: Money, *, counts: bool) -> QuotaCheck:
    params = [("limit", str(limit)), ("used_here", str(case.used_here))]
    if case.request.importer is None:
        text = message("Yearly limit %(limit)s: what this buyer has used of it is not known to this hub.")
    elif case.declared_elsewhere is None:
        text = message(
            "Yearly limit %(limit)s: %(used_here)s used on this hub, nothing declared by the buyer; "
            "what was bought elsewhere is not known to this hub."
        )
    else:
        text = message(
            "Yearly limit %(limit)s: %(used_here)s used on this hub, %(declared)s declared by the buyer; "
            "what else was bought elsewhere is not known to this hub."
        )
        params.append(("declared", str(case.declared_elsewhere)))
    return QuotaCheck(
        country=CN,
        year=case.at.year,
        amount=value,
        limit=limit,
        used_here=case.used_here,
        declared_elsewhere=case.declared_elsewhere,
        counts=counts,
        sentence=Sentence(text, tuple(params)),
    )


COUNTRY = Country(
    code=CN,
    currency="CNY",
    rounding=Rounding(id="CN.rounding", boundary=Boundary.LINE, last_checked=CHECKED),
    schemes=SCHEMES,
    tariff=Tariff(
        read_table(Path(__file__).parent / "data" / "china.csv", country="CN", currency="CNY"),
        groups=(
            Group(
                id="ACFTA",
                members=tuple(map(CountryCode, "BN ID KH LA MM MY PH SG TH VN".split())),
                source=ACFTA_AGREEMENT,
                effective_from=date(2005, 7, 1),
                last_checked=CHECKED,
            ),
        ),
    ),
    limits=LIMITS,
    shares=SHARES,
    provisions=(
        Provision(
            id="retail.one_item",
            source=NOTICE_2018,
            effective_from=date(2019, 1, 1),
            last_checked=CHECKED,
        ),
    ),
    restrictions=(
        Restriction(
            id="CN.mercury",
            hs=HSCode("3304990010"),
            forbidden=True,
            message=message("%(line)s: cosmetics that contain mercury may not be imported into China."),
            source=Source(
                "Customs code 3304990010, regulatory condition 9: import prohibited (hsciq)",
                "https://hsciq.com/HSCN/Code/3304990010",
                date(2025, 3, 31),
            ),
            effective_from=date(2025, 3, 31),
            last_checked=CHECKED,
        ),
        Restriction(
            id="CN.blades",
            hs=HSCode("93070090"),
            forbidden=True,
            channel=Channel.RETAIL,
            message=message(
                "%(line)s: swords, bayonets and their like are not open to retail import into China."
            ),
            source=Source(
                "Major adjustments to the 2022 edition of the CBEC positive list",
                "https://global.foodmate.net/news/show.php?itemid=9619",
            ),
            effective_from=date(2022, 3, 1),
            last_checked=CHECKED,
        ),
    ),
    vectors=(
        Vector(
            name="no excise and 13 % VAT make 9.1 %",
            source=NOTICE_2018,
            at=date(2026, 11, 24),
            goods="1000",
            hs="090121",
            origin="MY",
            tax="91.00",
        ),
        Vector(
            name="freight and insurance belong to the value",
            source=NOTICE_2016,
            at=date(2026, 11, 24),
            goods="180",
            freight="15",
            insurance="5",
            hs="090121",
            origin="MY",
            tax="18.20",
        ),
        Vector(
            name="one item over the limit of an order",
            source=NOTICE_2018,
            at=date(2026, 11, 24),
            goods="6000",
            hs="090121",
            origin="MY",
            duty="900",
            tax="897",
        ),
        Vector(
            name="goods that are not known to be listed",
            source=NOTICE_2016,
            at=date(2026, 11, 24),
            goods="100",
            hs="080410",
            origin="AE",
            known=False,
        ),
    ),
    choose=choose,
)
