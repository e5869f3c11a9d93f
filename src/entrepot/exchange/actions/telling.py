"""Tell partners a fact: a row in the caller's transaction, which the link turns into envelopes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from entrepot.exchange import queries
from entrepot.exchange.rules import envelopes
from entrepot.exchange.words import (
    CROSSING,
    PartnerState,
    fact_too_large,
    kind_may_not_cross,
    unknown_partner,
)
from entrepot.facts import public as facts
from entrepot.values import HubCode


def tell(event: facts.Event, *, to: Iterable[HubCode], at: datetime, refs: Sequence[str] = ()) -> None:
    """Tell these hubs of an event, in the transaction of the change that it tells of. Our own code is ignored.

    Raises OutsideTransaction; Refusal "exchange.kind_may_not_cross" for a kind that no package declared with
    `crosses`, "exchange.unknown_partner" if one of them is not confirmed, "exchange.fact_too_large".
    """
    tell_many([facts.Telling(event, at, tuple(refs))], to=to)


def tell_many(tellings: Sequence[facts.Telling], *, to: Iterable[HubCode]) -> None:
    """Tell these hubs several events in this order. Refuses as `tell`."""
    if not connection.in_atomic_block:
        raise facts.OutsideTransaction("tell")
    receivers = sorted(set(to))
    lines = [_line(telling) for telling in tellings]
    if not receivers or not lines:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exchange_waiting (receiver, line)"
            " SELECT partner.code, told.line FROM unnest(%s::text[]) WITH ORDINALITY AS told (line, place)"
            " CROSS JOIN exchange_partner AS partner WHERE partner.code = ANY(%s) AND partner.state = %s"
            " ORDER BY told.place",
            [lines, [str(code) for code in receivers], PartnerState.CONFIRMED.value],
        )
        written = cursor.rowcount
    if written != len(receivers) * len(lines):
        known = {*queries.partner_codes(), queries.this_hub_code()}
        for code in receivers:
            if code not in known:
                raise unknown_partner(code)


def _line(telling: facts.Telling) -> str:
    event = telling.event
    if CROSSING.get(event.kind) is not type(event):
        raise kind_may_not_cross(event.kind)
    if telling.at.tzinfo is None:
        raise ValueError("a fact's instant has a zone")
    line = envelopes.write_fact(kind=event.kind, at=telling.at, refs=telling.refs, body=facts.encode(event))
    if len(line) > envelopes.MAX_FACT_BYTES:
        raise fact_too_large(event.kind, len(line), envelopes.MAX_FACT_BYTES)
    return line.decode()
