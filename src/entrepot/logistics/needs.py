"""What waits for the freight desk: parcels without a container, consignments that nobody was told of."""

from __future__ import annotations

from collections.abc import Iterator

from entrepot.logistics import presenting, queries
from entrepot.logistics.words import ConsignmentState, ParcelState
from entrepot.values.refusal import message
from entrepot.web import public as web


def needs() -> Iterator[web.Matter]:
    if waiting := queries.parcels_in(ParcelState.WAITING)[:1]:
        yield web.Matter(
            message("Parcels that wait for a container: %(count)s, the oldest since %(day)s."),
            {
                "count": queries.count_of(ParcelState.WAITING),
                "day": web.day_text(waiting[0].opened_at.date()),
            },
            web.Way(message("Choose parcels"), "logistics:desk", anchor="waiting"),
        )
    for one in queries.consignments(state=ConsignmentState.DRAFT):
        yield web.Matter(
            message("The consignment %(booking)s, %(way)s, is not published: no port expects it."),
            {"booking": one.booking_ref, "way": presenting.way_text(one)},
            web.Way(message("Look at it and publish"), "logistics:consignment", (one.ref,)),
        )
    if last_mile := queries.count_of(ParcelState.LAST_MILE):
        yield web.Matter(
            message("Parcels that came off their ship and were not handed over yet: %(count)s."),
            {"count": last_mile},
            web.Way(
                message("Record deliveries"), "logistics:parcels", query=f"state={ParcelState.LAST_MILE}"
            ),
        )
