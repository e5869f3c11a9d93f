"""Pages of cart, checkout and orders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entrepot.customs import public as customs
from entrepot.geo import public as geo
from entrepot.logistics import public as logistics
from entrepot.market import public as market
from entrepot.orders import actions, queries
from entrepot.orders.actions.checkout import PricedOrder, price_cart
from entrepot.orders.forms import CheckoutForm
from entrepot.orders.timeline import timeline_of
from entrepot.orders.words import Order, Wanted
from entrepot.parties import public as parties
from entrepot.values import CountryCode, Money, Refusal
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web

_CART = "orders_cart"


def _cart_ref(request: HttpRequest) -> str:
    ref: str = request.session.get(_CART, "")
    return ref


def _open_cart(request: HttpRequest) -> str:
    """The session's cart, or a new one if there is none or it was bought."""
    ref = _cart_ref(request)
    if not ref or queries.is_bought(ref):
        ref = actions.open_cart(at=now())
        request.session[_CART] = ref
    return ref


def _destination(request: HttpRequest) -> tuple[CountryCode, str]:
    """Where the shopper wants it and in which currency to pay; the hub's own until chosen."""
    chosen, hub = web.shopper(request), parties.hub_profile()
    return chosen.country or hub.country, chosen.currency or hub.currency


@require_POST
def add_to_cart(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("quantity", "1")
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise Refusal(
            "orders.bad_quantity",
            message("Write how many pieces as a whole number."),
            field="quantity",
            status=422,
        )
    cart_ref = _open_cart(request)
    actions.put_in_cart(
        cart_ref=cart_ref, offer_ref=request.POST.get("offer_ref", ""), quantity=int(text), at=now()
    )
    return redirect("orders:cart")


def _priced(
    request: HttpRequest, lines: tuple[Wanted, ...], declared: Money | None = None
) -> tuple[tuple[PricedOrder, ...], Money | None, Refusal | None]:
    """The cart's landed price, or why there is none."""
    destination, currency = _destination(request)
    try:
        priced = price_cart(
            lines,
            destination=destination,
            currency=currency,
            buyer_ref=parties.actor_of(request).user_ref,
            declared_elsewhere=declared,
            at=now(),
        )
    except Refusal as refusal:
        return (), None, refusal
    return priced, Money.total((order.quote.total for order in priced), currency), None


def cart(request: HttpRequest) -> HttpResponse:
    lines = queries.cart_lines(_cart_ref(request))
    priced, total, refusal = _priced(request, lines) if lines else ((), None, None)
    return render(
        request,
        "orders/cart.html",
        {
            "lines": [(market.get_offer(line.offer_ref), line.quantity) for line in lines],
            "priced": priced,
            "total": total,
            "refusal": refusal,
            "country": geo.country_name(_destination(request)[0], web.edition()),
        },
    )


@parties.sign_in_required
def checkout(request: HttpRequest) -> HttpResponseBase:
    lines = queries.cart_lines(_cart_ref(request))
    if not lines:
        return redirect("orders:cart")
    destination, currency = _destination(request)
    form = CheckoutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            bought = actions.place_purchase(
                cart_ref=_cart_ref(request),
                buyer_ref=parties.actor_of(request).user_ref or "",
                recipient=form.recipient(),
                destination=destination,
                currency=currency,
                declared_elsewhere=form.declared_elsewhere(currency),
                edition=web.edition(),
                at=now(),
            )
        except Refusal as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None,
                web.message_text(refusal.message, refusal.params),
            )
        else:
            return redirect("orders:purchase", ref=bought.ref)
    priced, total, refused = _priced(request, lines)
    return render(
        request,
        "orders/checkout.html",
        {
            "form": form,
            "priced": priced,
            "total": total,
            "refusal": refused,
            "asks_quota": any(order.quote.quota for order in priced),
            "country": geo.country_name(destination, web.edition()),
        },
        status=422 if form.errors else 200,
    )


@parties.sign_in_required
def purchases(request: HttpRequest) -> HttpResponse:
    actor = parties.actor_of(request)
    return render(request, "orders/purchases.html", {"purchases": queries.purchases_of(actor.user_ref or "")})


@parties.sign_in_required
def purchase(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.get_purchase(ref, buyer_ref=parties.actor_of(request).user_ref or "")
    return render(request, "orders/purchase.html", {"purchase": found, "waiting": found.state == "paying"})


@require_POST
@parties.sign_in_required
def pay(request: HttpRequest, ref: str) -> HttpResponse:
    actions.pay(purchase_ref=ref, buyer_ref=parties.actor_of(request).user_ref or "", at=now())
    return redirect("orders:purchase", ref=ref)


def _mine(request: HttpRequest, ref: str) -> Order:
    actor = parties.actor_of(request)
    return queries.get_order_for(ref, user_ref=actor.user_ref, org_refs=actor.org_refs)


@parties.sign_in_required
def order(request: HttpRequest, ref: str) -> HttpResponse:
    found = _mine(request, ref)
    voyages = logistics.tracking(ref)
    return render(
        request,
        "orders/order.html",
        {
            "order": found,
            "quote": customs.from_json(found.quote),
            "buying": found.buyer_ref == parties.actor_of(request).user_ref,
            "recipient": queries.recipient_of(ref),
            "happenings": timeline_of(ref),
            "voyages": voyages,
        },
    )


@require_POST
@parties.sign_in_required
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    actions.confirm(order_ref=ref, buyer_ref=parties.actor_of(request).user_ref or "", at=now())
    return redirect("orders:order", ref=ref)


@require_POST
@parties.sign_in_required
def complain(request: HttpRequest, ref: str) -> HttpResponse:
    actions.complain(
        order_ref=ref,
        buyer_ref=parties.actor_of(request).user_ref or "",
        complaint=request.POST.get("complaint", ""),
        at=now(),
    )
    return redirect("orders:order", ref=ref)


@parties.sign_in_required
def desk(request: HttpRequest) -> HttpResponse:
    actor = parties.actor_of(request)
    sold = queries.orders_of_seller(actor.org_refs)
    return render(
        request,
        "orders/desk.html",
        {
            "to_send": [one for one in sold if one.state == "paid"],
            "complaints": [one for one in sold if one.state == "complained"],
            "page": web.paginate(request, sold, per_page=50),
            "title": _("Orders to your shops"),
        },
    )


def _as_operator(request: HttpRequest) -> parties.Actor:
    actor = parties.actor_of(request)
    actor.require(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)
    return actor


@parties.sign_in_required
def complaints(request: HttpRequest) -> HttpResponse:
    _as_operator(request)
    return render(request, "orders/complaints.html", {"complaints": queries.open_complaints()})


@require_POST
@parties.sign_in_required
def settle(request: HttpRequest, ref: str) -> HttpResponse:
    actor = _as_operator(request)
    actions.settle_complaint(
        order_ref=ref,
        refund=request.POST.get("decision") == "refund",
        settled_by=actor.user_ref or "",
        at=now(),
    )
    return redirect("orders:complaints")
