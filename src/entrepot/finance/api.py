"""Accounts, statements, rates, and the provider's callbacks."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from entrepot.finance.actions import payments
from entrepot.finance.actions.rates import import_rates_csv
from entrepot.finance.ledger_words import READERS_OF_STATEMENTS, AccountName
from entrepot.finance.payment_words import provider_away
from entrepot.finance.queries import ledger
from entrepot.finance.queries import payments as payment_queries
from entrepot.finance.queries.rates import Rates
from entrepot.finance.rails.simulated_acquirer import SIGNATURE_HEADER, AcquirerAway
from entrepot.parties import public as parties
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web

router = Router(tags=["finance"])


class CurrencyOut(Schema):
    currency: str
    debits_minor: int
    credits_minor: int


class TrialBalanceOut(Schema):
    currencies: list[CurrencyOut]


class PostingOut(Schema):
    """`debit` and `credit` are "owner/kind of account"."""

    at: datetime
    kind: str
    debit: str
    credit: str
    amount: web.Amount


class ExchangeOut(Schema):
    sold: web.Amount
    bought: web.Amount
    mid_rate: str
    source: str
    as_of: date
    spread: web.Amount


class OrderMoneyOut(Schema):
    state: str
    exchanges: list[ExchangeOut]
    postings: list[PostingOut]


class StatementLineOut(Schema):
    at: datetime
    what: str
    group_ref: str
    debit_minor: int
    credit_minor: int
    balance_minor: int


class StatementOut(Schema):
    currency: str
    balance_minor: int
    lines: list[StatementLineOut]


class RateOut(Schema):
    base: str
    quote: str
    rate: str
    source: str
    as_of: date


class RatesIn(Schema):
    """csv: columns date, base, quote, rate (1 base = rate quote). source: the central bank and the address of its list."""

    source: str = Field(min_length=1, max_length=200)
    csv: str = Field(min_length=1, max_length=8_000_000)


class RateFindingOut(Schema):
    """`row` counts as a spreadsheet does: the header is row 1."""

    row: int
    column: str
    code: str
    value: str


class RatesImportOut(Schema):
    loaded: int
    known: int
    findings: list[RateFindingOut]


def _treasurer(request: HttpRequest) -> None:
    parties.actor_of(request).require(
        parties.hub_profile().operator_org_ref, parties.Role.TREASURER, parties.Role.OPERATOR
    )


@router.get("/finance/trial-balance", response=TrialBalanceOut, auth=parties.api_auth)
def trial_balance(request: HttpRequest) -> TrialBalanceOut:
    """Debits and credits of all accounts, by currency: equal, always."""
    _treasurer(request)
    return TrialBalanceOut(
        currencies=[
            CurrencyOut(
                currency=total.currency, debits_minor=total.debits.minor, credits_minor=total.credits.minor
            )
            for total in ledger.trial_balance()
        ]
    )


@router.get("/finance/orders/{order_ref}", response=OrderMoneyOut, auth=parties.api_auth)
def money_of_order(request: HttpRequest, order_ref: str) -> OrderMoneyOut:
    """What was held, exchanged, released or refunded for an order."""
    _treasurer(request)
    escrow = ledger.escrow_of(order_ref)
    return OrderMoneyOut(
        state=escrow.state,
        exchanges=[
            ExchangeOut(
                sold=web.Amount.of(made.sold),
                bought=web.Amount.of(made.bought),
                mid_rate=str(made.mid_rate.normalize()),
                source=made.source,
                as_of=date.fromisoformat(made.as_of),
                spread=web.Amount.of(made.spread),
            )
            for made in escrow.exchanges
        ],
        postings=[
            PostingOut(
                at=line.at,
                kind=line.kind,
                debit=_text(line.debit),
                credit=_text(line.credit),
                amount=web.Amount.of(line.amount),
            )
            for line in ledger.postings_of(order_ref)
        ],
    )


@router.get("/finance/statement/{org_ref}/{currency}", response=StatementOut, auth=parties.api_auth)
def statement(request: HttpRequest, org_ref: str, currency: str) -> StatementOut:
    """What an organisation is owed and how it came about: its own, or any for the treasurer."""
    if not parties.actor_of(request).may(org_ref, *READERS_OF_STATEMENTS):
        _treasurer(request)
    found = ledger.statement(org_ref, currency.upper())
    return StatementOut(
        currency=found.currency,
        balance_minor=found.balance.minor,
        lines=[
            StatementLineOut(
                at=line.at,
                what=web.message_text(line.what, {}),
                group_ref=line.group_ref,
                debit_minor=line.debit.minor if line.debit else 0,
                credit_minor=line.credit.minor if line.credit else 0,
                balance_minor=line.balance.minor,
            )
            for line in found.lines
        ],
    )


@router.get("/finance/purchases/{purchase_ref}/charges", response=list[web.Amount], auth=parties.api_auth)
def charges(request: HttpRequest, purchase_ref: str) -> list[web.Amount]:
    """What the payment provider itself says it charged for a purchase. 503 while it does not answer."""
    _treasurer(request)
    try:
        return [web.Amount.of(amount) for amount in payment_queries.charges_of(purchase_ref)]
    except AcquirerAway as away:
        raise provider_away() from away


@router.get("/finance/rates/{base}/{quote}", response=RateOut, auth=None)
def rate(request: HttpRequest, base: str, quote: str) -> RateOut:
    found = Rates(now()).latest(base.upper(), quote.upper())
    return RateOut(
        base=found.base, quote=found.quote, rate=str(found.rate), source=found.source, as_of=found.as_of
    )


@router.post("/finance/rates", response=RatesImportOut, auth=parties.api_auth)
def import_rates(request: HttpRequest, body: RatesIn) -> RatesImportOut:
    """Take in a central bank's rates. Good rows are loaded; `findings` name the others."""
    _treasurer(request)
    by = parties.actor_of(request).user_ref or ""
    done = import_rates_csv(body.csv, source=body.source, by=by, at=now())
    return RatesImportOut(
        loaded=done.loaded,
        known=done.known,
        findings=[
            RateFindingOut(row=one.row, column=one.column, code=one.code, value=one.value)
            for one in done.findings
        ],
    )


@router.post("/finance/callbacks/simulated", response={204: None}, auth=None, include_in_schema=False)
def simulated_callback(request: HttpRequest) -> Status[None]:
    """The provider reports. Signed; any repetition changes nothing."""
    body = request.body
    if len(body) > 10_000:
        raise Refusal("finance.bad_callback", message("The report is too long."), status=413)
    payments.take_callback(body=body, signature=request.headers.get(SIGNATURE_HEADER, ""), at=now())
    return Status(204, None)


def _text(account: AccountName) -> str:
    return f"{account.owner}/{account.kind.value}"
