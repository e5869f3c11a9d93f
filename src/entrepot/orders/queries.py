"""Reads of carts, purchases and orders."""

from __future__ import annotations

from entrepot.orders import models, words
from entrepot.values import CountryCode, HSCode, Money, UNLocode, Weight


def cart_lines(cart_ref: str) -> tuple[words.Wanted, ...]:
    """What a cart holds, in the order it was put in; nothing for a cart that is not there."""
    rows = models.CartLine.objects.filter(cart__ref=cart_ref).order_by("id")
    return tuple(words.Wanted(row.offer_ref, row.quantity) for row in rows)


def is_bought(cart_ref: str) -> bool:
    return models.Purchase.objects.filter(cart_ref=cart_ref).exists()


def find_purchase_of_cart(cart_ref: str, *, buyer_ref: str) -> words.Purchase | None:
    row = models.Purchase.objects.filter(cart_ref=cart_ref, buyer_ref=buyer_ref).first()
    return _purchase(row) if row else None


def get_purchase(ref: str, *, buyer_ref: str) -> words.Purchase:
    """Refuses orders.not_found for another's."""
    row = models.Purchase.objects.filter(ref=ref, buyer_ref=buyer_ref).first()
    if row is None:
        raise words.no_such_order(ref)
    return _purchase(row)


def purchases_of(buyer_ref: str) -> list[words.Purchase]:
    """A buyer's purchases, newest first."""
    rows = models.Purchase.objects.filter(buyer_ref=buyer_ref).order_by("-placed_at")[:200]
    return [_purchase(row) for row in rows]


def get_order(ref: str) -> words.Order:
    """For the house itself, whoever asks. Pages and API ask `get_order_for`."""
    row = models.Order.objects.select_related("purchase").filter(ref=ref).first()
    if row is None:
        raise words.no_such_order(ref)
    return to_words(row)


def get_order_for(ref: str, *, user_ref: str | None, org_refs: frozenset[str]) -> words.Order:
    """An order that this buyer bought, or that one of these organisations sells. Refuses orders.not_found."""
    order = get_order(ref)
    if order.seller_ref in org_refs or (user_ref and order.buyer_ref == user_ref):
        return order
    raise words.no_such_order(ref)


def orders_of_seller(org_refs: frozenset[str]) -> list[words.Order]:
    """What these organisations sold, newest first."""
    rows = (
        models.Order.objects.select_related("purchase").filter(seller_ref__in=org_refs).order_by("-id")[:500]
    )
    return [to_words(row) for row in rows]


def open_complaints() -> list[words.Order]:
    rows = models.Order.objects.select_related("purchase").filter(state="complained").order_by("id")
    return [to_words(row) for row in rows]


def recipient_of(order_ref: str) -> words.RecipientDetails:
    """Personal data; the caller has proved that the asker is the buyer or the seller."""
    return _recipient(models.Recipient.objects.get(purchase__orders__ref=order_ref))


def _recipient(row: models.Recipient) -> words.RecipientDetails:
    return words.RecipientDetails(row.name, row.street, row.town, row.postcode, row.phone)


def _purchase(row: models.Purchase) -> words.Purchase:
    orders = row.orders.select_related("purchase").order_by("id")
    return words.Purchase(
        ref=row.ref,
        buyer_ref=row.buyer_ref,
        state=row.state,
        reason=row.reason,
        destination=CountryCode(row.destination),
        total=Money(row.total_minor, row.currency),
        placed_at=row.placed_at,
        pay_by=row.pay_by,
        paid_at=row.paid_at,
        recipient=_recipient(row.recipient),
        orders=tuple(to_words(order) for order in orders),
    )


def to_words(row: models.Order) -> words.Order:
    return words.Order(
        ref=row.ref,
        purchase_ref=row.purchase.ref,
        buyer_ref=row.purchase.buyer_ref,
        seller_ref=row.seller_ref,
        shop_ref=row.shop_ref,
        shop_name=row.shop_name,
        ship_from=UNLocode(row.ship_from),
        destination=CountryCode(row.purchase.destination),
        state=words.OrderState(row.state),
        total=Money(row.total_minor, row.purchase.currency),
        goods=Money(row.goods_minor, row.goods_currency),
        weight=Weight(row.weight_g),
        lines=tuple(_line(line) for line in row.lines.order_by("id")),
        quote=row.quote,
        placed_at=row.purchase.placed_at,
        delivered_at=row.delivered_at,
        completed_at=row.completed_at,
        complaint=row.complaint,
    )


def _line(row: models.OrderLine) -> words.BoughtLine:
    return words.BoughtLine(
        offer_ref=row.offer_ref,
        title=row.title,
        brand=row.brand,
        hs=HSCode(row.hs),
        origin=CountryCode(row.origin),
        quantity=row.quantity,
        unit_price=Money(row.unit_minor, row.currency),
        weight=Weight(row.weight_g),
    )
