"""Money in the form that the parts of a page take: tables, ledgers, findings, and who an account's owner is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrepot.finance.ledger_words import (
    ACCOUNT_NAMES,
    TRANSFER_NAMES,
    AccountBalance,
    AccountKind,
    AccountName,
    CurrencyTotal,
    Escrow,
    LedgerLine,
    Payout,
    Statement,
)
from entrepot.finance.payment_words import Payment, PaymentState
from entrepot.finance.queries.ledger import payees_of, sellers_of
from entrepot.finance.rate_words import MAX_AGE_DAYS, Leg, RateFinding
from entrepot.geo import public as geo
from entrepot.parties import public as parties
from entrepot.values import Money, Refusal
from entrepot.values.refusal import message
from entrepot.web import public as web

ESCROW_STATES: Mapping[str, tuple[web.Tone, str]] = {
    "held": (web.Tone.WAITING, message("Held in escrow")),
    "released": (web.Tone.DONE, message("Released to its payees")),
    "refunded": (web.Tone.PLAIN, message("Given back to the buyer")),
}

PART_NAMES: Mapping[str, str] = {
    "goods": message("Goods"),
    "freight": message("Freight"),
    "insurance": message("Insurance"),
    "duty": message("Duty"),
    "excise": message("Excise"),
    "tax": message("Tax"),
    "fee": message("Fee"),
}

PAYMENT_STATES: Mapping[PaymentState, tuple[web.Tone, str]] = {
    PaymentState.REQUESTED: (web.Tone.WAITING, message("Not sent yet")),
    PaymentState.SENT: (web.Tone.WAITING, message("Asked, no outcome yet")),
    PaymentState.CAPTURED: (web.Tone.DONE, message("Captured")),
    PaymentState.FAILED: (web.Tone.WRONG, message("Declined")),
    PaymentState.RETURNING: (web.Tone.MOVING, message("Going back to the buyer")),
    PaymentState.RETURNED: (web.Tone.PLAIN, message("Returned to the buyer")),
}

# Accounts whose owner is a payment: the posting beside them says of which order or purchase.
_OF_ONE_BUYER = (AccountKind.BUYER_FUNDS, AccountKind.REFUND)

# What is wrong, and how to mend it, by the code of a finding.
_FINDINGS: Mapping[str, tuple[str, str]] = {
    "finance.rate_row_cells": (
        message("The row has another number of cells than the heading."),
        message("Write four cells: date, base, quote, rate."),
    ),
    "finance.rate_currency": (
        message("This is no currency code."),
        message("Write the three capital letters of ISO 4217, such as ETB."),
    ),
    "finance.rate_same_currency": (
        message("Both currencies are the same."),
        message("Name two different currencies, or leave the row out."),
    ),
    "finance.rate_date": (message("This is no date."), message("Write the day like 2026-10-30.")),
    "finance.rate_date_ahead": (
        message("This day has not come yet."),
        message("Import a rate on its day or later."),
    ),
    "finance.rate_number": (
        message("This is no rate."),
        message("Write a number above zero with a point for the decimals, without a currency sign."),
    ),
    "finance.rate_twice_in_file": (
        message("The file names this pair and day twice."),
        message("Keep the row that is right and take out the other."),
    ),
    "finance.rate_known_otherwise": (
        message(
            "Another rate is on record for this pair and day; it stays, because prices were made with it."
        ),
        message("Compare with the central bank's list. A newer day's rate replaces it from that day on."),
    ),
}


def owner_texts(owners: Iterable[str]) -> Mapping[str, str]:
    """Who accounts belong to, by owner: in words where we have them, else its reference. One question for all."""
    asked = {*owners}
    named = parties.names_of_organisations(owner for owner in asked if owner.startswith("org_"))
    return {owner: named.get(owner) or _owner_text(owner) for owner in asked}


def payee_text(owner: str) -> str:
    """Who is owed, in words."""
    return owner_texts([owner])[owner]


def _owner_text(owner: str) -> str:
    if owner == "hub":
        return _("This hub")
    if owner == "acquirer":
        return _("Payment provider")
    if owner == "carrier":
        return _("Carriers")
    if owner.startswith("customs:"):
        return _("Customs of %(country)s") % {"country": _country(owner.removeprefix("customs:"))}
    return owner


def _country(code: str) -> str:
    try:
        return geo.country_name(code, web.edition())
    except Refusal:
        return code


def _account_text(account: AccountName, owners: Mapping[str, str]) -> str:
    """ "Payable · Haputale Mist": what kind of account and whose. Of an order's escrow, which part of it."""
    kind, part = _(ACCOUNT_NAMES[account.kind]), account.owner.rpartition(":")[2]
    if account.kind in _OF_ONE_BUYER:
        return kind
    if account.kind is AccountKind.ESCROW and part in PART_NAMES:
        return f"{kind} · {_(PART_NAMES[part])}"
    owner = owners[account.owner]
    return kind if owner == kind else f"{kind} · {owner}"


