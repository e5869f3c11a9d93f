"""The treasurer's desk and an organisation's own statements."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.finance.queries import ledger
from entrepot.finance.queries import payments as payment_queries
from entrepot.parties import public as parties


def _require_treasurer(request: HttpRequest) -> None:
    parties.actor_of(request).require(
        parties.hub_profile().operator_org_ref, parties.Role.TREASURER, parties.Role.OPERATOR
    )


@parties.sign_in_required
def desk(request: HttpRequest) -> HttpResponse:
    _require_treasurer(request)
    return render(
        request,
        "finance/desk.html",
        {
            "totals": ledger.trial_balance(),
            "balances": ledger.balances_by_kind(),
            "trouble": payment_queries.payments_in_trouble(),
            "postings": ledger.latest_postings(),
        },
    )


@parties.sign_in_required
def my_statements(request: HttpRequest) -> HttpResponse:
    actor = parties.actor_of(request)
    statements = [
        (organisation, currency, ledger.statement(organisation.ref, currency))
        for organisation in parties.organisations_of(actor.user_ref or "")
        for currency in ledger.currencies_of(organisation.ref)
    ]
    return render(request, "finance/statements.html", {"statements": statements})


@parties.sign_in_required
def statement(request: HttpRequest, org_ref: str, currency: str) -> HttpResponse:
    if not parties.actor_of(request).may(org_ref):
        _require_treasurer(request)
    return render(
        request,
        "finance/statement.html",
        {
            "statement": ledger.statement(org_ref, currency.upper()),
            "organisation": parties.get_organisation(org_ref),
            "payouts": [
                payout for payout in ledger.payouts_of(org_ref) if payout.amount.currency == currency.upper()
            ],
        },
    )


@parties.sign_in_required
def order_money(request: HttpRequest, order_ref: str) -> HttpResponse:
    _require_treasurer(request)
    return render(
        request,
        "finance/order.html",
        {"escrow": ledger.escrow_of(order_ref), "postings": ledger.postings_of(order_ref)},
    )
