"""Signatures on the payment provider's reports: HMAC-SHA256 over the body with a secret that both sides hold."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SECRET_VARIABLE = "ENTREPOT_ACQUIRER_SECRET"  # noqa: S105  (the variable's name)
_PREFIX = "sha256="


def callback_secret() -> str:
    """This hub's secret with its provider, derived from the hub's own: nothing more to keep or to lose."""
    return derived_secret(settings.SECRET_KEY)


def derived_secret(hub_secret: str) -> str:
    """The same from the text of the hub's secret, for the one that starts a hub's processes."""
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"entrepot acquirer callbacks 1")
    return derive.derive(hub_secret.encode()).hex()


def sign(body: bytes, secret: str) -> str:
    return _PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def verify(body: bytes, signature: str, secret: str) -> bool:
    """True for a signature of exactly these bytes. Takes as long for a wrong one as for a right one."""
    return hmac.compare_digest(signature.encode(), sign(body, secret).encode())
