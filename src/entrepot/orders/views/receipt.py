"""The receipt of a purchase: what was paid, to whom, by which rules and rates, on screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.customs import public as customs
from entrepot.finance import public as finance
from entrepot.geo import public as geo
from entrepot.orders import presenting, queries, words
from entrepot.parties import public as parties
from entrepot.web import public as web


@dataclass(frozen=True, slots=True)
class ReceiptPart:
    """What one seller was paid."""

    order: words.Order
    seller: str
    goods: list[presenting.GoodsLine]
    quote: presenting.ShownQuote
    findings: list[str]


@parties.sign_in_required
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """For the buyer alone. Refuses orders.not_paid before there is anything to show a receipt of."""
    purchase = queries.get_purchase(ref, buyer_ref=parties.actor_of(request).user_ref or "")
    payment = finance.find_payment(ref)
    if purchase.state != "paid" or payment is None:
        raise words.not_paid(ref)
    return render(
        request,
        "orders/receipt.html",
        {
            "purchase": purchase,
            "payment": payment,
            "parts": [_part(order) for order in purchase.orders],
            "exchanges": finance.exchanges_table(*(finance.escrow_of(one.ref) for one in purchase.orders)),
            "country": geo.country_name(purchase.destination, web.edition()),
        },
    )


def _part(order: words.Order) -> ReceiptPart:
    quote, titles = customs.from_json(order.quote), presenting.titles_of(order)
    return ReceiptPart(
        order=order,
        seller=parties.get_organisation(order.seller_ref).name,
        goods=presenting.goods_lines(order),
        quote=presenting.shown(quote, titles),
        findings=presenting.findings_of(quote, titles),
    )
