"""From the cart to the payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from babel.numbers import get_territory_currencies
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from entrepot.customs import public as customs
from entrepot.finance import public as finance
from entrepot.geo import public as geo
from entrepot.market import public as market
from entrepot.orders import actions, presenting, queries
from entrepot.orders.actions.cart import MOST_PIECES
from entrepot.orders.actions.checkout import PricedOrder, price_cart
from entrepot.orders.forms import CheckoutForm
from entrepot.orders.words import OrderState, Purchase, Wanted
from entrepot.parties import public as parties
from entrepot.values import CountryCode, Money, Refusal
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web

_CART = "orders_cart"
_PATIENCE = timedelta(minutes=1)
_PAYMENT_STEPS = ("requested", "sent", "captured", "held")


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
    def quota(self) -> customs.QuotaCheck | None:
        return next((order.quote.quota for order in self.orders if order.quote.quota), None)


def door_of(request: HttpRequest) -> Door:
    chosen, hub = web.shopper(request), parties.hub_profile()
    names = dict(web.countries())
    country = chosen.country if chosen.country in names else None
    country = country or hub.country
    currency = chosen.currency
    if not currency and country != hub.country:
        currency = _tender(country, now().date())
    return Door(country, geo.country_name(country, web.edition()), currency or hub.currency)


def _tender(country: CountryCode, on: date) -> str | None:
    """The money of a country on a day, by CLDR."""
    found = get_territory_currencies(country, start_date=on, end_date=on)
    return str(found[0]) if found else None


def _person(request: HttpRequest) -> str:
    return parties.actor_of(request).user_ref or ""


def _session_cart(request: HttpRequest) -> str:
    ref: str = request.session.get(_CART, "")
    return ref


def _lines_to_buy(request: HttpRequest) -> tuple[Wanted, ...]:
    """What the session's cart holds; nothing once it was bought."""
    ref = _session_cart(request)
    return () if queries.is_bought(ref) else queries.cart_lines(ref)


def _open_cart(request: HttpRequest) -> str:
    """The session's cart, or a new one if there is none or it was bought."""
    ref = _session_cart(request)
    if not ref or queries.is_bought(ref):
        ref = actions.open_cart(at=now())
        request.session[_CART] = ref
    return ref


@require_POST
def add_to_cart(request: HttpRequest) -> HttpResponse:
    """From a product's page and from the cart itself; none takes a product out."""
    offer_ref, typed = request.POST.get("offer_ref", ""), request.POST.get("quantity", "1")
    try:
        quantity = _pieces(typed)
        actions.put_in_cart(cart_ref=_open_cart(request), offer_ref=offer_ref, quantity=quantity, at=now())
    except Refusal as refusal:
        if refusal.field != "quantity" or offer_ref not in {
            line.offer_ref for line in _lines_to_buy(request)
        }:
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


