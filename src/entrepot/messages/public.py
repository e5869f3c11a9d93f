"""The calls that other packages may use."""

from entrepot.messages.actions import write_letter
from entrepot.messages.queries import unsent
from entrepot.messages.rules import letter_text
from entrepot.messages.words import Letter

__all__ = ["Letter", "letter_text", "unsent", "write_letter"]
