"""One order's timeline: what happened to its money and papers, and where its parcel is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entrepot.facts import public as facts
from entrepot.logistics import public as logistics
from entrepot.orders import events
from entrepot.orders.words import CancelReason
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


_THIS_HUB = message("This hub")


def _what(event: facts.Event) -> str:
    """A message id; "" for what is no news to a reader of this timeline."""
    match event:
        case events.PurchasePlaced():
            return message("Ordered; the stock is reserved")
        case events.OrderPaid():
            return message("Paid into escrow")
        case events.PurchaseCancelled(reason=CancelReason.PAYMENT_FAILED):
            return message("Cancelled: the payment was declined; nothing is charged")
        case events.PurchaseCancelled():
            return message("Cancelled: not paid in time; nothing is charged")
        case events.OrderConfirmed(by_clock=True):
            return message("The time to complain is over; the seller is paid")
        case events.OrderConfirmed():
            return message("Confirmed by the buyer; the seller is paid")
        case events.OrderComplained():
            return message("Complaint opened; the money stays in escrow")
        case events.ComplaintSettled(refunded=True):
            return message("Complaint settled: the money goes back to the buyer")
        case events.ComplaintSettled():
            return message("Complaint settled: the seller is paid")
    return ""


def timeline_of(order_ref: str) -> list[Happening]:
    """Oldest first. The caller has proved the right to read the order."""
    happened = [
        Happening(line.fact.at, what, None, _THIS_HUB)
        for line in facts.timeline(order_ref)
        if (what := _what(line.event))
    ]
    for voyage in logistics.tracking(order_ref):
        for mark in voyage.marks:
            for moment in mark.done[:1]:
                happened.append(
                    Happening(moment.at, mark.name, mark.place, moment.source_name, moment.hub or "")
                )
    return sorted(happened, key=lambda one: one.at)
