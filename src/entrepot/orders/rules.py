"""What may follow what in the life of an order. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from entrepot.orders.words import OrderState
from entrepot.values import Refusal
from entrepot.values.refusal import message

# How long a placed purchase keeps its stock, and how long a buyer has to complain after delivery.
# Both are this hub's own terms; the second follows the ten days that escrow marketplaces give.
TIME_TO_PAY = timedelta(minutes=30)
TIME_TO_COMPLAIN = timedelta(days=10)

# How long a cart waits for its shopper. A browser remembers its own for two weeks.
EMPTY_CART_WAITS = timedelta(days=1)
CART_WAITS = timedelta(days=90)

_MAY_FOLLOW: Mapping[OrderState, frozenset[OrderState]] = {
    OrderState.PLACED: frozenset({OrderState.PAID, OrderState.CANCELLED}),
    OrderState.PAID: frozenset({OrderState.DELIVERED, OrderState.COMPLAINED}),
    OrderState.DELIVERED: frozenset({OrderState.COMPLETED, OrderState.COMPLAINED}),
    OrderState.COMPLAINED: frozenset({OrderState.COMPLETED, OrderState.REFUNDED}),
    OrderState.COMPLETED: frozenset(),
    OrderState.CANCELLED: frozenset(),
    OrderState.REFUNDED: frozenset(),
}


def may_follow(now: OrderState, then: OrderState) -> bool:
    return then in _MAY_FOLLOW[now]


def require_step(now: OrderState, then: OrderState, *, ref: str) -> None:
    """Refuses with orders.not_now when `then` can't follow `now`."""
    if not may_follow(now, then):
        raise Refusal(
            "orders.not_now",
            message("Order %(ref)s cannot become “%(then)s” now: it is “%(now)s”."),
            {"ref": ref, "now": now.value, "then": then.value},
        )


def seller_may_know_recipient(state: OrderState) -> bool:
    """A seller who has nothing to send has no need of a name and an address."""
    return state not in (OrderState.PLACED, OrderState.CANCELLED)


def pay_by(placed_at: datetime) -> datetime:
    return placed_at + TIME_TO_PAY


def complain_by(delivered_at: datetime) -> datetime:
    return delivered_at + TIME_TO_COMPLAIN
