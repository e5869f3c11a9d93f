"""Which part of an order's money is whose."""

from __future__ import annotations

from entrepot.customs import public as customs
from entrepot.finance import public as finance
from entrepot.orders.words import Order
from entrepot.values import Money


def escrow_parts(order: Order) -> tuple[finance.EscrowPart, ...]:
    """The order's total by payee: goods to the seller in its currency; duty and taxes to the destination's customs;
    freight and insurance to the carrier's account; fees to this hub. The parts sum to the total."""
    quote = customs.from_json(order.quote)
    payees = {
        "goods": (order.seller_ref, order.goods.currency),
        "freight": ("carrier", order.total.currency),
        "insurance": ("carrier", order.total.currency),
        "duty": (f"customs:{order.destination}", order.total.currency),
        "excise": (f"customs:{order.destination}", order.total.currency),
        "tax": (f"customs:{order.destination}", order.total.currency),
        "fee": ("hub", order.total.currency),
    }
    parts = []
    for kind, (payee, pays) in payees.items():
        paid = Money.total((line.amount for line in quote.lines if line.kind == kind), order.total.currency)
        if paid:
            parts.append(finance.EscrowPart(kind=kind, paid=paid, payee=payee, pays=pays))
    return tuple(parts)
