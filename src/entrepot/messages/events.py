"""What messages announces: only a reference, because facts are kept and letters are personal."""

from entrepot.facts.words import Event


class LetterWritten(Event):
    letter_ref: str
