"""One order: where it is, what it cost and why, and what its buyer can do."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_POST

from entrepot.customs import public as customs
from entrepot.finance import public as finance
from entrepot.geo import public as geo
from entrepot.logistics import public as logistics
from entrepot.orders import actions, presenting, queries, rules
from entrepot.orders.forms import ComplaintForm
from entrepot.orders.sellers import selling_for
from entrepot.orders.timeline import timeline_of
from entrepot.orders.words import Order, OrderState
from entrepot.parties import public as parties
from entrepot.values import Money, Refusal
from entrepot.values.clock import now
from entrepot.web import public as web


def _person(request: HttpRequest) -> str:
    return parties.actor_of(request).user_ref or ""


@parties.sign_in_required
def order(request: HttpRequest, ref: str) -> HttpResponse:
    return _order_page(request, ref, ComplaintForm())


def _order_page(request: HttpRequest, ref: str, form: ComplaintForm, status: int = 200) -> HttpResponse:
    actor = parties.actor_of(request)
    found = queries.get_order_for(ref, user_ref=actor.user_ref, org_refs=selling_for(actor))
    quote, edition, titles = customs.from_json(found.quote), web.edition(), presenting.titles_of(found)
    buying, selling = found.buyer_ref == actor.user_ref, found.seller_ref in selling_for(actor)
    sees_recipient = buying or (selling and rules.seller_may_know_recipient(found.state))
    voyages = [presenting.voyage_sheet(voyage) for voyage in logistics.tracking(ref)]
    return render(
        request,
        "orders/order.html",
        {
            "order": found,
            "status": presenting.order_status(found.state),
            "lines": presenting.goods_lines(found),
            "quote": presenting.shown(quote, titles, to_buyer=buying),
            "findings": presenting.findings_of(quote, titles),
            "amount": str(web.money_text(found.total)),
            "buying": buying,
            "selling": selling,
            "recipient": queries.recipient_of(ref) if sees_recipient else None,
            "country": geo.country_name(found.destination, edition),
            "ship_from": presenting.place_text(found.ship_from),
            "logbook": presenting.logbook(timeline_of(ref)),
            "voyages": voyages,
            "may_confirm": buying and rules.may_follow(found.state, OrderState.COMPLETED),
            "may_complain": buying and rules.may_follow(found.state, OrderState.COMPLAINED),
            "complain_by": rules.complain_by(found.delivered_at) if found.delivered_at else None,
            "days_to_complain": rules.TIME_TO_COMPLAIN.days,
            "form": form,
            "share": _share(found) if selling else None,
        },
        status=status,
    )


@parties.sign_in_required
@conditional_page
@cache_control(private=True, max_age=30)
def chart(request: HttpRequest, ref: str) -> HttpResponse:
    """What the live chart of an order draws, for those who may read the order."""
    actor = parties.actor_of(request)
    found = queries.get_order_for(ref, user_ref=actor.user_ref, org_refs=selling_for(actor))
    drawn = presenting.live_chart(logistics.tracking(found.ref), at=now())
    return HttpResponse(geo.live_chart_json(drawn), content_type="application/json")


@dataclass(frozen=True, slots=True)
class Share:
    """Of the goods' price: what the hub keeps, and what the seller gets."""

    kept: Money
    paid: Money


def _share(order: Order) -> Share | None:
    """None while nothing is in escrow."""
    try:
        escrow = finance.escrow_of(order.ref)
    except Refusal:
        return None
    kept = order.goods.times_rate(escrow.commission)
    return Share(kept, order.goods - kept)


@require_POST
@parties.sign_in_required
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    actions.confirm(order_ref=ref, buyer_ref=_person(request), at=now())
    messages.success(request, _("Confirmed. The seller is being paid."))
    return redirect("orders:order", ref=ref)


@require_POST
@parties.sign_in_required
def complain(request: HttpRequest, ref: str) -> HttpResponseBase:
    form = ComplaintForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.complain(
                order_ref=ref,
                buyer_ref=_person(request),
                complaint=form.cleaned_data["complaint"],
                at=now(),
            )
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            web.keep_answers(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Your complaint is with the operator. The money stays in escrow."))
            return redirect("orders:order", ref=ref)
    return _order_page(request, ref, form, status)
