"""Codes of the trade: countries, places, goods, containers. Each checks its form; none asks a register."""

from __future__ import annotations

import re
from typing import Self


class BadValue(ValueError):
    """A text that does not have the form of its code."""


class _Code(str):
    """A string that has been checked. Compares, hashes and serialises as the string it is."""

    _form: re.Pattern[str]
    _named: str

    def __new__(cls, text: str) -> Self:
        if not cls._form.fullmatch(text):
            raise BadValue(f"{text!r} is not {cls._named}")
        return super().__new__(cls, text)

    @classmethod
    def parse(cls, text: str) -> Self:
        """From what a person or file wrote: blanks around and small letters are forgiven."""
        return cls(text.strip().upper())


class CountryCode(_Code):
    """ISO 3166-1 alpha-2, e.g. "MY". "NA" is Namibia, not nothing."""

    _form = re.compile("[A-Z]{2}")
    _named = "an ISO 3166 country code of two letters"


class UNLocode(_Code):
    """UN/LOCODE: country and three of A-Z, 2-9, e.g. "MYKUA" (UNECE Recommendation 16)."""

    _form = re.compile("[A-Z]{2}[A-Z2-9]{3}")
    _named = "a UN/LOCODE of five characters"

    @property
    def country(self) -> CountryCode:
        return CountryCode(self[:2])


class HubCode(UNLocode):
    """The UN/LOCODE under which a hub is known to its partners."""

    _named = "a hub code (the UN/LOCODE of its port)"


class HSCode(_Code):
    """Harmonized System code: 2 to 12 digits without dots; the first six are the same in all countries."""

    _form = re.compile("[0-9]{2}(?:[0-9]{2}){0,5}")
    _named = "an HS code of 2, 4, 6 or more digits"

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(re.sub(r"[.\s]", "", text))

    @property
    def chapter(self) -> str:
        return self[:2]

    @property
    def heading(self) -> str | None:
        return self[:4] if len(self) >= 4 else None

    @property
    def subheading(self) -> str | None:
        """The six digits of the international part, or None for a shorter code."""
        return self[:6] if len(self) >= 6 else None

    def starts_with(self, other: str) -> bool:
        return self.startswith(other)


class ContainerNumber(_Code):
    """ISO 6346: owner code, category U, J or Z, six digits and a check digit, e.g. "CSQU3054383".

    The form is required. A wrong check digit is kept: shippers' own boxes carry odd numbers
    (SMDG recommendation 2), so `check_digit_holds` is a finding for the reader, not a refusal.
    """

    _form = re.compile("[A-Z]{3}[UJZ][0-9]{7}")
    _named = "a container number (four letters and seven digits)"

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(re.sub(r"[\s-]", "", text).upper())

    @property
    def expected_check_digit(self) -> int:
        # ISO 6346 annex A: letters count 10 to 38 without the multiples of 11; position weighs 2**n.
        total = 0
        for position, character in enumerate(self[:10]):
            value = int(character) if character.isdigit() else _LETTER_VALUES[character]
            total += value << position
        return total % 11 % 10

    @property
    def check_digit_holds(self) -> bool:
        return int(self[10]) == self.expected_check_digit


_LETTER_VALUES = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11), strict=True))
