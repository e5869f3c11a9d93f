"""The same envelopes as files, for a hub that has no link."""

from __future__ import annotations

from datetime import datetime

from entrepot.exchange import queries
from entrepot.exchange.actions.receipts import make_receipt, take_receipt
from entrepot.exchange.actions.sealing import seal_waiting
from entrepot.exchange.actions.taking import Arrival, Outcome, take
from entrepot.exchange.rules import carried_files
from entrepot.exchange.words import Imported, not_a_file_of_envelopes
from entrepot.values import HubCode

_SEALED_AT_ONCE = 8
_TAKEN_AT_ONCE = 8


def export_envelopes(partner: HubCode, *, from_seq: int, at: datetime) -> bytes:
    """Our envelopes to this partner from a number on, and our receipt for what it sent us, as the bytes of a file.
    Seals what waits first."""
    queries.get_partner(partner)
    while seal_waiting(partner, at=at, limit=_SEALED_AT_ONCE):
        pass
    stored = queries.stored_envelopes(origin=queries.this_hub_code(), receiver=partner, after=from_seq - 1)
    return carried_files.join([*(wire for _, wire in stored), make_receipt(partner, resend=False, at=at)])


def import_envelopes(content: bytes, *, at: datetime) -> Imported:
    """Take the envelopes and receipts of a file as if they had come over a link; what is known already has no effect.

    Refuses "exchange.not_a_file_of_envelopes", before anything was taken.
    """
    try:
        carried = carried_files.split(content)
    except carried_files.NotCarried as trouble:
        raise not_a_file_of_envelopes() from trouble
    taken = []
    for start in range(0, len(carried.envelopes), _TAKEN_AT_ONCE):
        wires = carried.envelopes[start : start + _TAKEN_AT_ONCE]
        taken += take([Arrival(wire, None) for wire in wires], at=at)
    words = [take_receipt(wire, via=None, at=at) for wire in carried.receipts]
    return Imported(
        applied=sum(result.outcome is Outcome.APPLIED for result in taken),
        facts=sum(result.facts for result in taken),
        repeated=sum(result.outcome is Outcome.REPEATED for result in taken),
        acknowledged=sum(word is not None for word in words),
        refused=tuple(result.reason for result in taken if result.reason is not None),
    )
