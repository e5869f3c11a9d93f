"""Ed25519 signatures over named kinds of bytes, key ids and fingerprints.

What is signed begins with the name of its kind, so that a signature on a receipt can never pass for one on an
envelope.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from enum import Enum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64


class Signed(Enum):
    """Kinds of bytes that hubs sign, with the words that their signatures cover first."""

    ENVELOPE = b"entrepot envelope 1\n"
    RECEIPT = b"entrepot receipt 1\n"
    CARD = b"entrepot card 1\n"


class Signer:
    """A private key that signs, with the id under which others find its public part."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = base64.b64encode(self._private.public_key().public_bytes_raw()).decode()
        self.key_id = key_id(self.public)

    def sign(self, kind: Signed, content: bytes) -> str:
        """The signature as base64."""
        return base64.b64encode(self._private.sign(kind.value + content)).decode()


def signature_holds(kind: Signed, content: bytes, *, signature: str, public: str) -> bool:
    """True if the holder of `public` signed these bytes as this kind. False for anything else, malformed or not."""
    raw = _exact_base64(signature, SIGNATURE_BYTES)
    if raw is None:
        return False
    try:
        _public_key(public).verify(raw, kind.value + content)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(public: str) -> str:
    """How heads name a key: the first 16 hex digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def fingerprint(public: str) -> str:
    """What two operators read to each other: 40 hex digits in groups of four."""
    digits = hashlib.sha256(base64.b64decode(public)).hexdigest()[:40]
    return " ".join(digits[start : start + 4] for start in range(0, 40, 4))


def is_public_key(text: str) -> bool:
    return _exact_base64(text, PUBLIC_BYTES) is not None


@lru_cache(maxsize=256)
def _public_key(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))


def _exact_base64(text: str, length: int) -> bytes | None:
    """The bytes, if the text is their one base64 form. A second form of the same bytes would be a second wire form."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == length and base64.b64encode(raw).decode() == text else None
