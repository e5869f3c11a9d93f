"""How the codes of this package stand in JSON: as the text that they are, checked when read. Hooks for msgspec."""

from typing import Any


def code_to_json(value: Any) -> str:
    """A code as plain text."""
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(f"no JSON form for {type(value).__name__}")


def code_from_json(kind: type[Any], value: Any) -> Any:
    """A code from its text. Raises BadValue, which msgspec reports as a ValidationError."""
    if issubclass(kind, str) and isinstance(value, str):
        return kind(value)
    raise NotImplementedError(f"no JSON form for {kind.__name__}")
