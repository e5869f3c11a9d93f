"""The calculation. Pure: what it is asked, the law of the country and nothing else.

Order of the steps: exchange into the customs currency, freight and insurance over the lines by value (largest
remainder), choice of the scheme per line, then the scheme's charges in their order, each rounded at the country's
declared boundary before it enters the next base. So every printed charge is its printed base times its printed rate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Context, localcontext

from entrepot.customs.charges import assess
from entrepot.customs.country import ENGINE, Book, Case, CaseLine, Country, Scheme, percent
from entrepot.customs.stored import encode
from entrepot.customs.territory import UNIONS, Territory, find_territory
from entrepot.customs.words import (
    DUTY_NOT_KNOWN,
    ChargeLine,
    Finding,
    Kind,
    LineScheme,
    NoHSCode,
    NoRate,
    NothingToDeclare,
    Prohibited,
    Quote,
    QuoteRequest,
    Rate,
    RulesUsed,
    Sentence,
    Terms,
)
from entrepot.values import HSCode, Money
from entrepot.values.refusal import message

ARITHMETIC = Context(prec=28)


def quote(request: QuoteRequest, country: Country | None) -> Quote:
    """The landed cost at `request.destination`, whose `country` is None if there is no file for it.

    Refuses an empty request, a missing exchange rate and, where a border is crossed, a line without HS code and goods
    that may not be sent there.
    """
    if not request.lines:
        raise NothingToDeclare
    territory = find_territory(request, UNIONS)
    return _inside(request, territory) if territory else _across(request, country)


def _across(request: QuoteRequest, country: Country | None) -> Quote:
    codes = _codes(request)
    if country is None:
        return _no_country(request)
    with localcontext(ARITHMETIC):
        book = Book(country, request.at)
        warnings = _restrictions(book, request)
        case = _case(book, request, codes)
        choice = country.choose(case)
        chosen = [book.find_scheme(name) if name else None for name in choice.schemes]
        charges, unknown = assess(case, chosen)
        currency = request.currency or country.currency
        lines = _given(request, currency)
        if charges is not None:
            lines += [_in_currency(line, currency, request.rates) for line in charges]
        findings = (*warnings, *choice.findings, *unknown, *_cheaper_with_proof(case, chosen))
        rules = book.used()
        return Quote(
            request=request,
            currency=currency,
            lines=tuple(lines),
            total=Money.total((line.amount for line in lines), currency),
            duty_known=charges is not None,
            terms=Terms.DAP if charges is None else Terms.DDP,
            schemes=tuple(
                LineScheme(line.ref, scheme.id, scheme.name) if scheme else LineScheme(line.ref, "", "")
                for line, scheme in zip(case.lines, chosen, strict=True)
            ),
            reasons=choice.reasons,
            notes=(
                *((DUTY_NOT_KNOWN,) if charges is None else ()),
                *choice.notes,
                *_rates_used(request, {currency, country.currency}),
            ),
            findings=findings,
            quota=choice.quota,
            rules=rules,
            rules_fingerprint=fingerprint(rules),
        )


def recompute(stored: Quote, country: Country | None) -> Quote:
    """The same quote again under the law that it carries, whatever today's tables say."""
    if stored.rules.engine != ENGINE:
        raise ValueError(
            f"quotes of engine {stored.rules.engine} are computed by that release; this one has {ENGINE}"
        )
    if stored.inside_one_territory:
        territory = find_territory(stored.request, stored.rules.groups)
        if territory is None:
            raise ValueError("the stored quote does not carry the law of its customs union")
        return _inside(stored.request, territory)
    if stored.rules.rounding is None:
        return _across(stored.request, None)
    if country is None:
        raise LookupError(f"the file of {stored.request.destination} is gone")
    return _across(stored.request, country.as_of(stored.rules))


def fingerprint(rules: RulesUsed) -> str:
    """SHA-256 over the law that a quote carries."""
    return hashlib.sha256(encode(rules)).hexdigest()


def convert(money: Money, currency: str, rates: Sequence[Rate]) -> Money:
    """By the rate given for this pair, else by the inverse of the opposite one; half up at the target's exponent."""
    if money.currency == currency:
        return money
    for rate in rates:
        if (rate.base, rate.quote) == (money.currency, currency):
            return money.times_rate(rate.rate, currency)
    for rate in rates:
        if (rate.base, rate.quote) == (currency, money.currency):
            return Money.rounded(money.amount / rate.rate, currency)
    raise NoRate(money.currency, currency)


def _codes(request: QuoteRequest) -> list[HSCode]:
    codes = []
    for line in request.lines:
        if line.hs is None:
            raise NoHSCode(line.ref)
        codes.append(line.hs)
    return codes


def _inside(request: QuoteRequest, territory: Territory) -> Quote:
    """Goods that are not imported: no country's file is asked, nothing is declared, no yearly limit is touched."""
    return _as_given(
        request,
        door=True,
        scheme=territory.scheme,
        scheme_name=territory.name,
        reasons=(territory.reason,),
        notes=territory.notes,
        rules=RulesUsed(ENGINE, groups=territory.groups),
    )


def _no_country(request: QuoteRequest) -> Quote:
    text = message("This hub has no sourced customs rules for %(country)s.")
    about = Sentence(text, (("country", str(request.destination)),))
    return _as_given(
        request,
        door=False,
        notes=(DUTY_NOT_KNOWN,),
        findings=(Finding("customs.country_not_known", None, about),),
        rules=RulesUsed(ENGINE),
    )


