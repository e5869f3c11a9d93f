"""One checkout over any number of shops: each becomes an order with its own quote; stock and quota are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from django.db import transaction

from entrepot.customs import public as customs
from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.market import public as market
from entrepot.orders import models, queries, rules, words
from entrepot.orders.events import PurchasePlaced
from entrepot.orders.words import Purchase, RecipientDetails, Wanted
from entrepot.values import CountryCode, Money, Refusal, Weight
from entrepot.values.references import new_ref
from entrepot.values.refusal import message

MOST_DECLARED_MINOR = 10**12
# Goods are held while a buyer pays; nobody holds them with one purchase after the other that is never paid.
MOST_UNPAID = 5


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """One shop's part of a cart with its landed price."""

    shop: market.Shop
    lines: tuple[tuple[market.Offer, int], ...]
    quote: customs.Quote

    @property
    def goods(self) -> Money:
        return Money.total((offer.price * pieces for offer, pieces in self.lines), self.shop.currency)

    @property
    def weight(self) -> Weight:
        return Weight.total(offer.weight * pieces for offer, pieces in self.lines)


def price_cart(
    lines: Sequence[Wanted],
    *,
    destination: CountryCode,
    currency: str,
    buyer_ref: str | None,
    declared_elsewhere: Money | None,
    at: datetime,
) -> tuple[PricedOrder, ...]:
    """The landed price of a cart, shop by shop. Refuses orders.bad_declaration, and what market, finance and customs
    refuse.

    The yearly quota of a buyer is counted order by order, as each will be a declaration of its own.
    """
    _require_declaration(declared_elsewhere)
    offers = market.get_offers([wanted.offer_ref for wanted in lines])
    by_shop: dict[str, list[tuple[market.Offer, int]]] = {}
    for wanted in lines:
        offer = offers[wanted.offer_ref]
        by_shop.setdefault(offer.shop_ref, []).append((offer, wanted.quantity))
    shops, doors = market.get_shops(by_shop), market.Doors(at)
    importer = None
    if buyer_ref and destination in customs.countries_known():
        used = customs.quota_used(buyer_ref, destination, at.year)
        importer = customs.BuyerFacts(buyer_ref, used, declared_elsewhere)
    priced: list[PricedOrder] = []
    for shop_ref, group in by_shop.items():
        quote = doors.price(group, country=destination, currency=currency, importer=importer).quote
        priced.append(PricedOrder(shops[shop_ref], tuple(group), quote))
        if importer and quote.quota and quote.quota.counts:
            importer = replace(importer, used_here=importer.used_here + quote.quota.amount)
    return tuple(priced)


def _require_declaration(declared: Money | None) -> None:
    """Less than nothing would give the buyer a larger yearly quota than the law."""
    if declared is None or 0 <= declared.minor <= MOST_DECLARED_MINOR:
        return
    least = message("This must be %(ge)s or more.")
    most = message("This must be %(le)s or less.")
    raise Refusal(
        "orders.bad_declaration",
        least if declared.minor < 0 else most,
        {"ge": 0, "le": MOST_DECLARED_MINOR},
        field="declared_elsewhere",
        status=422,
    )