def totals_table(totals: Sequence[CurrencyTotal]) -> web.Table:
    return web.Table(
        caption=_("Trial balance: every currency sums to zero"),
        headings=(_("Currency"), _("Debits"), _("Credits"), _("Sum"), _("State")),
        rows=[
            (
                total.currency, total.debits, total.credits, total.sum,
                web.Status(web.Tone.WRONG, _("Does not sum to zero"))
                if total.sum
                else web.Status(web.Tone.DONE, _("Balanced")),
            )
            for total in totals
        ],
        empty=_("Nothing was posted yet."),
    )  # fmt: skip


def balances_table(balances: Sequence[AccountBalance]) -> web.Table:
    return web.Table(
        caption=_("Balances by kind of account"),
        headings=(_("Account"), _("Debits"), _("Credits"), _("Credits less debits")),
        rows=[(_(line.name), line.debits, line.credits, line.balance) for line in balances],
        empty=_("Nothing was posted yet."),
    )


def postings_table(lines: Sequence[LedgerLine], caption: str) -> web.Table:
    group_refs = {line.group_ref for line in lines}
    sellers, payees = sellers_of(group_refs), payees_of(group_refs)
    accounts = {account.owner for line in lines for account in (line.debit, line.credit)}
    owners = owner_texts({*accounts, *sellers.values(), *payees.values()})
    about = {ref: _about(ref, owners, sellers.get(ref), payees.get(ref)) for ref in group_refs}
    return web.Table(
        caption=caption,
        headings=(_("Time"), _("Posting"), _("Debit"), _("Credit"), _("Amount"), _("About")),
        rows=[
            (
                line.at, _(TRANSFER_NAMES[line.kind]), _account_text(line.debit, owners),
                _account_text(line.credit, owners), line.amount, about[line.group_ref],
            )
            for line in lines
        ],
        empty=_("Nothing was posted yet."),
    )  # fmt: skip


def _about(ref: str, owners: Mapping[str, str], seller: str | None, payee: str | None) -> web.Link:
    """What postings are about: the order from whom, the payout to whom, or a buyer's purchase."""
    if seller:
        text = _("Order from %(shop)s") % {"shop": owners[seller]}
        return web.Link(text, reverse("finance:order", args=[ref]), ref)
    if payee:
        return web.Link(_("Payout to %(payee)s") % {"payee": owners[payee]}, "", ref)
    return web.Link(_("Purchase"), "", ref)


def trouble_table(payments: Sequence[Payment]) -> web.Table:
    return web.Table(
        caption=_("Payments that need a person"),
        headings=(_("Since"), _("Purchase"), _("Payment"), _("Amount"), _("State"), _("What is wrong")),
        rows=[
            (
                payment.requested_at, web.Code(payment.purchase_ref), web.Code(payment.ref), payment.amount,
                payment_status(payment.state),
                payment.reason or _("The payment provider has not answered yet; it is asked again."),
            )
            for payment in payments
        ],
    )  # fmt: skip


def payment_status(state: PaymentState) -> web.Status:
    tone, text = PAYMENT_STATES[state]
    return web.Status(tone, _(text))


def escrow_status(escrow: Escrow) -> web.Status:
    tone, text = ESCROW_STATES[escrow.state]
    return web.Status(tone, _(text))


