"""A quote as text: canonical JSON that is stored with the order. Decimals and dates are text, money is minor units."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from entrepot.customs.words import Quote, RulesUsed, StoredQuoteDamaged
from entrepot.values.json_form import code_from_json, code_to_json

T = TypeVar("T")


def encode(value: Quote | RulesUsed) -> bytes:
    """Fields in their order, no blanks: equal values give equal bytes."""
    return msgspec.json.encode(value, enc_hook=code_to_json)


def decode(text: str | bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(text, type=kind, dec_hook=code_from_json)
    except (msgspec.DecodeError, ValueError) as error:
        raise StoredQuoteDamaged(str(error)) from error
