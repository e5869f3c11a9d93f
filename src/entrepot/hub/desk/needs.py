"""What waits for the operator in the packages: a partner to compare with, a complaint to decide, an envelope that was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from entrepot.exchange import public as exchange
from entrepot.finance import public as finance
from entrepot.messages import public as letters
from entrepot.orders import public as orders
from entrepot.ports import public as ports
from entrepot.values import HubCode
from entrepot.values.refusal import message
from entrepot.web.matters import Matter, Way

# What was refused longer ago, and nobody looked at, is history on its own page.
LOOKED_BACK = timedelta(days=7)
# A mail server that is away is tried again for a while before somebody has to look.
LETTERS_TAKE = timedelta(minutes=15)


def needs(at: datetime) -> list[Matter]:
    """In the order of what hurts most if it waits."""
    channels = exchange.all_channels()
    partners = [both.partner for both in channels]
    return [
        *_complaints(),
        *finance.money_needs(),
        *_unconfirmed(partners),
        *_quarantined(channels),
        *_refused(at, partners),
        *ports.needs(at=at),
        *_letters(at),
    ]


def _complaints() -> Iterator[Matter]:
    if open_ones := orders.open_complaints():
        yield Matter(
            message("Buyers complained and wait for your decision: %(count)s. Their money is in escrow."),
            {"count": len(open_ones)},
            Way(message("Decide"), "orders:complaints"),
        )


def _unconfirmed(partners: Iterable[exchange.Partner]) -> Iterator[Matter]:
    for partner in partners:
        if partner.state is exchange.PartnerState.ASKED:
            yield Matter(
                message("%(partner)s waits to be confirmed. Compare its fingerprint by telephone first."),
                {"partner": partner.name},
                Way(message("Compare and confirm"), "exchange:partner", (partner.code,)),
            )


def _quarantined(channels: Iterable[exchange.Channels]) -> Iterator[Matter]:
    for both in channels:
        if both.incoming.quarantined:
            yield Matter(
                message("%(partner)s told facts that this hub can't read: %(count)s."),
                {"partner": both.partner.name, "count": both.incoming.quarantined},
                Way(message("See which"), "exchange:partner", (both.partner.code,)),
            )


def _refused(at: datetime, partners: Iterable[exchange.Partner]) -> Iterator[Matter]:
    """By the hub that brought it, or in whose name a file did."""
    names = {partner.code: partner.name for partner in partners}
    hubs = [line.via or line.origin for line in exchange.refused_since(at - LOOKED_BACK)]
    for code, count in Counter(hub for hub in hubs if hub in names).items():
        yield Matter(
            message("Envelopes of %(partner)s that were refused this week: %(count)s."),
            {"partner": names[HubCode(code)], "count": count},
            Way(message("See why"), "exchange:partner", (code,)),
        )
    if strangers := sum(hub not in names for hub in hubs):
        yield Matter(
            message("Envelopes in the name of hubs that are no partners, refused this week: %(count)s."),
            {"count": strangers},
            Way(message("See why"), "exchange:partners"),
        )


def _letters(at: datetime) -> Iterator[Matter]:
    waiting = [letter for letter in letters.unsent() if letter.written_at < at - LETTERS_TAKE]
    if waiting:
        yield Matter(
            message("Letters that the mail server has not taken: %(count)s."),
            {"count": len(waiting)},
            Way(message("See how mail is set up"), "hub_settings", anchor="mail"),
        )
