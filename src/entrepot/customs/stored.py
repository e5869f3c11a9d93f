"""A quote as text: canonical JSON that is stored with the order. Decimals and dates are text, money is minor units."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from entrepot.customs.words import Quote, RulesUsed, StoredQuoteDamaged

T = TypeVar("T")


def encode(value: Quote | RulesUsed) -> bytes:
    """Fields in their order, no blanks: equal values give equal bytes."""
    return msgspec.json.encode(value, enc_hook=_code_out)


def decode(text: str | bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(text, type=kind, dec_hook=_code_in)
    except (msgspec.DecodeError, ValueError) as error:
        raise StoredQuoteDamaged(str(error)) from error


def _code_out(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(f"no JSON form for {type(value).__name__}")


def _code_in(kind: type[Any], value: Any) -> Any:
    """Codes of entrepot.values are checked strings."""
    if issubclass(kind, str) and isinstance(value, str):
        return kind(value)
    raise NotImplementedError(f"no JSON form for {kind.__name__}")
