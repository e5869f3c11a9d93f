"""JSON as it travels: fields in their order or sorted, no blanks, codes of the trade checked."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


class Unreadable(ValueError):
    """Bytes that are not JSON of the wanted shape, whatever is wrong with them."""


def encode(value: object) -> bytes:
    """Fields in the order of their class."""
    return msgspec.json.encode(value, enc_hook=str)


def encode_sorted(value: object) -> bytes:
    """Keys in alphabetical order, at every depth."""
    return msgspec.json.encode(value, enc_hook=str, order="sorted")


def decode(text: bytes | str, shape: type[T]) -> T:
    """Raises Unreadable."""
    try:
        return msgspec.json.decode(text, type=shape, dec_hook=_decode_code)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def convert(value: object, shape: type[T]) -> T:
    """From what a JSON reader gave. Raises Unreadable."""
    try:
        return msgspec.convert(value, shape, dec_hook=_decode_code)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def _decode_code(kind: type[Any], value: Any) -> Any:
    """Codes of entrepot.values are checked strings; their BadValue is a ValueError."""
    try:
        return kind(value)
    except (TypeError, ValueError) as error:
        raise msgspec.ValidationError(str(error)) from error
