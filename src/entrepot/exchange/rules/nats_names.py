"""Names in NATS: public nkeys, and the subjects by which envelopes and receipts travel.

Envelopes for a hub arrive on that hub's own server under inbox.<receiver>.<origin>; receipts for what a hub sent
arrive on its server under receipt.<origin>.<receiver>. A partner's login may publish to its own one of each.
"""

from __future__ import annotations

import base64
import binascii
import re

from entrepot.values import HubCode

STREAM = "INBOX"
CONSUMER = "exchange"

_USER_PREFIX = 20 << 3


def inbox_subject(*, receiver: HubCode, origin: HubCode) -> str:
    return f"inbox.{receiver}.{origin}"


def receipt_subject(*, origin: HubCode, receiver: HubCode) -> str:
    return f"receipt.{origin}.{receiver}"


def inbox_of(me: HubCode) -> str:
    """All subjects by which envelopes reach this hub."""
    return f"inbox.{me}.*"


def receipts_for(me: HubCode) -> str:
    """All subjects by which receipts reach this hub."""
    return f"receipt.{me}.*"


def answers_prefix(code: HubCode) -> str:
    """The prefix of the subjects on which a hub that is logged in elsewhere gets answers."""
    return f"_INBOX_{code}"


def is_user_nkey(text: str) -> bool:
    """True for a public nkey of a user with a right checksum; the server refuses its whole file for a wrong one."""
    if not re.fullmatch("U[A-Z2-7]{55}", text):
        return False
    try:
        raw = base64.b32decode(text)
    except binascii.Error:
        return False
    return raw[0] == _USER_PREFIX and _crc16(raw[:-2]) == int.from_bytes(raw[-2:], "little")


def _crc16(content: bytes) -> int:
    """CRC-16/XMODEM, as nkeys end with."""
    crc = 0
    for byte in content:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc
