"""What waits for the treasurer: payments and payouts that are stuck, books that do not add up, rates that are old."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from entrepot.finance.queries import ledger
from entrepot.finance.queries.payments import payments_in_trouble
from entrepot.finance.queries.rates import rates_lacking
from entrepot.values.refusal import message
from entrepot.web import public as web


def money_needs() -> Iterator[web.Matter]:
    unbalanced = [total.currency for total in ledger.trial_balance() if total.debits != total.credits]
    if unbalanced:
        yield web.Matter(
            message("The books do not add up in %(currencies)s: debits and credits differ."),
            {"currencies": web.list_text(unbalanced)},
            web.Way(message("See the books"), "finance:desk", anchor="books"),
        )
    if troubled := payments_in_trouble():
        yield web.Matter(
            message("Payments without an outcome, or that the provider contradicts: %(count)s."),
            {"count": len(troubled)},
            web.Way(message("See what is wrong"), "finance:desk", anchor="trouble"),
        )
    if waiting := ledger.payouts_waiting():
        yield web.Matter(
            message("Sellers are owed money that was not paid out: %(amounts)s."),
            {"amounts": web.list_text(str(web.money_text(line.balance)) for line in waiting)},
            web.Way(message("See who is owed"), "finance:desk", anchor="books"),
        )


def rate_needs(*, at: datetime, currencies: Collection[str] = ()) -> Iterator[web.Matter]:
    """currencies: those that somebody sells in, besides those of the books."""
    for refusal in rates_lacking(at=at, currencies=currencies):
        yield web.Matter(
            refusal.message, refusal.params, web.Way(message("Load newer rates"), "finance:rates")
        )
