"""From the checkout to the payment, and what one has bought."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from entrepot.finance import public as finance
from entrepot.geo import public as geo
from entrepot.market import public as market
from entrepot.orders import actions, presenting, queries
from entrepot.orders.actions.checkout import PricedOrder
from entrepot.orders.forms import CheckoutForm
from entrepot.orders.views.cart import (
    Door,
    door_of,
    lines_to_buy,
    open_cart_of,
    price,
    session_cart,
    titles_of,
)
from entrepot.orders.words import OrderState, Purchase
from entrepot.parties import public as parties
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.web import public as web

# A provider that needs longer is said to be slow.
_PATIENCE = timedelta(minutes=1)
_PAYMENT_STEPS = ("requested", "sent", "captured", "held")


def _person(request: HttpRequest) -> str:
    return parties.actor_of(request).user_ref or ""


@parties.sign_in_required
def checkout(request: HttpRequest) -> HttpResponseBase:
    buyer_ref, cart_ref = _person(request), session_cart(request)
    bought = queries.find_purchase_of_cart(cart_ref, buyer_ref=buyer_ref)
    if bought:  # the form was sent twice, or the reader went back
        return redirect("orders:purchase", ref=bought.ref)
    lines = lines_to_buy(request)
    if not lines:
        return redirect("orders:cart")
    door = door_of(request)
    pricing = price(request, lines, door)
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
                refusal = presenting.with_titles(refusal, titles_of(lines))
                web.keep_answers(form, refusal)
                status = refusal.status
            else:
                return redirect("orders:purchase", ref=placed.ref)
        declared = form.declared_elsewhere() if "declared" not in form.errors else None
        if declared is not None:
            pricing = price(request, lines, door, declared)
    titles = titles_of(lines)
    return render(
        request,
        "orders/checkout.html",
        {
            "form": form,
            "cart_ref": cart_ref,
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
            "closed": _why_closed(),
            "quota": pricing.quota,
            "door": door,
        },
        status=status,
    )


def _why_closed() -> str:
    """Why nothing can be ordered here at all, before a buyer fills in a form in vain."""
    try:
        finance.require_provider()
    except Refusal as refusal:
        return web.message_text(refusal.message, refusal.params)
    return ""


def _texts(order: PricedOrder) -> list[tuple[market.Text, int]]:
    edition = web.edition()
    return [(offer.public.text(edition), pieces) for offer, pieces in order.lines]


def _as_initial(known: object) -> dict[str, str]:
    return {name: getattr(known, name) for name in ("name", "street", "town", "postcode", "phone")}


def _place(request: HttpRequest, form: CheckoutForm, door: Door) -> Purchase:
    return actions.place_purchase(
        cart_ref=session_cart(request),
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
                    presenting.purchase_titles(one),
                    presenting.purchase_status(one),
                    [(o, presenting.order_status(o.state)) for o in one.orders],
                )
                for one in page.items
            ],
            "unpaid": [
                (one, presenting.purchase_titles(one))
                for one in queries.unpaid_purchases_of(buyer_ref, at=at)
            ],
            "to_confirm": [
                (one, presenting.first_titles(one))
                for one in queries.bought_waiting_for(buyer_ref, OrderState.DELIVERED)
            ],
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
            "packing": any(one.state is OrderState.PAID for one in found.orders),
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
        cart_ref=open_cart_of(request), purchase_ref=ref, buyer_ref=_person(request), at=now()
    )
    if not put:
        messages.warning(request, _("None of these goods is for sale any more."))
    return redirect("orders:cart")
