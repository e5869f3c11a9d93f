"""The calls that other packages may use. insight reads the SQL view orders_sales_v1 instead."""

from entrepot.orders.actions import (
    complain,
    confirm,
    open_cart,
    pay,
    place_purchase,
    put_in_cart,
    settle_complaint,
)
from entrepot.orders.queries import (
    count_placed,
    get_order,
    get_order_for,
    get_purchase,
    open_complaints,
    orders_of_seller,
    purchases_of,
)
from entrepot.orders.words import BoughtLine, Order, OrderState, Purchase, RecipientDetails, Wanted

__all__ = [
    "BoughtLine",
    "Order",
    "OrderState",
    "Purchase",
    "RecipientDetails",
    "Wanted",
    "complain",
    "confirm",
    "count_placed",
    "get_order",
    "get_order_for",
    "get_purchase",
    "open_cart",
    "open_complaints",
    "orders_of_seller",
    "pay",
    "place_purchase",
    "purchases_of",
    "put_in_cart",
    "settle_complaint",
]
