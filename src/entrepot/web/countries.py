"""Countries and currencies to choose from, named and ordered as the edition's readers expect."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from babel.numbers import get_currency_name

from entrepot.values import COUNTRIES
from entrepot.web.formatting import locale, locale_of
from entrepot.web.shopping import edition

_MONGOLIAN = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"


def countries() -> list[tuple[str, str]]:
    """ISO 3166-1 code and CLDR name of each, in the order of the active edition."""
    return list(_countries(edition()))


def currencies(codes: Iterable[str]) -> list[tuple[str, str]]:
    """ISO 4217 code and CLDR name of each, by code."""
    here = locale()
    return [(code, get_currency_name(code, locale=here)) for code in sorted(set(codes))]


@cache
def _countries(of_edition: str) -> tuple[tuple[str, str], ...]:
    names = locale_of(of_edition).territories
    named = [(code, str(names[code])) for code in COUNTRIES]
    return tuple(sorted(named, key=lambda item: _order(item[1], of_edition)))


def _order(name: str, of_edition: str) -> tuple[object, ...]:
    """GB 2312 stands in the order of pinyin and Big5 in that of strokes, which is how readers look names up."""
    match of_edition:
        case "zh-hans":
            return (name.encode("gb18030"),)
        case "zh-hant":
            return (name.encode("big5", errors="replace"), name)
        case "mn":
            return tuple(_MONGOLIAN.find(letter) for letter in name.lower())
    letters = unicodedata.normalize("NFKD", name)
    return ("".join(letter for letter in letters if not unicodedata.combining(letter)).casefold(),)