def parts_table(escrow: Escrow) -> web.Table:
    payees = owner_texts(part.payee for part in escrow.parts)
    return web.Table(
        caption=_("Parts of the order's money"),
        headings=(_("Part"), _("Payee"), _("The buyer paid"), _("The payee is owed")),
        rows=[
            (_(PART_NAMES.get(part.kind, part.kind)), payees[part.payee], part.paid, part.due)
            for part in escrow.parts
        ],
    )


def owed_table(balances: Sequence[AccountBalance]) -> web.Table:
    """What this hub owes now, and to whom, with the way to each statement."""
    payees = owner_texts(line.owner for line in balances)
    return web.Table(
        caption=_("Owed now"),
        headings=(_("To whom"), _("Amount")),
        rows=[
            (
                web.Link(
                    payees[line.owner],
                    reverse("finance:statement", args=[line.owner, line.balance.currency]),
                ),
                line.balance,
            )
            for line in balances
        ],
        empty=_("Nothing is owed to anybody."),
    )


def exchanges_table(*escrows: Escrow) -> web.Table | None:
    """None where nothing was exchanged."""
    exchanges = [made for escrow in escrows for made in escrow.exchanges]
    if not exchanges:
        return None
    return web.Table(
        caption=_("Exchanges, each part posted on its own"),
        headings=(
            _("Sold"), _("Bought"), _("Mid rate"), _("Source"), _("Day"), _("Mid value"), _("Spread"), _("Difference"),
        ),
        rows=[
            (
                made.sold, made.bought, made.mid_rate.normalize(), made.source, date.fromisoformat(made.as_of),
                made.mid, made.spread, made.difference,
            )
            for made in exchanges
        ],
    )  # fmt: skip


def book(statement: Statement) -> web.Ledger:
    """A statement as the ledger part shows it; its difference is what is owed now."""
    zero = Money.zero(statement.currency)
    return web.Ledger(
        lines=[
            web.LedgerLine(line.at, _(line.what), line.group_ref, line.debit, line.credit, line.balance)
            for line in statement.lines
        ],
        debits=sum((line.debit for line in statement.lines if line.debit), zero),
        credits=sum((line.credit for line in statement.lines if line.credit), zero),
        difference=statement.balance,
    )


def statement_table(statement: Statement) -> web.Table:
    """The same lines, for a download."""
    return web.Table(
        caption=_("Statement in %(currency)s") % {"currency": statement.currency},
        headings=(_("Time"), _("Posting"), _("About"), _("Debit"), _("Credit"), _("Balance")),
        rows=[
            (line.at, _(line.what), line.group_ref, line.debit, line.credit, line.balance)
            for line in statement.lines
        ],
    )


def payouts_table(payouts: Sequence[Payout]) -> web.Table:
    return web.Table(
        caption=_("Paid out to the bank"),
        headings=(_("Time"), _("Payout"), _("The bank's reference"), _("Amount")),
        rows=[
            (payout.at, web.Code(payout.ref), web.Code(payout.bank_ref), payout.amount) for payout in payouts
        ],
        empty=_("Nothing was paid out yet."),
    )


def rates_table(rates: Sequence[Leg], today: date) -> web.Table:
    return web.Table(
        caption=_("Newest rates, as published"),
        headings=(_("Currency"), _("Price of one unit"), _("Priced in"), _("Day"), _("Source"), _("State")),
        rows=[
            (rate.base, rate.rate.normalize(), rate.quote, rate.as_of, rate.source, _age(rate, today))
            for rate in rates
        ],
        empty=_("No rates are loaded yet."),
    )


def _age(rate: Leg, today: date) -> web.Status:
    if rate.as_of is None:
        return web.Status(web.Tone.PLAIN, _("Fixed"))
    days = (today - rate.as_of).days
    if days > MAX_AGE_DAYS:
        old = ngettext(
            "%(count)s day old: not used for prices", "%(count)s days old: not used for prices", days
        )
        return web.Status(web.Tone.WRONG, old % {"count": days})
    return web.Status(web.Tone.DONE, _("In use"))


def findings(found: Sequence[RateFinding]) -> list[web.Finding]:
    told = []
    for one in found:
        why, mend = _FINDINGS[one.code]
        place = _("row %(row)s") % {"row": one.row}
        told.append(
            web.Finding(f"{place}, {one.column}" if one.column else place, one.value, _(why), _(mend))
        )
    return told
