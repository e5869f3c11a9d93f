"""Files of envelopes and receipts: the bytes that would travel over a link, one after the other, each ended by a line
break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from entrepot.exchange.rules.envelopes import MAX_FACTS, BadEnvelope, read_head
from entrepot.exchange.rules.receipts import BadReceipt, read_receipt


class NotCarried(ValueError):
    """A file that does not hold whole envelopes and receipts."""


@dataclass(frozen=True, slots=True)
class Carried:
    envelopes: tuple[bytes, ...]
    receipts: tuple[bytes, ...]


def join(wires: Sequence[bytes]) -> bytes:
    return b"".join(wire + b"\n" for wire in wires)


def split(content: bytes) -> Carried:
    """Raises NotCarried, also for a file that was cut or is empty."""
    lines = content.split(b"\n")
    if lines.pop() != b"" or not lines:
        raise NotCarried
    envelopes: list[bytes] = []
    receipts: list[bytes] = []
    position = 0
    while position < len(lines):
        count = _facts_of(lines[position])
        end = position + 2 + count
        if end > len(lines):
            raise NotCarried
        (envelopes if count else receipts).append(b"\n".join(lines[position:end]))
        position = end
    return Carried(tuple(envelopes), tuple(receipts))


def _facts_of(line: bytes) -> int:
    """How many facts follow a head; 0 for a receipt."""
    try:
        head = read_head(line)
    except BadEnvelope:
        try:
            read_receipt(line)
        except BadReceipt as error:
            raise NotCarried from error
        return 0
    if not 1 <= head.count <= MAX_FACTS:
        raise NotCarried
    return head.count
