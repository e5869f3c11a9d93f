"""Reads of carts, purchases and orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Count, Prefetch, Q

from entrepot.orders import models, words
from entrepot.values import CountryCode, HSCode, Money, UNLocode, Weight
from entrepot.values.editions import EDITIONS
from entrepot.web import public as web

_LINES = Prefetch("lines", models.OrderLine.objects.order_by("id"))
_ORDERS = models.Order.objects.select_related("purchase").prefetch_related(_LINES)
PURCHASES = models.Purchase.objects.select_related("recipient").prefetch_related(
    Prefetch("orders", models.Order.objects.order_by("id").prefetch_related(_LINES))
)
_AT_ONCE = 500

# Every call of a cart asks this: by hand, as the ORM takes ten times as long to ask.
_CART = """
    SELECT cart.id, EXISTS (SELECT FROM orders_purchase WHERE cart_ref = cart.ref), line.offer_ref, line.quantity
    FROM orders_cart AS cart LEFT JOIN orders_cartline AS line ON line.cart_id = cart.id
    WHERE cart.ref = %s ORDER BY line.id
"""


def find_cart(ref: str) -> words.Cart | None:
    with connection.cursor() as cursor:
        cursor.execute(_CART, [ref])
        rows = cursor.fetchall()
    if not rows:
        return None
    cart_id, bought, *_ = rows[0]
    lines = tuple(words.Wanted(offer_ref, pieces) for _, _, offer_ref, pieces in rows if offer_ref)
    return words.Cart(cart_id, lines, bought)


def cart_lines(cart_ref: str) -> tuple[words.Wanted, ...]:
    """What a cart holds, in the order it was put in; nothing for a cart that is not there."""
    cart = find_cart(cart_ref)
    return cart.lines if cart else ()


def is_bought(cart_ref: str) -> bool:
    """Also for a cart that is forgotten by now."""
    return models.Purchase.objects.filter(cart_ref=cart_ref).exists()


def find_purchase_of_cart(cart_ref: str, *, buyer_ref: str) -> words.Purchase | None:
    row = PURCHASES.filter(cart_ref=cart_ref, buyer_ref=buyer_ref).first()
    return to_purchase(row) if row else None


def get_purchase(ref: str, *, buyer_ref: str) -> words.Purchase:
    """Refuses orders.not_found for another's."""
    row = PURCHASES.filter(ref=ref, buyer_ref=buyer_ref).first()
    if row is None:
        raise words.no_such_order(ref)
    return to_purchase(row)


def purchases_of(buyer_ref: str) -> Sequence[words.Purchase]:
    """A buyer's purchases, newest first."""
    return web.Lazily(PURCHASES.filter(buyer_ref=buyer_ref).order_by("-placed_at", "-id"), to_purchase)


def find_last_recipient(buyer_ref: str, destination: CountryCode) -> words.RecipientDetails | None:
    """Where this buyer had something sent to in that country before. For nobody else's eyes."""
    row = PURCHASES.filter(buyer_ref=buyer_ref, destination=destination).order_by("-placed_at", "-id").first()
    return _recipient(row.recipient) if row else None


def bought_waiting_for(buyer_ref: str, state: words.OrderState) -> list[words.Order]:
    """A buyer's orders in one state, the longest delivered first."""
    rows = _ORDERS.filter(purchase__buyer_ref=buyer_ref, state=state).order_by("delivered_at", "id")
    return [to_words(row) for row in rows[:_AT_ONCE]]


def unpaid_purchases_of(buyer_ref: str, *, at: datetime) -> list[words.Purchase]:
    """What a buyer can still pay, or is being paid, the most urgent first."""
    placed = PURCHASES.filter(buyer_ref=buyer_ref, state="placed", pay_by__gte=at)
    paying = PURCHASES.filter(buyer_ref=buyer_ref, state="paying")
    return [to_purchase(row) for row in (placed | paying).order_by("pay_by", "id")[:_AT_ONCE]]


def get_order(ref: str) -> words.Order:
    """For the house itself, whoever asks. Pages and API ask `get_order_for`."""
    row = _ORDERS.filter(ref=ref).first()
    if row is None:
        raise words.no_such_order(ref)
    return to_words(row)


def get_order_for(ref: str, *, user_ref: str | None, org_refs: frozenset[str]) -> words.Order:
    """An order that this buyer bought, or that one of these organisations sells. Refuses orders.not_found."""
    order = get_order(ref)
    if order.seller_ref in org_refs or (user_ref and order.buyer_ref == user_ref):
        return order
    raise words.no_such_order(ref)


def orders_of_seller(
    org_refs: frozenset[str], *, state: words.OrderState | None = None, text: str = ""
) -> Sequence[words.Order]:
    """What these organisations sold, newest first; in one state, or whose reference or goods have this text in them."""
    rows = _ORDERS.filter(seller_ref__in=org_refs).order_by("-id")
    if state is not None:
        rows = rows.filter(state=state)
    if text:
        titled = Q(brand__icontains=text)
        for edition in EDITIONS:
            titled |= Q(**{f"title__{edition}__icontains": text})
        named = models.OrderLine.objects.filter(titled).values("order_id")
        rows = rows.filter(Q(ref__icontains=text) | Q(pk__in=named))
    return web.Lazily(rows, to_words)


def count_placed(*, since: datetime) -> int:
    """How many orders were placed at this hub since then and are not cancelled."""
    placed = models.Order.objects.filter(purchase__placed_at__gte=since)
    return placed.exclude(state=words.OrderState.CANCELLED).count()


def count_by_state(org_refs: frozenset[str]) -> dict[words.OrderState, int]:
    """How many orders of these organisations are in each state that has any."""
    rows = models.Order.objects.filter(seller_ref__in=org_refs).values_list("state").annotate(n=Count("id"))
    return {words.OrderState(state): count for state, count in rows.order_by("state")}


def open_complaints() -> list[words.Order]:
    """The oldest first."""
    return [to_words(row) for row in _ORDERS.filter(state="complained").order_by("id")[:_AT_ONCE]]


def recipient_of(order_ref: str) -> words.RecipientDetails:
    """Personal data; the caller has proved that the asker is the buyer or the seller."""
    return _recipient(models.Recipient.objects.get(purchase__orders__ref=order_ref))


def _recipient(row: models.Recipient) -> words.RecipientDetails:
    return words.RecipientDetails(row.name, row.street, row.town, row.postcode, row.phone)


def to_purchase(row: models.Purchase) -> words.Purchase:
    return purchase_words(row, map(to_words, row.orders.all()))


def purchase_words(row: models.Purchase, orders: Iterable[words.Order]) -> words.Purchase:
    return words.Purchase(
        ref=row.ref,
        buyer_ref=row.buyer_ref,
        state=row.state,
        reason=row.reason,
        destination=CountryCode(row.destination),
        total=Money(row.total_minor, row.currency),
        edition=row.edition,
        placed_at=row.placed_at,
        pay_by=row.pay_by,
        paid_at=row.paid_at,
        recipient=_recipient(row.recipient),
        orders=tuple(orders),
    )


def to_words(row: models.Order) -> words.Order:
    """Lines in the order in which they were bought, whether they came with the row or not."""
    return order_words(row, sorted(row.lines.all(), key=lambda line: line.pk))


def order_words(row: models.Order, lines: Iterable[models.OrderLine]) -> words.Order:
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
        lines=tuple(map(_line, lines)),
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
