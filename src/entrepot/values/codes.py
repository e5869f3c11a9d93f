"""Codes of the trade: countries, places, goods, containers. A country is one that exists; of the others only the form is
checked, and whoever keeps the register is asked later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Self

from entrepot.values.refusal import message

# ISO 3166-1 alpha-2, the 249 officially assigned codes, https://www.iso.org/obp/ui/#search/code/ as of 2026-11-25. Reserved
# and private ones (EU, UK, XK, ZZ) are no countries there. A test holds them against CLDR.
COUNTRIES = frozenset(
    (
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
        "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
        "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
        "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
        "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
        "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
        "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
    ).split()
)


class BadValue(ValueError):
    """A text that is not a code of its kind. `message` is a message id with the place %(value)s, filled by `params`."""

    def __init__(self, message: str, text: str) -> None:
        self.message = message
        self.params: Mapping[str, object] = {"value": text[:40]}
        super().__init__(message % self.params)


class _Code(str):
    """A string that has been checked. Compares, hashes and serialises as the string it is."""

    _form: re.Pattern[str]
    _otherwise: str

    def __new__(cls, text: str) -> Self:
        if not cls._is_one(text):
            raise BadValue(cls._otherwise, text)
        return super().__new__(cls, text)

    @classmethod
    def _is_one(cls, text: str) -> bool:
        return cls._form.fullmatch(text) is not None

    @classmethod
    def parse(cls, text: str) -> Self:
        """From what a person or file wrote: blanks around and small letters are forgiven."""
        return cls(text.strip().upper())


class CountryCode(_Code):
    """A country or region of ISO 3166-1, alpha-2, e.g. "MY". "NA" is Namibia, not nothing."""

    _otherwise = message(
        "“%(value)s” is not a country. Give its ISO 3166 code of two letters, for example MY."
    )

    @classmethod
    def _is_one(cls, text: str) -> bool:
        return text in COUNTRIES


class UNLocode(_Code):
    """UN/LOCODE: country and three of A-Z, 2-9, e.g. "MYKUA" (UNECE Recommendation 16)."""

    _form = re.compile("[A-Z]{2}[A-Z2-9]{3}")
    _otherwise = message("“%(value)s” is not a UN/LOCODE. It has five characters, for example MYKUA.")

    @property
    def country(self) -> CountryCode:
        return CountryCode(self[:2])


class HubCode(UNLocode):
    """The UN/LOCODE under which a hub is known to its partners."""

    _otherwise = message(
        "“%(value)s” is not the code of a hub. It is the UN/LOCODE of its port, for example MYKUA."
    )


class HSCode(_Code):
    """Harmonized System code: 2 to 12 digits without dots; the first six are the same in all countries."""

    _form = re.compile("[0-9]{2}(?:[0-9]{2}){0,5}")
    _otherwise = message("“%(value)s” is not an HS code. It has 2, 4, 6 or more digits.")

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
    _otherwise = message("“%(value)s” is not a container number. It has four letters and seven digits.")

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
