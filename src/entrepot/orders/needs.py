"""What waits for a seller in their orders: what is paid and not sent, and what its buyer is not content with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from entrepot.geo import public as geo
from entrepot.logistics import public as logistics
from entrepot.orders import presenting, queries
from entrepot.orders.words import OrderState
from entrepot.values.refusal import message
from entrepot.web import public as web

# So many of the latest orders of a state are looked at.
_LOOKED_AT = 20


@web.tells_sellers
def needs(org_refs: frozenset[str], at: datetime) -> Iterator[web.Matter]:
    for order in queries.orders_of_seller(org_refs, state=OrderState.COMPLAINED)[:_LOOKED_AT]:
        yield web.Matter(
            message("The buyer of %(titles)s complains: %(complaint)s"),
            {"titles": presenting.first_titles(order), "complaint": order.complaint[:120]},
            web.Way(message("Read the complaint"), "orders:order", (order.ref,)),
        )
    paid = queries.orders_of_seller(org_refs, state=OrderState.PAID)[:_LOOKED_AT]
    waiting = logistics.orders_waiting(order.ref for order in paid)
    for order in paid:
        if order.ref in waiting:
            yield web.Matter(
                message("Pack and send %(titles)s: %(weight)s, from %(place)s to %(country)s."),
                {
                    "titles": presenting.first_titles(order),
                    "weight": web.weight_text(order.weight),
                    "place": presenting.place_text(order.ship_from),
                    "country": geo.country_name(order.destination, web.edition()),
                },
                web.Way(message("Open the order"), "orders:order", (order.ref,)),
            )
