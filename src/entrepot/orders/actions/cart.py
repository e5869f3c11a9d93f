"""Fill a cart."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language

from entrepot.market import public as market
from entrepot.orders import models, queries, rules, words
from entrepot.values import Refusal
from entrepot.values.references import new_ref
from entrepot.values.refusal import message

MOST_LINES = 50
MOST_PIECES = 999
MOST_FORGOTTEN_AT_ONCE = 5_000


def open_cart(*, at: datetime) -> str:
    """A new empty cart; returns its reference."""
    return models.Cart.objects.create(ref=new_ref("cart"), changed_at=at).ref


@transaction.atomic
def forget_carts(*, at: datetime) -> int:
    """Erase carts that nobody will come back to; returns how many. What was bought stands in its purchase."""
    lines = models.CartLine.objects.filter(cart=OuterRef("pk"))
    empty = Q(~Exists(lines), changed_at__lt=at - rules.EMPTY_CART_WAITS)
    old = models.Cart.objects.filter(empty | Q(changed_at__lt=at - rules.CART_WAITS))
    locked = old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:MOST_FORGOTTEN_AT_ONCE]
    carts = list(locked)
    models.Cart.objects.filter(pk__in=carts).delete()
    return len(carts)


@transaction.atomic
def put_in_cart(*, cart_ref: str, offer_ref: str, quantity: int, at: datetime) -> tuple[words.Wanted, ...]:
    """Set how many pieces of an offer the cart holds; none takes it out. Returns what it holds now.

    Refuses orders.no_cart, orders.bad_quantity, orders.cart_full, orders.cart_is_bought, and what market refuses for an
    offer that does not exist or is another hub's.
    """
    models.Cart.objects.filter(ref=cart_ref).update(changed_at=at)  # and locks it
    cart = queries.find_cart(cart_ref)
    if cart is None:
        raise words.no_such_cart(cart_ref)
    if cart.bought:
        raise words.cart_is_bought(cart_ref)
    if not 0 <= quantity <= MOST_PIECES:
        raise Refusal(
            "orders.bad_quantity",
            message("Choose between 1 and %(most)s pieces."),
            {"most": MOST_PIECES},
            field="quantity",
            status=422,
        )
    holds = {line.offer_ref: line.quantity for line in cart.lines}
    if quantity == 0:
        holds.pop(offer_ref, None)
        models.CartLine.objects.filter(cart_id=cart.id, offer_ref=offer_ref).delete()
    else:
        offer = market.get_offer(offer_ref)
        if offer.remote:
            raise Refusal(
                "orders.sold_elsewhere",
                message("%(title)s is sold by the hub %(hub)s. Buy it there."),
                {"title": offer.title_in(get_language() or "en"), "hub": offer.hub},
            )
        holds[offer_ref] = quantity
        if len(holds) > MOST_LINES:
            raise Refusal(
                "orders.cart_full", message("A cart holds at most %(most)s products."), {"most": MOST_LINES}
            )
        models.CartLine.objects.bulk_create(
            [models.CartLine(cart_id=cart.id, offer_ref=offer_ref, quantity=quantity)],
            update_conflicts=True,
            unique_fields=["cart", "offer_ref"],
            update_fields=["quantity"],
        )
    return tuple(words.Wanted(ref, pieces) for ref, pieces in holds.items())


@transaction.atomic
def put_in_again(*, cart_ref: str, purchase_ref: str, buyer_ref: str, at: datetime) -> int:
    """Put the goods of an earlier purchase into a cart, those that are still for sale; returns how many products.

    Refuses orders.not_found for another's purchase, and what `put_in_cart` refuses.
    """
    purchase = queries.get_purchase(purchase_ref, buyer_ref=buyer_ref)
    lines = [line for order in purchase.orders for line in order.lines]
    offers = market.find_offers([line.offer_ref for line in lines])
    put = 0
    for line in lines:
        offer = offers.get(line.offer_ref)
        if offer and offer.state is market.OfferState.LISTED:
            put_in_cart(cart_ref=cart_ref, offer_ref=line.offer_ref, quantity=line.quantity, at=at)
            put += 1
    return put
