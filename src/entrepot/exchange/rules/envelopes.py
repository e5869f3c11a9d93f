"""Envelopes: the bytes that travel, their head, and what holds them together.

An envelope is lines of UTF-8 without a last line break:

    {"v":1,"origin":"MYKUA","receiver":"CNQZH","seq":7,"prev":"9f..","sealed_at":"..","count":2,"facts":"c4..","key":".."}
    base64 of the Ed25519 signature over the line above
    {"kind":"market.OfferPublished","at":"..","refs":[..],"body":{..}}
    {"kind":..}

The first line is the head. Its SHA-256 names the envelope and is the `prev` of the next one, so the signed heads alone
prove order and completeness without showing a fact. `facts` is the Merkle tree hash (RFC 6962, section 2.1) over the
lines of the facts, so one fact can be shown with its head and a few hashes, and without its neighbours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from entrepot.exchange.rules.signing import Signed, Signer, signature_holds
from entrepot.exchange.rules.wire_form import Unreadable, decode, encode
from entrepot.exchange.words import Reason
from entrepot.values import HubCode

VERSION = 1
FIRST_PREV = "0" * 64
MAX_SEQ = 2**53  # what every JSON reader keeps exact
MAX_FACTS = 500
FULL_AT_BYTES = 256 * 1024  # a sealer closes an envelope at this size
MAX_FACT_BYTES = 64 * 1024
MAX_BYTES = 512 * 1024  # what a receiver takes; NATS itself refuses more than 1 MiB


class BadEnvelope(ValueError):
    """Bytes that are not an envelope that could be taken."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Head:
    """The signed line. `sealed_at` is by the origin's clock."""

    v: int
    origin: HubCode
    receiver: HubCode
    seq: int
    prev: str
    sealed_at: datetime
    count: int
    facts: str
    key: str


@dataclass(frozen=True, slots=True)
class Envelope:
    head: Head
    head_line: bytes
    signature: str
    facts: tuple[bytes, ...]

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.head_line).hexdigest()

    @property
    def wire(self) -> bytes:
        return b"\n".join([self.head_line, self.signature.encode(), *self.facts])

    def is_signed_by(self, public: str) -> bool:
        return signature_holds(Signed.ENVELOPE, self.head_line, signature=self.signature, public=public)


class FactLine(msgspec.Struct, frozen=True):
    """One fact as it travels. Who did it stays at home."""

    kind: str
    at: datetime
    refs: tuple[str, ...]
    body: msgspec.Raw


def write_fact(*, kind: str, at: datetime, refs: Sequence[str], body: bytes) -> bytes:
    """The line of one fact; `body` is its event as JSON."""
    return encode(FactLine(kind, at, tuple(refs), msgspec.Raw(body)))


def read_fact(line: bytes) -> FactLine:
    """Raises Unreadable for a line that is no fact."""
    return decode(line, FactLine)


def one_filling(lines: Sequence[bytes]) -> Sequence[bytes]:
    """As many of these from the first on as go into one envelope."""
    size_bytes = 0
    for count, line in enumerate(lines[:MAX_FACTS], start=1):
        size_bytes += len(line)
        if size_bytes >= FULL_AT_BYTES:
            return lines[:count]
    return lines[:MAX_FACTS]


def is_full(lines: Sequence[bytes]) -> bool:
    return len(lines) >= MAX_FACTS or sum(map(len, lines)) >= FULL_AT_BYTES


def seal(
    facts: Sequence[bytes],
    *,
    origin: HubCode,
    receiver: HubCode,
    seq: int,
    prev: str,
    at: datetime,
    signer: Signer,
) -> Envelope:
    """Close an envelope over these lines and sign its head."""
    head = Head(VERSION, origin, receiver, seq, prev, at, len(facts), tree_hash(facts), signer.key_id)
    line = encode(head)
    return Envelope(head, line, signer.sign(Signed.ENVELOPE, line), tuple(facts))


def open_envelope(wire: bytes) -> Envelope:
    """Read an envelope and check all that needs no key and no chain. Raises BadEnvelope."""
    if len(wire) > MAX_BYTES:
        raise BadEnvelope(Reason.TOO_LARGE)
    head_line, *rest = wire.split(b"\n", 2)
    if not rest:
        raise BadEnvelope(Reason.NOT_AN_ENVELOPE)
    head = read_head(head_line)
    facts = tuple(rest[1].split(b"\n")) if len(rest) == 2 else ()
    try:
        signature = rest[0].decode("ascii")
    except UnicodeDecodeError as error:
        raise BadEnvelope(Reason.NOT_AN_ENVELOPE) from error
    if not 1 <= head.count <= MAX_FACTS:
        raise BadEnvelope(Reason.NOT_AN_ENVELOPE)
    if head.count != len(facts) or tree_hash(facts) != head.facts:
        raise BadEnvelope(Reason.FACTS_DO_NOT_MATCH)
    return Envelope(head, head_line, signature, facts)


def read_head(line: bytes) -> Head:
    """Raises BadEnvelope unless the line is the one canonical form of a head that we know."""
    try:
        head = decode(line, Head)
    except Unreadable as error:
        raise BadEnvelope(Reason.NOT_AN_ENVELOPE) from error
    known = head.v == VERSION and 1 <= head.seq <= MAX_SEQ and head.sealed_at.tzinfo is not None
    if not known or encode(head) != line:
        raise BadEnvelope(Reason.NOT_AN_ENVELOPE)
    return head


def tree_hash(leaves: Sequence[bytes]) -> str:
    """Merkle tree hash of RFC 6962, section 2.1, in hex."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    # Joining neighbours level by level and passing a last odd one up gives the tree of the RFC.
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        joined = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = joined + level[len(joined) * 2 :]
    return level[0].hex()
