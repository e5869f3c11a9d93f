"""What becomes of a purchase and its orders."""

from entrepot.facts.words import Event
from entrepot.values import CountryCode, Money


class PurchasePlaced(Event):
    """One checkout, over one or more shops. Stock is reserved; nothing is paid yet."""

    purchase_ref: str
    order_refs: tuple[str, ...]
    total: Money
    destination: CountryCode


class OrderPaid(Event):
    """The buyer's money for this order is in escrow; the seller may pack."""

    order_ref: str
    shop_ref: str
    total: Money


class PurchaseCancelled(Event):
    """Nothing will be delivered: stock and quota are free again, money that came goes back."""

    purchase_ref: str
    order_refs: tuple[str, ...]
    reason: str


class OrderDelivered(Event):
    """The parcel is at the door; the buyer may confirm or complain."""

    order_ref: str


class OrderConfirmed(Event):
    """The buyer is content, or had the time to complain and did not."""

    order_ref: str
    by_clock: bool = False


class OrderComplained(Event):
    """The buyer is not content: the money stays in escrow until the complaint is settled."""

    order_ref: str


class ComplaintSettled(Event):
    """The operator decided: the money goes to the seller, or back to the buyer."""

    order_ref: str
    refunded: bool
