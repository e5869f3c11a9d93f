"""One order's timeline: what happened to its money and papers, and where its parcel is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entrepot.facts import public as facts
from entrepot.logistics import public as logistics
from entrepot.orders import events
from entrepot.values import UNLocode
from entrepot.values.refusal import message


@dataclass(frozen=True, slots=True)
class Happening:
    """Something done, with its place and who says so. `what` and `source` are message ids."""

    at: datetime
    what: str
    place: UNLocode | None
    source: str
    hub: str = ""


_OWN = {
    events.PurchasePlaced: message("Ordered; the stock is reserved"),
    events.OrderPaid: message("Paid into escrow"),
    events.PurchaseCancelled: message("Cancelled; nothing is charged"),
    events.OrderConfirmed: message("Confirmed; the seller is paid"),
    events.OrderComplained: message("Complaint opened; the money stays in escrow"),
    events.ComplaintSettled: message("Complaint settled"),
}
_THIS_HUB = message("This hub")


def timeline_of(order_ref: str) -> list[Happening]:
    """Oldest first. The caller has proved the right to read the order."""
    happened = [
        Happening(line.fact.at, _OWN[type(line.event)], None, _THIS_HUB)
        for line in facts.timeline(order_ref)
        if type(line.event) in _OWN
    ]
    for voyage in logistics.tracking(order_ref):
        for mark in voyage.marks:
            for moment in mark.done[:1]:
                happened.append(
                    Happening(moment.at, mark.name, mark.place, moment.source_name, moment.hub or "")
                )
    return sorted(happened, key=lambda one: one.at)
