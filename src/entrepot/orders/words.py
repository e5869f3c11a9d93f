"""The words of orders: what a cart holds, what a checkout asks, how an order stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from entrepot.market.words import Text
from entrepot.values import CountryCode, HSCode, Money, Refusal, UNLocode, Weight
from entrepot.values.editions import next_best
from entrepot.values.refusal import message


class OrderState(StrEnum):
    PLACED = "placed"  # stock is reserved, nothing is paid
    PAID = "paid"  # the money is in escrow, the parcel is being packed or on its way
    DELIVERED = "delivered"  # at the door; confirm or complain
    COMPLAINED = "complained"  # the money stays in escrow until settled
    COMPLETED = "completed"  # the seller is paid
    CANCELLED = "cancelled"  # never paid, or paid too late and given back
    REFUNDED = "refunded"  # settled in the buyer's favour


STATE_NAMES: Mapping[OrderState, str] = {
    OrderState.PLACED: message("Waiting for payment"),
    OrderState.PAID: message("Paid into escrow"),
    OrderState.DELIVERED: message("Delivered"),
    OrderState.COMPLAINED: message("Complaint open"),
    OrderState.COMPLETED: message("Completed"),
    OrderState.CANCELLED: message("Cancelled"),
    OrderState.REFUNDED: message("Refunded"),
}


class CancelReason(StrEnum):
    NOT_PAID_IN_TIME = "not_paid_in_time"
    PAYMENT_FAILED = "payment_failed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a cart."""

    offer_ref: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Cart:
    """What a cart holds, in the order it was put in. A cart is bought once. `id` is for this package only."""

    id: int
    lines: tuple[Wanted, ...]
    bought: bool


@dataclass(frozen=True, slots=True)
class RecipientDetails:
    """Where the parcel goes. Personal data: it stays in this hub."""

    name: str
    street: str
    town: str
    postcode: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """What was bought, as it was described and priced at the sale. unit_price in the shop's currency."""

    offer_ref: str
    title: Mapping[str, str]
    brand: str
    hs: HSCode
    origin: CountryCode
    quantity: int
    unit_price: Money
    weight: Weight

    def text(self, edition: str) -> Text:
        """The title in this edition, or in the next best; `edition` of the answer says which it is."""
        known = next(one for one in next_best(edition) if one in self.title)
        return Text(known, self.title[known])


@dataclass(frozen=True, slots=True)
class Order:
    """One shop's part of a purchase. `quote` is customs' stored form (see customs.public.from_json)."""

    ref: str
    purchase_ref: str
    buyer_ref: str
    seller_ref: str
    shop_ref: str
    shop_name: str
    ship_from: UNLocode
    destination: CountryCode
    state: OrderState
    total: Money
    goods: Money
    weight: Weight
    lines: tuple[BoughtLine, ...]
    quote: str
    placed_at: datetime
    delivered_at: datetime | None
    completed_at: datetime | None
    complaint: str

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]


@dataclass(frozen=True, slots=True)
class Purchase:
    """One checkout and its orders. edition: the one in which the buyer bought."""

    ref: str
    buyer_ref: str
    state: str
    reason: str
    destination: CountryCode
    total: Money
    edition: str
    placed_at: datetime
    pay_by: datetime
    paid_at: datetime | None
    recipient: RecipientDetails
    orders: tuple[Order, ...]


def cart_is_bought(ref: str) -> Refusal:
    return Refusal(
        "orders.cart_is_bought",
        message("This cart has been bought already. Start a new one."),
        {"ref": ref},
    )


def no_such_cart(ref: str) -> Refusal:
    return Refusal(
        "orders.no_cart",
        message("There is no cart %(ref)s. Start a new one."),
        {"ref": ref},
        status=404,
    )


def no_such_order(ref: str) -> Refusal:
    """The same answer for an order that is not yours and one that never was."""
    return Refusal(
        "orders.not_found",
        message(
            "There is no order %(ref)s here that you may see. Check the number, or sign in with the account that bought it."
        ),
        {"ref": ref},
        status=404,
    )


def not_paid(ref: str) -> Refusal:
    return Refusal(
        "orders.not_paid",
        message("Purchase %(ref)s is not paid, so there is no receipt of it yet."),
        {"ref": ref},
    )
