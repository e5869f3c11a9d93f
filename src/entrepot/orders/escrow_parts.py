"""Which part of an order's money is whose."""

from __future__ import annotations

from entrepot.customs import public as customs
from entrepot.finance import public as finance
from entrepot.orders.words import Order


def escrow_parts(order: Order) -> tuple[finance.EscrowPart, ...]:
    """The order's total by payee: goods to the seller in its currency; duty and taxes to the destination's customs;
    freight and insurance to the carrier's account; fees to this hub. The parts sum to the total."""
    quote = customs.from_json(order.quote)
    authority = f"customs:{order.destination}"
    payees = {
        customs.Kind.GOODS: order.seller_ref,
        customs.Kind.FREIGHT: "carrier",
        customs.Kind.INSURANCE: "carrier",
        customs.Kind.DUTY: authority,
        customs.Kind.EXCISE: authority,
        customs.Kind.TAX: authority,
        customs.Kind.FEE: "hub",
    }
    paid_parts = [(kind, payee, quote.sum_of(kind)) for kind, payee in payees.items()]
    return tuple(
        finance.EscrowPart(
            kind=kind.value, paid=paid, payee=payee, due=order.goods if kind is customs.Kind.GOODS else paid
        )
        for kind, payee, paid in paid_parts
        if paid
    )
