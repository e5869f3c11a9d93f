"""This hub's own keys: the one that signs and the one that logs in at partners' NATS.

Private parts lie in the database encrypted with a key derived from the hub's secret, so that a stolen dump signs
nothing.
"""

from __future__ import annotations

import os

import nkeys
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from entrepot.exchange import models
from entrepot.exchange.rules.signing import Signer
from entrepot.exchange.words import CardKey

_NONCE_BYTES = 12


class KeysUnreadable(RuntimeError):
    """The hub's secret is not the one with which its keys were stored."""


class NoKeys(RuntimeError):
    """`make_keys` has not run yet."""


def signer() -> Signer:
    """The identity key in use."""
    return Signer(_private(models.Key.Purpose.IDENTITY))


def nats_seed() -> str:
    """The seed of the nkey in use ("SU...")."""
    return _private(models.Key.Purpose.NATS).decode()


def nats_key() -> str:
    """Its public part ("U...")."""
    return _in_use(models.Key.Purpose.NATS).public


def public_keys() -> tuple[CardKey, ...]:
    """All identity keys this hub ever had, newest first, as its card names them."""
    rows = models.Key.objects.filter(purpose=models.Key.Purpose.IDENTITY).order_by("-valid_from", "-id")
    return tuple(
        CardKey(row.key_id, row.public, row.valid_from, row.valid_until, row.revoked_at) for row in rows
    )


def new_identity() -> tuple[str, str, bytes]:
    """A fresh signing key: its id, public part, private seed."""
    seed = os.urandom(32)
    made = Signer(seed)
    return made.key_id, made.public, seed


def new_nats_login() -> tuple[str, str, bytes]:
    """A fresh nkey of a user; the public part is its id."""
    seed: bytes = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER)
    public: str = nkeys.from_seed(bytearray(seed)).public_key.decode()
    return public, public, seed


def encrypt(private: bytes, *, key_id: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, private, key_id.encode())


def _decrypt(stored: bytes, *, key_id: str) -> bytes:
    try:
        return _cipher().decrypt(stored[:_NONCE_BYTES], stored[_NONCE_BYTES:], key_id.encode())
    except InvalidTag as error:
        raise KeysUnreadable(
            "ENTREPOT_SECRET is not the one that this hub's keys were stored with"
        ) from error


def _cipher() -> AESGCM:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"entrepot exchange keys 1")
    return AESGCM(derived.derive(settings.SECRET_KEY.encode()))


def _in_use(purpose: str) -> models.Key:
    row = models.Key.objects.filter(purpose=purpose, valid_until=None, revoked_at=None).first()
    if row is None:
        raise NoKeys("this hub has no keys yet: run `entrepot prepare`")
    return row


def _private(purpose: str) -> bytes:
    row = _in_use(purpose)
    return _decrypt(bytes(row.private_sealed), key_id=row.key_id)
