"""Carts, checkout and orders over the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, Field

from entrepot.customs import public as customs
from entrepot.orders import actions, queries, words
from entrepot.orders.actions.checkout import PricedOrder, price_cart
from entrepot.orders.limits import open_cart_for
from entrepot.orders.sellers import selling_for
from entrepot.orders.timeline import timeline_of
from entrepot.parties import public as parties
from entrepot.values.clock import now
from entrepot.web import public as web

router = Router(tags=["orders"])


class CartOut(BaseModel):
    cart_ref: str
    lines: list[CartLineOut]


class CartLineOut(BaseModel):
    offer_ref: str
    quantity: int


class CartLineIn(BaseModel):
    offer_ref: str = Field(max_length=40)
    quantity: int = Field(ge=0, le=999, description="How many pieces; 0 takes the offer out.")


SCHEME = (
    "Of the destination's customs, as in the landed price; `domestic` for goods that cross no customs border"
)


class ChargeOut(BaseModel):
    """One line of a landed price, with the rule and source that it follows."""

    kind: str
    amount: web.Amount
    explanation: str
    rule_id: str
    sources: list[str]


class PricedOrderOut(BaseModel):
    shop_ref: str
    shop_name: str
    charges: list[ChargeOut]
    total: web.Amount
    scheme: str = Field(description=SCHEME)
    duty_known: bool
    delivery_terms: str


class Recipient(BaseModel):
    name: str = Field(max_length=120)
    street: str = Field(max_length=200)
    town: str = Field(max_length=100)
    postcode: str = Field("", max_length=20)
    phone: str = Field("", max_length=40)


class CheckoutIn(BaseModel):
    country: web.Country = Field(description="ISO 3166 code of the destination")
    currency: str = Field(max_length=3)
    recipient: Recipient
    declared_elsewhere: web.Amount | None = Field(
        None, description="What you bought elsewhere this year under the destination's retail import quota."
    )


class OrderOut(BaseModel):
    order_ref: str
    purchase_ref: str
    shop_ref: str
    shop_name: str
    state: str
    total: web.Amount
    goods: web.Amount
    scheme: str = Field(description=SCHEME)
    delivery_terms: str
    duty_known: bool
    charges: list[ChargeOut]
    lines: list[CartLineOut]
    placed_at: datetime
    delivered_at: datetime | None
    completed_at: datetime | None


class PurchaseOut(BaseModel):
    purchase_ref: str
    state: str
    reason: str
    total: web.Amount
    pay_by: datetime
    orders: list[OrderOut]


class ComplaintIn(BaseModel):
    complaint: str = Field(max_length=4000)


class SettlementIn(BaseModel):
    refund: bool = Field(description="True: back to the buyer. False: to the seller.")


@router.post("/carts", response={201: CartOut}, auth=None)
def open_cart(request: HttpRequest) -> Status[CartOut]:
    return Status(201, _cart(open_cart_for(request), ()))


@router.put("/carts/{cart_ref}/lines", response=CartOut, auth=None)
def put_in_cart(request: HttpRequest, cart_ref: str, body: CartLineIn) -> CartOut:
    return _cart(
        cart_ref,
        actions.put_in_cart(cart_ref=cart_ref, offer_ref=body.offer_ref, quantity=body.quantity, at=now()),
    )


@router.get("/carts/{cart_ref}", response=CartOut, auth=None)
def read_cart(request: HttpRequest, cart_ref: str) -> CartOut:
    return _cart(cart_ref, queries.cart_lines(cart_ref))


@router.get("/carts/{cart_ref}/landed-price", response=list[PricedOrderOut], auth=None)
def price(request: HttpRequest, cart_ref: str, country: web.Country, currency: str) -> list[PricedOrderOut]:
    """The whole price at the door, shop by shop. Who is signed in has the yearly quota counted."""
    priced = price_cart(
        queries.cart_lines(cart_ref),
        destination=country,
        currency=currency.upper(),
        buyer_ref=parties.actor_of(request).user_ref,
        declared_elsewhere=None,
        at=now(),
    )
    return [_priced(order) for order in priced]


@router.post("/carts/{cart_ref}/checkout", response={201: PurchaseOut}, auth=parties.api_auth)
def checkout(request: HttpRequest, cart_ref: str, body: CheckoutIn) -> Status[PurchaseOut]:
    purchase = actions.place_purchase(
        cart_ref=cart_ref,
        buyer_ref=_person(request),
        recipient=words.RecipientDetails(**body.recipient.model_dump()),
        destination=body.country,
        currency=body.currency.upper(),
        declared_elsewhere=body.declared_elsewhere.money() if body.declared_elsewhere else None,
        edition=web.shopper(request).edition,
        at=now(),
    )
    return Status(201, _purchase(purchase))


@router.post("/purchases/{purchase_ref}/pay", response={202: PurchaseOut}, auth=parties.api_auth)
def pay(request: HttpRequest, purchase_ref: str) -> Status[PurchaseOut]:
    """Start the one payment. Asking again changes nothing."""
    paying = actions.pay(purchase_ref=purchase_ref, buyer_ref=_person(request), at=now())
    return Status(202, _purchase(paying))


@router.get("/purchases/{purchase_ref}", response=PurchaseOut, auth=parties.api_auth)
def read_purchase(request: HttpRequest, purchase_ref: str) -> PurchaseOut:
    return _purchase(queries.get_purchase(purchase_ref, buyer_ref=_person(request)))


@router.get("/orders", response=list[OrderOut], auth=parties.api_auth)
def sold_orders(request: HttpRequest) -> list[OrderOut]:
    """The newest 500 orders of the organisations that you sell for, newest first."""
    actor = parties.actor_of(request)
    return [_order(order) for order in queries.orders_of_seller(selling_for(actor))[:500]]


@router.get("/orders/{order_ref}", response=OrderOut, auth=parties.api_auth)
def read_order(request: HttpRequest, order_ref: str) -> OrderOut:
    actor = parties.actor_of(request)
    return _order(queries.get_order_for(order_ref, user_ref=actor.user_ref, org_refs=selling_for(actor)))


class HappeningOut(BaseModel):
    """Something done to an order. `place` is a UN/LOCODE; `source` says who told."""

    at: datetime
    what: str
    place: str
    source: str
    hub: str


@router.get("/orders/{order_ref}/timeline", response=list[HappeningOut], auth=parties.api_auth)
def timeline(request: HttpRequest, order_ref: str) -> list[HappeningOut]:
    actor = parties.actor_of(request)
    queries.get_order_for(order_ref, user_ref=actor.user_ref, org_refs=selling_for(actor))
    return [
        HappeningOut(
            at=one.at,
            what=web.message_text(one.what, {}),
            place=one.place or "",
            source=web.message_text(one.source, {}),
            hub=one.hub,
        )
        for one in timeline_of(order_ref)
    ]


@router.post("/orders/{order_ref}/confirm", response=OrderOut, auth=parties.api_auth)
def confirm(request: HttpRequest, order_ref: str) -> OrderOut:
    actions.confirm(order_ref=order_ref, buyer_ref=_person(request), at=now())
    return _order(queries.get_order(order_ref))


@router.post("/orders/{order_ref}/complaint", response=OrderOut, auth=parties.api_auth)
def complain(request: HttpRequest, order_ref: str, body: ComplaintIn) -> OrderOut:
    actions.complain(order_ref=order_ref, buyer_ref=_person(request), complaint=body.complaint, at=now())
    return _order(queries.get_order(order_ref))


@router.post("/orders/{order_ref}/settlement", response=OrderOut, auth=parties.api_auth)
def settle(request: HttpRequest, order_ref: str, body: SettlementIn) -> OrderOut:
    actor = parties.actor_of(request)
    actor.require(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR, parties.Role.OWNER)
    actions.settle_complaint(
        order_ref=order_ref, refund=body.refund, settled_by=actor.user_ref or "", at=now()
    )
    return _order(queries.get_order(order_ref))


def _person(request: HttpRequest) -> str:
    return parties.actor_of(request).user_ref or ""


def _cart(cart_ref: str, lines: Sequence[words.Wanted]) -> CartOut:
    return CartOut(
        cart_ref=cart_ref,
        lines=[CartLineOut(offer_ref=line.offer_ref, quantity=line.quantity) for line in lines],
    )


def _charges(quote: customs.Quote) -> list[ChargeOut]:
    return [
        ChargeOut(
            kind=line.kind,
            amount=web.Amount.of(line.amount),
            explanation=web.message_text(line.explanation.message, line.explanation.values),
            rule_id=line.rule_id,
            sources=[source.title for source in line.sources],
        )
        for line in quote.lines
    ]


def _priced(order: PricedOrder) -> PricedOrderOut:
    return PricedOrderOut(
        shop_ref=order.shop.ref,
        shop_name=order.shop.name,
        charges=_charges(order.quote),
        total=web.Amount.of(order.quote.total),
        scheme=order.quote.scheme,
        duty_known=order.quote.duty_known,
        delivery_terms=order.quote.terms,
    )


def _order(order: words.Order) -> OrderOut:
    quote = customs.from_json(order.quote)
    return OrderOut(
        order_ref=order.ref,
        purchase_ref=order.purchase_ref,
        shop_ref=order.shop_ref,
        shop_name=order.shop_name,
        state=order.state.value,
        total=web.Amount.of(order.total),
        goods=web.Amount.of(order.goods),
        scheme=quote.scheme,
        delivery_terms=quote.terms,
        duty_known=quote.duty_known,
        charges=_charges(quote),
        lines=[CartLineOut(offer_ref=line.offer_ref, quantity=line.quantity) for line in order.lines],
        placed_at=order.placed_at,
        delivered_at=order.delivered_at,
        completed_at=order.completed_at,
    )


def _purchase(purchase: words.Purchase) -> PurchaseOut:
    return PurchaseOut(
        purchase_ref=purchase.ref,
        state=purchase.state,
        reason=purchase.reason,
        total=web.Amount.of(purchase.total),
        pay_by=purchase.pay_by,
        orders=[_order(order) for order in purchase.orders],
    )
