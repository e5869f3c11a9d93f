"""The treasurer's desk, an organisation's own statements, and the exchange rates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from entrepot.finance import presenting
from entrepot.finance.actions.rates import COLUMNS, import_rates_csv, set_spread
from entrepot.finance.forms import RatesForm, SpreadForm
from entrepot.finance.ledger_words import READERS_OF_STATEMENTS, AccountKind
from entrepot.finance.needs import money_needs, rate_needs
from entrepot.finance.queries import ledger
from entrepot.finance.queries import payments as payment_queries
from entrepot.finance.queries.published_rates import newest_rates
from entrepot.finance.queries.rates import Rates
from entrepot.finance.rates_source import ECB_FILE
from entrepot.parties import public as parties
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.web import public as web


def treasurer(request: HttpRequest) -> parties.Actor:
    """A treasurer or operator of this hub. Refuses anybody else as if there were nothing here."""
    actor = parties.actor_of(request)
    actor.require(parties.hub_profile().operator_org_ref, parties.Role.TREASURER, parties.Role.OPERATOR)
    return actor


@parties.sign_in_required
def desk(request: HttpRequest) -> HttpResponseBase:
    treasurer(request)
    at = now()
    postings = presenting.postings_table(ledger.latest_postings(), _("Latest postings"))
    return web.export(request, postings, "postings") or render(
        request,
        "finance/desk.html",
        {
            "needs": [*rate_needs(at=at), *money_needs()],
            "at": at,
            "trouble": presenting.trouble_table(payment_queries.payments_in_trouble()),
            "owed": presenting.owed_table(ledger.balances((AccountKind.PAYABLE,))),
            "totals": presenting.totals_table(ledger.trial_balance()),
            "balances": presenting.balances_table(ledger.balances_by_kind()),
            "postings": postings,
        },
    )


@parties.sign_in_required
def my_statements(request: HttpRequest) -> HttpResponseBase:
    actor = parties.actor_of(request)
    organisations = [
        one
        for one in parties.organisations_of(actor.user_ref or "")
        if actor.may(one.ref, *READERS_OF_STATEMENTS)
    ]
    held = [(one, amount) for one in organisations for amount in ledger.held_for(one.ref)]
    statements = [
        (organisation, ledger.statement(organisation.ref, currency))
        for organisation in organisations
        for currency in ledger.currencies_of(organisation.ref)
    ]
    return render(request, "finance/statements.html", {"statements": statements, "held": held})


@parties.sign_in_required
def statement(request: HttpRequest, org_ref: str, currency: str) -> HttpResponseBase:
    if not parties.actor_of(request).may(org_ref, *READERS_OF_STATEMENTS):
        treasurer(request)
    currency = currency.upper()
    if currency not in ledger.currencies_of(org_ref):
        raise parties.not_found()
    found = ledger.statement(org_ref, currency)
    payouts = [payout for payout in ledger.payouts_of(org_ref) if payout.amount.currency == currency]
    return web.export(request, presenting.statement_table(found), f"statement-{currency}") or render(
        request,
        "finance/statement.html",
        {
            "name": presenting.payee_text(org_ref),
            "statement": found,
            "book": presenting.book(found),
            "payouts": presenting.payouts_table(payouts),
        },
    )


@parties.sign_in_required
def order_money(request: HttpRequest, order_ref: str) -> HttpResponseBase:
    treasurer(request)
    escrow = ledger.escrow_of(order_ref)
    return render(
        request,
        "finance/order.html",
        {
            "escrow": escrow,
            "seller": presenting.payee_text(escrow.seller),
            "status": presenting.escrow_status(escrow),
            "parts": presenting.parts_table(escrow),
            "exchanges": presenting.exchanges_table(escrow),
            "postings": presenting.postings_table(ledger.postings_of(order_ref), _("Postings, oldest first")),
        },
    )


@parties.sign_in_required
def rates(request: HttpRequest) -> HttpResponseBase:
    treasurer(request)
    return _show_rates(request, RatesForm(), SpreadForm())


@parties.sign_in_required
def load_rates_file(request: HttpRequest) -> HttpResponseBase:
    actor = treasurer(request)
    if request.method != "POST":
        return redirect("finance:rates")
    form = RatesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_rates(request, form, SpreadForm())
    try:
        given = form.cleaned_data
        done = import_rates_csv(given["file"], source=given["source"], by=actor.user_ref or "", at=now())
    except Refusal as refusal:
        web.keep_answers(form, refusal)
        return _show_rates(request, form, SpreadForm())
    return render(
        request,
        "finance/rates_loaded.html",
        {"done": done, "findings": presenting.findings(done.findings)},
        status=422 if done.findings else 200,
    )


@parties.sign_in_required
def change_spread(request: HttpRequest) -> HttpResponseBase:
    actor = treasurer(request)
    if request.method != "POST":
        return redirect("finance:rates")
    form = SpreadForm(request.POST)
    if form.is_valid():
        try:
            set_spread(
                spread=form.cleaned_data["spread"].scaleb(-2),
                since=form.cleaned_data["since"],
                by=actor.user_ref or "",
                at=now(),
            )
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            messages.success(request, _("The new spread is set."))
            return redirect("finance:rates")
    return _show_rates(request, RatesForm(), form)


def _show_rates(request: HttpRequest, upload: RatesForm, spread: SpreadForm) -> HttpResponseBase:
    at = now()
    table = presenting.rates_table(newest_rates(at=at), at.date())
    return web.export(request, table, "rates") or render(
        request,
        "finance/rates.html",
        {
            "table": table,
            "upload": upload,
            "spread_form": spread,
            "spread": Rates(at).spread,
            "columns": ", ".join(COLUMNS),
            "ecb_file": format_html('<a href="{0}">eurofxref.zip</a>', ECB_FILE),
            "command": 'entrepot load-rates eurofxref.zip --source "ECB, www.ecb.europa.eu"',
        },
        status=422 if upload.errors or spread.errors else 200,
    )
