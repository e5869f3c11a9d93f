"""The cart: what it holds, what it costs at the reader's door, and why it may have no price."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entrepot.customs import public as customs
from entrepot.geo import public as geo
from entrepot.market import public as market
from entrepot.orders import actions, presenting, queries
from entrepot.orders.actions.cart import MOST_PIECES
from entrepot.orders.actions.checkout import PricedOrder, price_cart
from entrepot.orders.limits import open_cart_for
from entrepot.orders.words import Wanted
from entrepot.parties import public as parties
from entrepot.values import CountryCode, Money, Refusal
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web

_CART = "orders_cart"


@dataclass(frozen=True, slots=True)
class Door:
    """Where the goods go and in which money the shopper pays: chosen, else the hub's own country."""

    country: CountryCode
    country_name: str
    currency: str


@dataclass(frozen=True, slots=True)
class CartLine:
    """One product of a cart. trouble: why it can't be bought as it stands, "" if it can."""

    offer_ref: str
    offer: market.Offer | None
    text: market.Text | None
    quantity: int
    typed: str
    trouble: str
    error: str


@dataclass(frozen=True, slots=True)
class CartShop:
    """One shop's part of a cart. quote: None if the cart has no price."""

    name: str
    lines: tuple[CartLine, ...]
    quote: presenting.ShownQuote | None
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pricing:
    """What a cart costs at the door, or the refusal why nobody knows."""

    orders: tuple[PricedOrder, ...]
    total: Money | None
    refusal: Refusal | None

    @property
    def duty_known(self) -> bool:
        return all(order.quote.duty_known for order in self.orders)

    @property
    def inside_one_territory(self) -> bool:
        return all(order.quote.inside_one_territory for order in self.orders)

    @property
    def quota(self) -> customs.QuotaCheck | None:
        return next((order.quote.quota for order in self.orders if order.quote.quota), None)


def door_of(request: HttpRequest) -> Door:
    chosen = web.shopper(request)
    country = chosen.country or parties.hub_profile().country
    currency = chosen.currency or market.currency_for(country, at=now())
    return Door(country, geo.country_name(country, web.edition()), currency)


def session_cart(request: HttpRequest) -> str:
    """The session's; where that has ended, the one that the form was sent for."""
    ref: str = request.session.get(_CART) or request.POST.get("cart", "")
    if ref and _CART not in request.session:
        request.session[_CART] = ref
    return ref


def lines_to_buy(request: HttpRequest) -> tuple[Wanted, ...]:
    """What the session's cart holds; nothing once it was bought."""
    cart = queries.find_cart(session_cart(request))
    return cart.lines if cart and not cart.bought else ()


def open_cart_of(request: HttpRequest) -> str:
    """The session's cart, or a new one if there is none or it was bought."""
    ref = session_cart(request)
    cart = queries.find_cart(ref)
    if cart is None or cart.bought:
        ref = open_cart_for(request)
        request.session[_CART] = ref
    return ref


@require_POST
def add_to_cart(request: HttpRequest) -> HttpResponse:
    """From a product's page and from the cart itself; none takes a product out."""
    offer_ref, typed = request.POST.get("offer_ref", ""), request.POST.get("quantity", "1")
    try:
        quantity = _pieces(typed)
        actions.put_in_cart(cart_ref=open_cart_of(request), offer_ref=offer_ref, quantity=quantity, at=now())
    except Refusal as refusal:
        if refusal.field != "quantity" or offer_ref not in {line.offer_ref for line in lines_to_buy(request)}:
            raise
        return _cart_page(request, at_fault=offer_ref, typed=typed, refusal=refusal)
    offer = market.find_offer(offer_ref)
    title = offer.title_in(web.edition()) if offer else offer_ref
    said = _("%(title)s: %(quantity)s in the cart.") if quantity else _("%(title)s is taken out of the cart.")
    messages.success(request, said % {"title": title, "quantity": quantity})
    return redirect("orders:cart")


def _pieces(text: str) -> int:
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise Refusal(
            "orders.bad_quantity",
            message("Write how many pieces as a whole number up to %(most)s."),
            {"most": MOST_PIECES},
            field="quantity",
            status=422,
        )
    return int(text)


def price(
    request: HttpRequest, lines: tuple[Wanted, ...], door: Door, declared: Money | None = None
) -> Pricing:
    try:
        priced = price_cart(
            lines,
            destination=door.country,
            currency=door.currency,
            buyer_ref=parties.actor_of(request).user_ref,
            declared_elsewhere=declared,
            at=now(),
        )
    except Refusal as refusal:
        return Pricing((), None, presenting.with_titles(refusal, titles_of(lines)))
    total = Money.total((order.quote.total for order in priced), door.currency)
    return Pricing(priced, total, None)


def titles_of(lines: tuple[Wanted, ...]) -> dict[str, str]:
    edition = web.edition()
    offers = market.find_offers([line.offer_ref for line in lines])
    return {ref: offer.title_in(edition) for ref, offer in offers.items()}


def cart(request: HttpRequest) -> HttpResponse:
    return _cart_page(request)


def _cart_page(
    request: HttpRequest, *, at_fault: str = "", typed: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    wanted = lines_to_buy(request)
    door = door_of(request)
    pricing = price(request, wanted, door) if wanted else Pricing((), None, None)
    error = web.message_text(refusal.message, refusal.params) if refusal else ""
    offers = market.find_offers([line.offer_ref for line in wanted])
    lines = [
        _cart_line(
            line,
            offers.get(line.offer_ref),
            typed if line.offer_ref == at_fault else "",
            error if line.offer_ref == at_fault else "",
        )
        for line in wanted
    ]
    return render(
        request,
        "orders/cart.html",
        {
            "cart_ref": session_cart(request),
            "shops": _by_shop(lines, pricing),
            "pricing": pricing,
            "blocked": pricing.refusal is not None or any(line.trouble for line in lines),
            "door": door,
            "most_pieces": MOST_PIECES,
        },
        status=refusal.status if refusal else 200,
    )


def _cart_line(wanted: Wanted, offer: market.Offer | None, typed: str, error: str) -> CartLine:
    trouble = ""
    if offer is None or offer.state is market.OfferState.WITHDRAWN:
        trouble = _("This is no longer sold. Take it out to go on.")
    elif not offer.available:
        trouble = _("This is sold out. Take it out, or come back later.")
    elif offer.available < wanted.quantity:
        trouble = _("Only %(left)s left. Change the number.") % {"left": offer.available}
    text = offer.public.text(web.edition()) if offer else None
    return CartLine(
        wanted.offer_ref, offer, text, wanted.quantity, typed or str(wanted.quantity), trouble, error
    )


def _by_shop(lines: list[CartLine], pricing: Pricing) -> list[CartShop]:
    """In the order in which the shops came into the cart, as customs prices them."""
    shops: dict[str, list[CartLine]] = {}
    for line in lines:
        shops.setdefault(line.offer.shop_ref if line.offer else "", []).append(line)
    quotes = {order.shop.ref: order.quote for order in pricing.orders}
    titles = {line.offer_ref: line.text.title for line in lines if line.text}
    found = []
    for shop_ref, group in shops.items():
        quote, offer = quotes.get(shop_ref), group[0].offer
        findings = tuple(presenting.findings_of(quote, titles)) if quote else ()
        name = offer.shop_name if offer else _("No longer here")
        shown = presenting.shown(quote, titles) if quote else None
        found.append(CartShop(name, tuple(group), shown, findings))
    return found
