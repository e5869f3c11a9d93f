"""Cards: what a hub says of itself, signed by the key that it names.

The signature covers the card's JSON with sorted keys and no blanks, whatever it looks like after it was pasted
through an e-mail; fields that a later release adds stay covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from entrepot.exchange.rules.nats_names import is_user_nkey
from entrepot.exchange.rules.signing import (
    Signed,
    Signer,
    fingerprint,
    is_public_key,
    key_id,
    signature_holds,
)
from entrepot.exchange.rules.wire_form import Unreadable, convert, decode, encode_sorted
from entrepot.exchange.words import Card, CardKey

VERSION = 1
MAX_BYTES = 64 * 1024


class BadCard(ValueError):
    """Text that is not a card, or not one that its own key signed."""


class _Signed(msgspec.Struct):
    card: dict[str, Any]
    key: str
    signature: str


def write_card(card: Card, signer: Signer) -> str:
    """The card and its signature as JSON."""
    content = encode_sorted(card)
    signed = _Signed(decode(content, dict), signer.key_id, signer.sign(Signed.CARD, content))
    return encode_sorted(signed).decode()


def read_card(text: str | bytes) -> Card:
    """The card, checked against the key that it says signed it. Raises BadCard."""
    if len(text) > MAX_BYTES:
        raise BadCard("too large")
    try:
        signed = decode(text, _Signed)
        card = convert(signed.card, Card)
    except Unreadable as error:
        raise BadCard(str(error)) from error
    _check_form(card)
    key = card.find_key(signed.key)
    if key is None or not key.holds_at(card.issued_at):
        raise BadCard("signed with a key that it does not name as valid")
    content = encode_sorted(signed.card)
    if not signature_holds(Signed.CARD, content, signature=signed.signature, public=key.public):
        raise BadCard("the signature does not hold")
    return card


def signing_key_of(text: str | bytes) -> str:
    """The id of the key that signed a card that `read_card` has taken."""
    return decode(text, _Signed).key


def fingerprint_of(keys: Sequence[CardKey]) -> str:
    """The fingerprint of the newest key in use, which two operators compare."""
    in_use = [key for key in keys if key.revoked_at is None and key.valid_until is None]
    return fingerprint(max(in_use or keys, key=lambda key: key.valid_from).public)


def _check_form(card: Card) -> None:
    if card.v != VERSION or not card.keys:
        raise BadCard("another version, or no key")
    if card.issued_at.tzinfo is None or any(key.valid_from.tzinfo is None for key in card.keys):
        raise BadCard("an instant without a zone")
    for key in card.keys:
        if not is_public_key(key.public) or key.id != key_id(key.public):
            raise BadCard("a key under an id that is not its own")
    if urlsplit(card.site_url).scheme not in ("http", "https"):
        raise BadCard("an address that is no web address")
    if card.nats_url and urlsplit(card.nats_url).scheme not in ("nats", "tls", "ws", "wss"):
        raise BadCard("a NATS address of another kind")
    if not is_user_nkey(card.nats_key):
        raise BadCard("no public nkey of a user")
    if not 1 <= len(card.name) <= 200 or len(card.site_url) > 300 or len(card.nats_url) > 300:
        raise BadCard("a text of another length")
