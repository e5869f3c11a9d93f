"""Which two letters are a country, and what money it uses. From CLDR, by Babel."""

from __future__ import annotations

from datetime import date

from babel import Locale
from babel.numbers import get_territory_currencies

# Two-letter codes that CLDR names and ISO 3166-1 does not assign: unions, islands of another code, "unknown".
_NOT_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())

COUNTRY_CODES = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
)


def currency_of(country: str, on: date) -> str | None:
    """The legal tender of a country on a day; the first if there are several, None if CLDR knows none."""
    found = get_territory_currencies(country, start_date=on, end_date=on)
    return str(found[0]) if found else None
