"""What sellers and the operator have to do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entrepot.geo import public as geo
from entrepot.market import public as market
from entrepot.orders import actions, presenting, queries
from entrepot.orders.sellers import selling_for
from entrepot.orders.timeline import timeline_of
from entrepot.orders.words import STATE_NAMES, OrderState
from entrepot.parties import public as parties
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web

ORDERS_PER_PAGE = 50


@parties.sign_in_required
def desk(request: HttpRequest) -> HttpResponseBase:
    """What needs a person today, then everything that was sold."""
    org_refs = selling_for(parties.actor_of(request))
    state = _state(request.GET.get("state", ""))
    text = request.GET.get("q", "").strip()[:100]
    sold = queries.orders_of_seller(org_refs, state=state, text=text)
    caption = _("Orders")
    if "export" in request.GET:
        file = web.export(request, presenting.orders_table(sold, caption=caption), "orders")
        if file is not None:
            return file
    page = web.paginate(request, sold, per_page=ORDERS_PER_PAGE)
    counts = queries.count_by_state(org_refs)
    shops, at = market.shops_of(org_refs), now()
    return render(
        request,
        "orders/desk.html",
        {
            "sells": bool(org_refs),
            "needs": web.seller_needs(org_refs, at),
            "at": at,
            "states": [(one.value, _(STATE_NAMES[one]), counts[one]) for one in OrderState if one in counts],
            "state": state,
            "text": text,
            "page": page,
            "table": presenting.orders_table(
                page.items,
                caption=caption,
                with_shop=len(shops) > 1,
                empty=_("No order is like that. Choose another state, or search for less."),
            ),
            "anything": bool(counts),
        },
    )  # fmt: skip


def _state(text: str) -> OrderState | None:
    return OrderState(text) if text in set(OrderState) else None


def _as_operator(request: HttpRequest) -> parties.Actor:
    actor = parties.actor_of(request)
    actor.require(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)
    return actor


@parties.sign_in_required
def complaints(request: HttpRequest) -> HttpResponse:
    _as_operator(request)
    return render(
        request,
        "orders/complaints.html",
        {
            "complaints": [
                (
                    order,
                    [(line, line.text(web.edition())) for line in order.lines],
                    geo.country_name(order.destination, web.edition()),
                    presenting.logbook(timeline_of(order.ref)),
                )
                for order in queries.open_complaints()
            ]
        },
    )


@require_POST
@parties.sign_in_required
def settle(request: HttpRequest, ref: str) -> HttpResponse:
    actor = _as_operator(request)
    decision = request.POST.get("decision")
    if decision not in ("refund", "release"):
        raise Refusal(
            "orders.no_decision",
            message("Decide who gets the money: the buyer or the seller. Nothing was moved."),
            field="decision",
            status=422,
        )
    refund, shop = decision == "refund", queries.get_order(ref).shop_name
    actions.settle_complaint(order_ref=ref, refund=refund, settled_by=actor.user_ref or "", at=now())
    said = (
        _("Settled: the buyer gets back what was paid to %(shop)s.")
        if refund
        else _("Settled: %(shop)s is paid.")
    )
    messages.success(request, said % {"shop": shop})
    return redirect("orders:complaints")