@transaction.atomic
def place_purchase(
    *,
    cart_ref: str,
    buyer_ref: str,
    recipient: RecipientDetails,
    destination: CountryCode,
    currency: str,
    declared_elsewhere: Money | None,
    edition: str,
    at: datetime,
    agreed_total: Money | None = None,
) -> Purchase:
    """Buy a cart. A cart is bought once: the same buyer asking again gets the purchase that it became.

    agreed_total: what the buyer was shown; None where nobody looked at a price before.
    Refuses orders.empty_cart; orders.cart_is_bought by somebody else; orders.address_incomplete; orders.price_changed;
    orders.pay_first with too many purchases unpaid; finance.no_provider where nothing could be paid; market.sold_out naming the product; customs' and finance's refusals.
    Nothing is held then.
    """
    models.Cart.objects.select_for_update(no_key=True).filter(ref=cart_ref).first()
    cart = queries.find_cart(cart_ref)
    if cart is None or cart.bought:  # one that was bought long ago is forgotten
        already = queries.find_purchase_of_cart(cart_ref, buyer_ref=buyer_ref)
        if already:
            return already
        if queries.is_bought(cart_ref):
            raise words.cart_is_bought(cart_ref)
    lines = cart.lines if cart else ()
    if not lines:
        raise Refusal(
            "orders.empty_cart", message("Your cart is empty. Put something in it first."), status=422
        )
    _require_address(recipient)
    _require_few_unpaid(buyer_ref, at)
    finance.require_provider()
    priced = price_cart(
        lines,
        destination=destination,
        currency=currency,
        buyer_ref=buyer_ref,
        declared_elsewhere=declared_elsewhere,
        at=at,
    )
    total = Money.total((order.quote.total for order in priced), currency)
    if agreed_total is not None and agreed_total != total:
        raise Refusal(
            "orders.price_changed",
            message(
                "The whole price is %(total)s now; the page showed %(agreed)s. Look at the lines again, "
                "then place the order."
            ),
            {"total": str(total), "agreed": str(agreed_total)},
        )
    purchase = models.Purchase.objects.create(
        ref=new_ref("purchase"),
        cart_ref=cart_ref,
        buyer_ref=buyer_ref,
        destination=destination,
        total_minor=total.minor,
        currency=total.currency,
        edition=edition,
        placed_at=at,
        pay_by=rules.pay_by(at),
    )
    models.Recipient.objects.create(
        purchase=purchase,
        name=recipient.name,
        street=recipient.street,
        town=recipient.town,
        postcode=recipient.postcode,
        phone=recipient.phone,
    )
    market.reserve_stock(
        reservation_ref=purchase.ref, lines=tuple((line.offer_ref, line.quantity) for line in lines), at=at
    )
    orders = _place_orders(purchase, priced)
    customs.reserve_quota(
        buyer_ref=buyer_ref,
        orders={
            order.ref: one.quote.quota for order, one in zip(orders, priced, strict=True) if one.quote.quota
        },
        at=at,
    )
    order_refs = tuple(order.ref for order in orders)
    facts.announce(
        PurchasePlaced(purchase.ref, order_refs, total, destination),
        at=at,
        refs=[purchase.ref, *order_refs],
        by=buyer_ref,
    )
    return queries.purchase_words(purchase, orders)


def _place_orders(purchase: models.Purchase, priced: Sequence[PricedOrder]) -> list[words.Order]:
    # One by one: psycopg escapes what bulk_create puts into arrays, and a quote is long and full of quotation marks.
    rows = [
        models.Order.objects.create(
            ref=new_ref("order"),
            purchase=purchase,
            shop_ref=one.shop.ref,
            shop_name=one.shop.name,
            seller_ref=one.shop.org_ref,
            ship_from=one.shop.ship_from,
            total_minor=one.quote.total.minor,
            goods_minor=one.goods.minor,
            goods_currency=one.goods.currency,
            weight_g=one.weight.grams,
            commission=one.shop.commission,
            quote=customs.to_json(one.quote),
        )
        for one in priced
    ]
    lines = [
        [
            models.OrderLine(
                order=row,
                offer_ref=offer.ref,
                title=dict(offer.titles),
                brand=offer.brand,
                hs=offer.hs,
                origin=offer.origin,
                quantity=pieces,
                unit_minor=offer.price.minor,
                currency=offer.price.currency,
                weight_g=offer.weight.grams * pieces,
            )
            for offer, pieces in one.lines
        ]
        for row, one in zip(rows, priced, strict=True)
    ]
    models.OrderLine.objects.bulk_create(chain.from_iterable(lines))
    return [queries.order_words(row, bought) for row, bought in zip(rows, lines, strict=True)]


def _require_few_unpaid(buyer_ref: str, at: datetime) -> None:
    states = (models.Purchase.State.PLACED, models.Purchase.State.PAYING)
    unpaid = models.Purchase.objects.filter(buyer_ref=buyer_ref, state__in=states, pay_by__gt=at).count()
    if unpaid >= MOST_UNPAID:
        raise Refusal(
            "orders.pay_first",
            message(
                "Your purchases that are not paid: %(count)s. The goods of each are held for you. Pay them, or wait until "
                "their time is up; then order more."
            ),
            {"count": unpaid},
        )


def _require_address(recipient: RecipientDetails) -> None:
    for field, text, most in (
        ("name", recipient.name, 120),
        ("street", recipient.street, 200),
        ("town", recipient.town, 100),
    ):
        if not text.strip() or len(text) > most:
            raise Refusal(
                "orders.address_incomplete",
                message(
                    "Say who receives the parcel and where: name, street and town, each within %(most)s characters."
                ),
                {"most": most},
                field=field,
                status=422,
            )
