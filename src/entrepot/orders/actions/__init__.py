"""What people and facts do to carts and orders. One verb, one intent, one transaction."""

from entrepot.orders.actions.cart import forget_carts, open_cart, put_in_again, put_in_cart
from entrepot.orders.actions.checkout import place_purchase
from entrepot.orders.actions.delivery import (
    complain,
    confirm,
    confirm_when_time_is_up,
    mark_delivered,
    settle_complaint,
)
from entrepot.orders.actions.payment import accept_payment, cancel_purchase, cancel_unpaid, pay

__all__ = [
    "accept_payment",
    "cancel_purchase",
    "cancel_unpaid",
    "complain",
    "confirm",
    "confirm_when_time_is_up",
    "forget_carts",
    "mark_delivered",
    "open_cart",
    "pay",
    "place_purchase",
    "put_in_again",
    "put_in_cart",
    "settle_complaint",
]
