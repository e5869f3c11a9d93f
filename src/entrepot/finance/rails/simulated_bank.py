"""A bank that is simulated: it takes payment orders into a book of its own and gives each a reference."""

from __future__ import annotations

from entrepot.finance.models.payments import BankOrder
from entrepot.values import Money
from entrepot.values.references import new_ref


class OrderDiffers(RuntimeError):
    """A payout's reference was used again for another amount or account."""


def send(*, payout_ref: str, amount: Money, account_ref: str) -> str:
    """Order a payment; returns the bank's reference. The same payout again is the same order."""
    BankOrder.objects.bulk_create(
        [
            BankOrder(
                payout_ref=payout_ref,
                bank_ref=new_ref("bank"),
                account_ref=account_ref,
                amount_minor=amount.minor,
                currency=amount.currency,
            )
        ],
        ignore_conflicts=True,
    )
    order = BankOrder.objects.get(payout_ref=payout_ref)
    if (Money(order.amount_minor, order.currency), order.account_ref) != (amount, account_ref):
        raise OrderDiffers(payout_ref)
    return order.bank_ref