def _as_given(
    request: QuoteRequest,
    *,
    door: bool,
    scheme: str = "",
    scheme_name: str = "",
    reasons: tuple[Sentence, ...] = (),
    notes: tuple[Sentence, ...],
    findings: tuple[Finding, ...] = (),
    rules: RulesUsed,
) -> Quote:
    """A quote of goods, freight and insurance alone: to the door if no charge is due, to the border if none is known."""
    currency = request.currency or request.lines[0].goods.currency
    with localcontext(ARITHMETIC):
        lines = tuple(_given(request, currency, door=door))
        total = Money.total((line.amount for line in lines), currency)
    return Quote(
        request=request,
        currency=currency,
        lines=lines,
        total=total,
        duty_known=door,
        terms=Terms.DDP if door else Terms.DAP,
        schemes=tuple(LineScheme(line.ref, scheme, scheme_name) for line in request.lines),
        reasons=reasons,
        notes=(*notes, *_rates_used(request, {currency})),
        findings=findings,
        quota=None,
        rules=rules,
        rules_fingerprint=fingerprint(rules),
    )


def _restrictions(book: Book, request: QuoteRequest) -> list[Finding]:
    findings = []
    for line in request.lines:
        for restriction in book.restrictions_on(line, request.channel):
            if restriction.forbidden:
                raise Prohibited(line.ref, restriction.message)
            about = Sentence(restriction.message, (("line", line.ref),))
            findings.append(Finding("customs.restricted", line.ref, about))
    return findings


def _case(book: Book, request: QuoteRequest, codes: list[HSCode]) -> Case:
    currency, rates = book.country.currency, request.rates
    goods = [convert(line.goods, currency, rates) for line in request.lines]
    weights = [amount.minor for amount in goods]
    if not any(weights):
        weights = [line.quantity for line in request.lines]
    freight = convert(request.freight, currency, rates)
    insurance = convert(request.insurance, currency, rates)
    buyer = request.importer
    declared = buyer.declared_elsewhere if buyer else None
    return Case(
        book=book,
        request=request,
        lines=tuple(
            map(CaseLine, request.lines, codes, goods, freight.split(weights), insurance.split(weights))
        ),
        cif=Money.total(goods, currency) + freight + insurance,
        used_here=convert(buyer.used_here, currency, rates) if buyer else Money.zero(currency),
        declared_elsewhere=None if declared is None else convert(declared, currency, rates),
    )


def _given(request: QuoteRequest, currency: str, *, door: bool = False) -> list[ChargeLine]:
    """Goods, freight and insurance as they were given, in the currency of the quote."""
    freight, insurance = _TO_THE_DOOR if door else _TO_THE_BORDER
    lines = [_plain(Kind.GOODS, line.ref, line.goods, _GOODS, request, currency) for line in request.lines]
    if request.freight:
        lines.append(_plain(Kind.FREIGHT, None, request.freight, freight, request, currency))
    if request.insurance:
        lines.append(_plain(Kind.INSURANCE, None, request.insurance, insurance, request, currency))
    return lines


_GOODS = message("Price of the goods")
_TO_THE_BORDER = message("Freight to the border"), message("Insurance to the border")
_TO_THE_DOOR = message("Freight to the door"), message("Insurance to the door")


def _plain(
    kind: Kind, ref: str | None, given: Money, text: str, request: QuoteRequest, currency: str
) -> ChargeLine:
    return ChargeLine(
        kind=kind,
        line_ref=ref,
        amount=convert(given, currency, request.rates),
        levied=given,
        base=None,
        rate=None,
        explanation=Sentence(text),
        rule_id="given",
    )


def _in_currency(line: ChargeLine, currency: str, rates: Sequence[Rate]) -> ChargeLine:
    if line.levied.currency == currency:
        return line
    return ChargeLine(
        kind=line.kind,
        line_ref=line.line_ref,
        amount=convert(line.levied, currency, rates),
        levied=line.levied,
        base=line.base,
        rate=line.rate,
        explanation=line.explanation,
        rule_id=line.rule_id,
        sources=line.sources,
        effective_from=line.effective_from,
        last_checked=line.last_checked,
    )


def _rates_used(request: QuoteRequest, currencies: set[str]) -> tuple[Sentence, ...]:
    """The given rates between the currencies of this quote, as sentences."""
    used = currencies | {line.goods.currency for line in request.lines}
    used |= {request.freight.currency, request.insurance.currency}
    return tuple(
        Sentence(
            message("1 %(base)s = %(rate)s %(quote)s (%(source)s, %(as_of)s)"),
            (
                ("base", rate.base),
                ("rate", f"{rate.rate:f}"),
                ("quote", rate.quote),
                ("source", rate.source),
                ("as_of", rate.as_of.isoformat()),
            ),
        )
        for rate in request.rates
        if {rate.base, rate.quote} <= used
    )


def _cheaper_with_proof(case: Case, chosen: Sequence[Scheme | None]) -> list[Finding]:
    """Agreements that would lower or settle the duty if a proof of origin were on file."""
    findings = []
    text = message("%(line)s: with a proof of origin under %(agreement)s the duty rate would be %(rate)s %%.")
    for line, scheme in zip(case.lines, chosen, strict=True):
        for step in scheme.charges if scheme else ():
            for agreement in step.schedules[1:]:
                if agreement in line.given.proofs:
                    continue
                found = case.book.find_row(agreement, line.hs, line.given.origin)
                usual = case.book.find_row(step.schedules[0], line.hs, line.given.origin)
                if found is None or found.ad_valorem is None:
                    continue
                if usual is None or (usual.ad_valorem is not None and found.ad_valorem < usual.ad_valorem):
                    params = (
                        ("line", line.ref),
                        ("agreement", agreement),
                        ("rate", percent(found.ad_valorem)),
                    )
                    about = Sentence(text, params)
                    findings.append(Finding("customs.preference_without_proof", line.ref, about))
    return findings
