"""How a place of a report is shown: terminals name codes that no register has."""

from entrepot.geo import public as geo
from entrepot.values import UNLocode
from entrepot.web import public as web


def place_text(code: UNLocode | None) -> str:
    """Its name in the reader's edition, the code itself where no name is known, "" for no place."""
    return geo.place_text(code, web.edition())


def zone_of(code: UNLocode | None) -> str:
    """Its IANA time zone, "UTC" where none is known."""
    return geo.time_zone(code) if code is not None and geo.find_place(code) is not None else "UTC"
