"""What every country file must keep. `faults` lists what a file does wrong; an empty list is a sound country."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path

from entrepot.customs import rules, stored
from entrepot.customs.country import Country
from entrepot.customs.law import Combine, Law, Row
from entrepot.customs.words import (
    DOMESTIC,
    UNION,
    BuyerFacts,
    Channel,
    Kind,
    Prohibited,
    Quote,
    QuoteLine,
    QuoteRequest,
    Transport,
)
from entrepot.values import CountryCode, HSCode, Money, Weight, currency_exponent


def faults(country: Country) -> list[str]:
    return [
        *_of_sources(country),
        *_of_periods(country),
        *_of_rows(country),
        *_of_schemes(country),
        *_of_vectors(country),
        *_of_quotes(country),
    ]


def floats_in(file: Path) -> list[str]:
    """Float literals of a file: none may come near money."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        f"{file.name}:{node.lineno}: the float {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]


def _of_sources(country: Country) -> Iterator[str]:
    currency_exponent(country.currency)
    if not country.rounding.id:
        yield "the rounding has no name"
    for law in country.laws():
        if not law.id:
            yield f"a {type(law).__name__} has no id"
        if not law.source.title.strip() or not law.source.address.strip():
            yield f"{law.id}: no source"
        if law.source.dated and law.source.dated > law.last_checked:
            yield f"{law.id}: checked before its source was written"


def _of_periods(country: Country) -> Iterator[str]:
    for law in country.laws():
        if law.effective_until and law.effective_until < law.effective_from:
            yield f"{law.id}: ends before it begins"
    for one, other in combinations(country.laws(), 2):
        if type(one) is type(other) and _same_thing(one, other) and _overlap(one, other):
            yield f"{one.id}: two versions in force on one day"


def _same_thing(one: Law, other: Law) -> bool:
    if isinstance(one, Row) and isinstance(other, Row):
        return (one.schedule, one.hs, one.origin) == (other.schedule, other.hs, other.origin)
    return one.id == other.id


def _overlap(one: Law, other: Law) -> bool:
    return one.in_force(other.effective_from) or other.in_force(one.effective_from)


def _of_rows(country: Country) -> Iterator[str]:
    groups = {group.id for group in country.tariff.groups}
    charged = {name for scheme in country.schemes for charge in scheme.charges for name in charge.schedules}
    for row in country.tariff.rows:
        if row.origin != "*" and row.origin not in groups:
            CountryCode(row.origin)
        if row.ad_valorem is not None and not (
            isinstance(row.ad_valorem, Decimal) and 0 <= row.ad_valorem <= 10
        ):
            yield f"{row.id}: a rate of {row.ad_valorem}"
        if (row.specific is None) != (row.per is None):
            yield f"{row.id}: an amount per unit needs its unit"
        if row.specific and row.specific.currency != country.currency:
            yield f"{row.id}: not in {country.currency}"
        if (row.combine is not Combine.ONLY) != (row.specific is not None and row.ad_valorem is not None):
            yield f"{row.id}: how do its parts go together?"
        if row.schedule in charged and row.ad_valorem is None and row.specific is None:
            yield f"{row.id}: no rate"


def _of_schemes(country: Country) -> Iterator[str]:
    shares = {share.id for share in country.shares}
    for limit in country.limits:
        if limit.amount.currency != country.currency:
            yield f"{limit.id}: not in {country.currency}"
    for share in country.shares:
        if not isinstance(share.rate, Decimal):
            yield f"{share.id}: not a Decimal"
    for scheme in country.schemes:
        if scheme.id in (DOMESTIC, UNION):
            yield f"{scheme.id}: the engine's own scheme"
        for charge in scheme.charges:
            if bool(charge.rate) == bool(charge.schedules):
                yield f"{scheme.id}: a charge has either a rate or schedules"
            for name in filter(None, (charge.rate, charge.part)):
                if name not in shares:
                    yield f"{scheme.id}: no share {name}"
            if "%(rate)s" not in charge.message or "%(base)s" not in charge.message:
                yield f"{scheme.id}: {charge.message!r} does not say rate and base"
        if country.rounding.boundary not in type(country.rounding.boundary):
            yield "no rounding boundary"


def _of_vectors(country: Country) -> Iterator[str]:
    if not country.vectors:
        yield "no example with a known answer"
    for vector in country.vectors:
        quote = rules.quote(vector.request(country.code, country.currency), country)
        due = {Kind.DUTY: vector.duty, Kind.EXCISE: vector.excise, Kind.TAX: vector.tax}
        for kind, text in due.items():
            if (found := quote.sum_of(kind)) != Money.parse(text, country.currency):
                yield f"{vector.name}: {kind} is {found}, not {text}"
        if quote.duty_known is not vector.known:
            yield f"{vector.name}: known is {quote.duty_known}"
        if not vector.source.title or not vector.source.address:
            yield f"{vector.name}: no source"


def _of_quotes(country: Country) -> Iterator[str]:
    """Every listed code, on every day on which something changes, by every channel and transport."""
    for request in _requests(country):
        try:
            quote = rules.quote(request, country)
        except Prohibited:
            continue
        name = f"{request.lines[0].hs} {request.at} {request.channel} {request.transport}"
        if Money.total((line.amount for line in quote.lines), quote.currency) != quote.total:
            yield f"{name}: the lines do not sum to the total"
        levied = [line for line in quote.lines if line.kind not in (Kind.GOODS, Kind.FREIGHT, Kind.INSURANCE)]
        if levied and not quote.duty_known:
            yield f"{name}: charges although not known"
        if any(
            not line.sources or line.effective_from is None or str(line.explanation) == "" for line in levied
        ):
            yield f"{name}: a charge without its law"
        yield from _of_replay(name, quote, country)


def _of_replay(name: str, quote: Quote, country: Country) -> Iterator[str]:
    text = stored.encode(quote)
    kept = stored.decode(text, Quote)
    emptied = replace(
        country, tariff=replace(country.tariff, rows=(), groups=()), limits=(), shares=(), provisions=(), exclusions=(),
        restrictions=(),
    )  # fmt: skip
    if kept != quote or stored.encode(rules.recompute(kept, emptied)) != text:
        yield f"{name}: the stored quote does not come out again"


def _requests(country: Country) -> Iterator[QuoteRequest]:
    codes = {row.hs for row in country.tariff.rows if len(row.hs) >= 4} | {HSCode("999999")}
    for at in _days(country.laws()):
        for hs in sorted(codes):
            for channel, transport in ((Channel.RETAIL, Transport.AIR), (Channel.RETAIL, Transport.SEA),
                                       (Channel.GENERAL, Transport.SEA)):  # fmt: skip
                yield QuoteRequest(
                    destination=country.code,
                    at=at,
                    lines=(
                        QuoteLine("a", hs, CountryCode("MY"), 3, Money(12345, country.currency), Weight(700)),
                        QuoteLine(
                            "b", hs, CountryCode("CN"), 1, Money(99, country.currency), Weight(20), ("ACFTA",)
                        ),
                    ),
                    freight=Money(1001, country.currency),
                    insurance=Money(7, country.currency),
                    channel=channel,
                    transport=transport,
                    importer=BuyerFacts("b", Money(0, country.currency)),
                )


def _days(laws: Iterable[Law]) -> list[date]:
    days = set()
    for law in laws:
        days |= {law.effective_from - timedelta(days=1), law.effective_from}
        if law.effective_until:
            days |= {law.effective_until, law.effective_until + timedelta(days=1)}
    return sorted(days)