def _price(
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
        return Pricing((), None, presenting.with_titles(refusal, _titles(lines)))
    total = Money.total((order.quote.total for order in priced), door.currency)
    return Pricing(priced, total, None)


def _titles(lines: tuple[Wanted, ...]) -> dict[str, str]:
    edition = web.edition()
    offers = [market.find_offer(line.offer_ref) for line in lines]
    return {offer.ref: offer.title_in(edition) for offer in offers if offer}


def cart(request: HttpRequest) -> HttpResponse:
    return _cart_page(request)


def _cart_page(
    request: HttpRequest, *, at_fault: str = "", typed: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    wanted = _lines_to_buy(request)
    door = door_of(request)
    pricing = _price(request, wanted, door) if wanted else Pricing((), None, None)
    error = web.message_text(refusal.message, refusal.params) if refusal else ""
    lines = [
        _cart_line(
            line, typed if line.offer_ref == at_fault else "", error if line.offer_ref == at_fault else ""
        )
        for line in wanted
    ]
    return render(
        request,
        "orders/cart.html",
        {
            "shops": _by_shop(lines, pricing),
            "pricing": pricing,
            "blocked": pricing.refusal is not None or any(line.trouble for line in lines),
            "door": door,
            "most_pieces": MOST_PIECES,
        },
        status=refusal.status if refusal else 200,
    )


def _cart_line(wanted: Wanted, typed: str, error: str) -> CartLine:
    offer = market.find_offer(wanted.offer_ref)
    trouble = ""
    if offer is None or offer.state is market.OfferState.WITHDRAWN:
        trouble = _("This is no longer sold. Take it out to go on.")
    elif not offer.available:
        trouble = _("This is sold out. Take it out, or come back later.")
    elif offer.available < wanted.quantity:
        trouble = _("Only %(left)s are left. Change the number.") % {"left": offer.available}
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


@parties.sign_in_required
def checkout(request: HttpRequest) -> HttpResponseBase:
    buyer_ref, cart_ref = _person(request), _session_cart(request)
    bought = queries.find_purchase_of_cart(cart_ref, buyer_ref=buyer_ref)
    if bought:  # the form was sent twice, or the reader went back
        return redirect("orders:purchase", ref=bought.ref)
    lines = _lines_to_buy(request)
    if not lines:
        return redirect("orders:cart")
    door = door_of(request)
    pricing = _price(request, lines, door)
    quota_currency = pricing.quota.limit.currency if pricing.quota else None
    known = queries.find_last_recipient(buyer_ref, door.country)
    form = CheckoutForm(
        request.POST if request.method == "POST" else None,
        quota_currency=quota_currency,
        initial=_as_initial(known) if known else {},
    )
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                placed = _place(request, form, door)
            except Refusal as refusal:
                refusal = presenting.with_titles(refusal, _titles(lines))
                web.keep_answers(form, refusal)
                status = refusal.status
            else:
                return redirect("orders:purchase", ref=placed.ref)
        declared = form.declared_elsewhere() if "declared" not in form.errors else None
        if declared is not None:
            pricing = _price(request, lines, door, declared)
    titles = _titles(lines)
    return render(
        request,
        "orders/checkout.html",
        {
            "form": form,
            "pricing": pricing,
            "orders": [
                (
                    order,
                    _texts(order),
                    presenting.shown(order.quote, titles),
                    presenting.findings_of(order.quote, titles),
                )
                for order in pricing.orders
            ],
            "agreed": str(pricing.total) if pricing.total else "",
            "quota": pricing.quota,
            "door": door,
        },
        status=status,
    )


def _texts(order: PricedOrder) -> list[tuple[market.Text, int]]:
    edition = web.edition()
    return [(offer.public.text(edition), pieces) for offer, pieces in order.lines]


def _as_initial(known: object) -> dict[str, str]:
    return {name: getattr(known, name) for name in ("name", "street", "town", "postcode", "phone")}


def _place(request: HttpRequest, form: CheckoutForm, door: Door) -> Purchase:
    return actions.place_purchase(
        cart_ref=_session_cart(request),
        buyer_ref=_person(request),
        recipient=form.recipient(),
        destination=door.country,
        currency=door.currency,
        declared_elsewhere=form.declared_elsewhere(),
        edition=web.edition(),
        at=now(),
        agreed_total=form.agreed_total(),
    )


@parties.sign_in_required
def purchases(request: HttpRequest) -> HttpResponse:
    buyer_ref, at = _person(request), now()
    page = web.paginate(request, queries.purchases_of(buyer_ref), per_page=25)
    return render(
        request,
        "orders/purchases.html",
        {
            "page": page,
            "rows": [
                (
                    one,
                    presenting.purchase_status(one),
                    [(o, presenting.order_status(o.state)) for o in one.orders],
                )
                for one in page.items
            ],
            "unpaid": queries.unpaid_purchases_of(buyer_ref, at=at),
            "to_confirm": queries.bought_waiting_for(buyer_ref, OrderState.DELIVERED),
        },
    )


@parties.sign_in_required
def purchase(request: HttpRequest, ref: str) -> HttpResponse:
    """What was ordered and how to pay it; while the provider is asked, the page looks again by itself."""
    found, at = queries.get_purchase(ref, buyer_ref=_person(request)), now()
    waiting = found.state == "paying"
    if getattr(request, "htmx", False) and not waiting:
        return HttpResponseClientRefresh()
    payment = finance.find_payment(ref)
    return render(
        request,
        "orders/purchase.html",
        {
            "purchase": found,
            "amount": str(web.money_text(found.total)),
            "status": presenting.purchase_status(found),
            "orders": [
                (one, presenting.order_status(one.state), presenting.first_titles(one))
                for one in found.orders
            ],
            "country": geo.country_name(found.destination, web.edition()),
            "too_late": found.state == "placed" and at > found.pay_by,
            "payable": found.state == "placed" and at <= found.pay_by,
            "waiting": waiting,
            "under_way": _under_way(request, found, payment) if waiting and payment else None,
            "slow": bool(waiting and payment and at - payment.requested_at > _PATIENCE),
            "why": presenting.why_cancelled(found) if found.state == "cancelled" else "",
            "declined": _declined(payment),
            "returned": payment is not None and payment.state in ("returning", "returned"),
        },
    )


def _under_way(request: HttpRequest, found: Purchase, payment: finance.Payment) -> web.Work:
    return web.Work(
        title=_("The payment provider is asked for %(amount)s") % {"amount": web.money_text(found.total)},
        done=_PAYMENT_STEPS.index(payment.state) + 1 if payment.state in _PAYMENT_STEPS else 1,
        total=len(_PAYMENT_STEPS),
        href=request.path,
    )


def _declined(payment: finance.Payment | None) -> str:
    """Why the provider charged nothing: our sentence, or its own code."""
    if payment is None or payment.state != "failed":
        return ""
    return _(presenting.DECLINED.get(payment.reason, payment.reason)) if payment.reason else ""


@require_POST
@parties.sign_in_required
def pay(request: HttpRequest, ref: str) -> HttpResponse:
    actions.pay(purchase_ref=ref, buyer_ref=_person(request), at=now())
    return redirect("orders:purchase", ref=ref)


@require_POST
@parties.sign_in_required
def order_again(request: HttpRequest, ref: str) -> HttpResponse:
    put = actions.put_in_again(
        cart_ref=_open_cart(request), purchase_ref=ref, buyer_ref=_person(request), at=now()
    )
    if not put:
        messages.warning(request, _("None of these goods is for sale any more."))
    return redirect("orders:cart")
