"""Is a chain of envelopes whole? Asked of the envelopes alone, and of single ones against the chain so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from entrepot.exchange.rules.envelopes import FIRST_PREV, BadEnvelope, Envelope, Head, open_envelope
from entrepot.exchange.words import CardKey, Proof, Reason
from entrepot.values import HubCode


@dataclass(frozen=True, slots=True)
class Link:
    """A stored envelope and the number under which it is stored."""

    seq: int
    wire: bytes


def trouble_with_signature(envelope: Envelope, keys: Sequence[CardKey]) -> Reason | None:
    """Why an envelope is not its origin's word, whose keys these are; None if it is."""
    key = next((key for key in keys if key.id == envelope.head.key), None)
    if key is None:
        return Reason.UNKNOWN_KEY
    if not envelope.is_signed_by(key.public):
        return Reason.BAD_SIGNATURE
    if not key.holds_at(envelope.head.sealed_at):
        return Reason.KEY_NOT_VALID
    return None


def trouble_with_place(head: Head, *, seq: int, prev: str) -> Reason | None:
    """Why a head can't be the next after envelope `seq` with hash `prev`; None if it can."""
    if head.seq > seq + 1:
        return Reason.OUT_OF_ORDER
    if head.seq <= seq or head.prev != prev:
        return Reason.FORK
    return None


def walk(links: Iterable[Link], keys: Sequence[CardKey], *, origin: HubCode, receiver: HubCode) -> Proof:
    """Check envelopes 1, 2, 3... one by one, and stop at the first that does not hold."""
    seq, facts, prev, key = 0, 0, FIRST_PREV, ""
    sealed_at: datetime | None = None

    def proof(reason: Reason | None) -> Proof:
        broken_at = None if reason is None else seq + 1
        return Proof(origin, receiver, reason is None, seq, facts, prev, key, sealed_at, broken_at, reason)

    for link in links:
        try:
            envelope = open_envelope(link.wire)
        except BadEnvelope as trouble:
            return proof(trouble.reason)
        head = envelope.head
        if head.receiver != receiver:
            return proof(Reason.OTHER_RECEIVER)
        if head.origin != origin:
            return proof(Reason.OTHER_SENDER)
        if head.seq != link.seq:
            return proof(Reason.FORK)
        reason = trouble_with_place(head, seq=seq, prev=prev) or trouble_with_signature(envelope, keys)
        if reason is not None:
            return proof(reason)
        seq, facts, prev, key, sealed_at = (
            head.seq,
            facts + head.count,
            envelope.hash,
            head.key,
            head.sealed_at,
        )
    return proof(None)
