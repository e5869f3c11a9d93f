"""Receipts: a receiver's signed word on how far it holds a channel. Two lines: the receipt, its signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entrepot.exchange.rules.envelopes import MAX_SEQ
from entrepot.exchange.rules.signing import Signed, Signer, signature_holds
from entrepot.exchange.rules.wire_form import Unreadable, decode, encode
from entrepot.exchange.words import Reason
from entrepot.values import HubCode

VERSION = 1
MAX_BYTES = 4096


class BadReceipt(ValueError):
    """Bytes that are not a receipt that could be taken."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receiver's database holds the origin's envelopes 1 to `high_water`, of which `head` is the last one's hash.

    resend: an envelope came out of order, so please send from high_water + 1 on. `at` is by the receiver's clock and
    decides nothing.
    """

    v: int
    origin: HubCode
    receiver: HubCode
    high_water: int
    head: str
    resend: bool
    at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    receipt: Receipt
    line: bytes
    signature: str

    @property
    def wire(self) -> bytes:
        return self.line + b"\n" + self.signature.encode()

    def is_signed_by(self, public: str) -> bool:
        return signature_holds(Signed.RECEIPT, self.line, signature=self.signature, public=public)


def write_receipt(
    *,
    origin: HubCode,
    receiver: HubCode,
    high_water: int,
    head: str,
    resend: bool,
    at: datetime,
    signer: Signer,
) -> SignedReceipt:
    line = encode(Receipt(VERSION, origin, receiver, high_water, head, resend, at, signer.key_id))
    return SignedReceipt(read_receipt(line), line, signer.sign(Signed.RECEIPT, line))


def open_receipt(wire: bytes) -> SignedReceipt:
    """Raises BadReceipt."""
    if len(wire) > MAX_BYTES:
        raise BadReceipt(Reason.TOO_LARGE)
    line, separator, signature = wire.partition(b"\n")
    if not separator:
        raise BadReceipt(Reason.NOT_A_RECEIPT)
    try:
        return SignedReceipt(read_receipt(line), line, signature.decode("ascii"))
    except UnicodeDecodeError as error:
        raise BadReceipt(Reason.NOT_A_RECEIPT) from error


def read_receipt(line: bytes) -> Receipt:
    """Raises BadReceipt unless the line is the one canonical form of a receipt that we know."""
    try:
        receipt = decode(line, Receipt)
    except Unreadable as error:
        raise BadReceipt(Reason.NOT_A_RECEIPT) from error
    known = receipt.v == VERSION and 0 <= receipt.high_water <= MAX_SEQ and receipt.at.tzinfo is not None
    if not known or encode(receipt) != line:
        raise BadReceipt(Reason.NOT_A_RECEIPT)
    return receipt
