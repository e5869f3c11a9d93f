"""What money a country uses. From CLDR, by Babel."""

from __future__ import annotations

from datetime import date

from babel.numbers import get_territory_currencies


def currency_of(country: str, on: date) -> str | None:
    """The legal tender of a country on a day; the first if there are several, None if CLDR knows none."""
    found = get_territory_currencies(country, start_date=on, end_date=on)
    return str(found[0]) if found else None
