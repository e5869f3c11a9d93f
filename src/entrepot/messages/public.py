"""The calls that other packages may use."""

from entrepot.messages.actions import write_letter
from entrepot.messages.queries import unsent
from entrepot.messages.words import Letter

__all__ = ["Letter", "unsent", "write_letter"]
