"""The charges of the chosen schemes, in customs currency: base, rate, rounding, and which law each stands on.

Inside this file amounts are whole minor units of the customs currency; Money appears where a line is written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from entrepot.customs.country import Base, Book, Case, CaseLine, Charge, Scheme, percent
from entrepot.customs.law import Boundary, Combine, Law, Per, Row, Source
from entrepot.customs.words import ChargeLine, Finding, Kind, Sentence
from entrepot.values import Money
from entrepot.values.refusal import message

ONE = Decimal(1)


@dataclass(slots=True)
class _Running:
    """A line on its way through the charges of its scheme: what its next base is made of."""

    line: CaseLine
    scheme: Scheme
    value: int
    duty: int = 0
    excise: int = 0

    def base(self, base: Base) -> int:
        if base is Base.VALUE:
            return self.value
        if base is Base.WITH_DUTY:
            return self.value + self.duty
        if base is Base.WITH_EXCISE:
            return self.value + self.duty + self.excise
        return self.line.goods.minor


@dataclass(frozen=True, slots=True)
class _Levy:
    """One charge of one line before rounding. `whole` enters the next base, `due` is what is levied."""

    base: int | None
    rate: Decimal | None
    part: Decimal
    whole: Decimal
    due: Decimal
    schedule: str
    laws: tuple[Law, ...]


@dataclass(frozen=True, slots=True)
class _Citation:
    rule_id: str
    sources: tuple[Source, ...]
    effective_from: date
    last_checked: date


def assess(case: Case, chosen: Sequence[Scheme | None]) -> tuple[list[ChargeLine] | None, list[Finding]]:
    """The charges, line of goods by line; or None if one of them is not known, and what is missing."""
    running = [_start(line, scheme) for line, scheme in zip(case.lines, chosen, strict=True) if scheme]
    if len(running) < len(case.lines):
        return None, []
    charged: dict[str, list[ChargeLine]] = {line.ref: [] for line in case.lines}
    missing: list[Finding] = []
    for scheme in dict.fromkeys(state.scheme.id for state in running):
        states = [state for state in running if state.scheme.id == scheme]
        for step, charge in enumerate(states[0].scheme.charges, start=1):
            levies: list[_Levy] = []
            for state in states:
                levy = _levy(case.book, charge, state)
                if levy is None:
                    missing.append(_not_known(case.book, charge, state))
                else:
                    levies.append(levy)
            if not missing:
                _enter(case.book, charge, step, states, levies, charged)
    if missing:
        return None, missing
    return [line for lines in charged.values() for line in lines], []


def _start(line: CaseLine, scheme: Scheme) -> _Running:
    value = line.goods.minor
    if scheme.with_freight:
        value += line.freight.minor
    if scheme.with_insurance:
        value += line.insurance.minor
    return _Running(line, scheme, value)


def _levy(book: Book, charge: Charge, state: _Running) -> _Levy | None:
    """The charge of one line: the lowest that the goods are entitled to. None if it is not known."""
    laws: tuple[Law, ...] = ()
    part = ONE
    if charge.part:
        share = book.find_share(charge.part)
        if share is None:
            return None
        part, laws = share.rate, (share,)
    base = state.base(charge.base)
    if charge.rate:
        fixed = book.find_share(charge.rate)
        return _ad_valorem(charge, base, fixed.rate, part, "", (fixed, *laws)) if fixed else None
    given = state.line.given
    offered = [
        _by_row(charge, base, row, part, state, (row, *laws))
        for number, schedule in enumerate(charge.schedules)
        if (number == 0 or schedule in given.proofs)
        and (row := book.find_row(schedule, state.line.hs, given.origin))
    ]
    return min(offered, key=lambda levy: levy.due, default=None)


def _ad_valorem(
    charge: Charge, base: int, rate: Decimal, part: Decimal, schedule: str, laws: tuple[Law, ...]
) -> _Levy:
    if not charge.within_price:
        whole = base * rate
        return _Levy(base, rate * part, part, whole, whole * part, schedule, laws)
    price = _half_up(base / (1 - rate))
    return _Levy(price, rate * part, part, Decimal(price - base), price * rate * part, schedule, laws)


def _by_row(
    charge: Charge, base: int, row: Row, part: Decimal, state: _Running, laws: tuple[Law, ...]
) -> _Levy:
    if row.specific is None:
        return _ad_valorem(charge, base, row.ad_valorem or Decimal(0), part, row.schedule, laws)
    given = state.line.given
    units = given.weight.kg if row.per is Per.KG else Decimal(given.quantity)
    whole = units * row.specific.minor
    if row.ad_valorem is not None:
        of_value = base * row.ad_valorem
        if row.combine is Combine.SUM:
            whole += of_value
        elif row.combine is Combine.GREATER:
            whole = max(whole, of_value)
        else:
            whole = min(whole, of_value)
    return _Levy(None, None, part, whole, whole * part, row.schedule, laws)


def _enter(
    book: Book,
    charge: Charge,
    step: int,
    states: list[_Running],
    levies: list[_Levy],
    charged: dict[str, list[ChargeLine]],
) -> None:
    """Round one charge over its lines, write it down and put it into the next base."""
    currency, boundary = book.country.currency, book.country.rounding.boundary
    dues = _rounded([levy.due for levy in levies], boundary)
    wholes = dues
    if charge.part or charge.within_price:
        wholes = _rounded([levy.whole for levy in levies], boundary)
    cited: dict[tuple[int, ...], _Citation] = {}
    for state, levy, whole, due in zip(states, levies, wholes, dues, strict=True):
        if charge.kind is Kind.DUTY:
            state.duty += whole
        elif charge.kind is Kind.EXCISE:
            state.excise += whole
        key = tuple(map(id, levy.laws))
        citation = cited.get(key) or cited.setdefault(key, _cite(book, state.scheme, step, levy))
        amount = Money(due, currency)
        base = None if levy.base is None else Money(levy.base, currency)
        charged[state.line.ref].append(
            ChargeLine(
                kind=charge.kind,
                line_ref=state.line.ref,
                amount=amount,
                levied=amount,
                base=base,
                rate=levy.rate,
                explanation=_explanation(charge, levy, base, amount),
                rule_id=citation.rule_id,
                sources=citation.sources,
                effective_from=citation.effective_from,
                last_checked=citation.last_checked,
            )
        )


def _half_up(minor: Decimal) -> int:
    return int(minor.quantize(ONE, ROUND_HALF_UP))


def _rounded(amounts: list[Decimal], boundary: Boundary) -> list[int]:
    """Half up, each by itself or all together with the largest remainder."""
    if boundary is Boundary.LINE:
        return [_half_up(amount) for amount in amounts]
    total = _half_up(sum(amounts, Decimal(0)))
    floors = [int(amount) for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda n: floors[n] - amounts[n])
    for n in by_remainder[: total - sum(floors)]:
        floors[n] += 1
    return floors


def _cite(book: Book, scheme: Scheme, step: int, levy: _Levy) -> _Citation:
    laws = (scheme, *levy.laws)
    return _Citation(
        rule_id=".".join(filter(None, (book.country.code, scheme.id, str(step), levy.schedule))),
        sources=tuple(dict.fromkeys(law.source for law in levy.laws)),
        effective_from=max(law.effective_from for law in laws),
        last_checked=min(law.last_checked for law in laws),
    )


def _explanation(charge: Charge, levy: _Levy, base: Money | None, due: Money) -> Sentence:
    if levy.rate is None or base is None:
        return Sentence(_BY_QUANTITY, (("amount", str(due)), ("schedule", levy.schedule)))
    return Sentence(
        charge.message,
        (
            ("base", str(base)),
            ("rate", percent(levy.rate)),
            ("part", percent(levy.part)),
            ("schedule", levy.schedule),
        ),
    )


def _not_known(book: Book, charge: Charge, state: _Running) -> Finding:
    line = state.line
    params = (("line", line.ref), ("hs", str(line.hs)), ("origin", str(line.given.origin)))
    if book.wants_more_digits(charge.schedules, line.hs):
        return Finding("customs.code_too_short", line.ref, Sentence(_CODE_TOO_SHORT, params))
    text = {Kind.DUTY: _NO_DUTY, Kind.EXCISE: _NO_EXCISE}.get(charge.kind, _NO_TAX)
    return Finding("customs.rate_not_known", line.ref, Sentence(text, params))


_BY_QUANTITY = message("%(amount)s by quantity (%(schedule)s)")
_CODE_TOO_SHORT = message("%(line)s: the rate depends on more digits than HS %(hs)s has.")
_NO_DUTY = message("%(line)s: no sourced duty rate for HS %(hs)s from %(origin)s.")
_NO_EXCISE = message("%(line)s: it is not known whether excise is due on HS %(hs)s.")
_NO_TAX = message("%(line)s: no sourced import tax rate for HS %(hs)s.")
