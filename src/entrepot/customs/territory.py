"""Which ways cross no customs border. Asked before the file of the destination, and also where there is none.

Countries are told apart by their ISO code, so Hong Kong, Macau and Taiwan are each a customs territory of their own
beside the mainland of China. A single customs union is known here: that of the European Union.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from entrepot.customs.law import Group, Source
from entrepot.customs.words import DOMESTIC, UNION, QuoteRequest, Sentence
from entrepot.values import CountryCode
from entrepot.values.refusal import message


@dataclass(frozen=True, slots=True)
class Territory:
    """One customs territory that holds both ends of a way. `groups`: the law that makes it one, if it is a union."""

    scheme: str
    name: str
    reason: Sentence
    notes: tuple[Sentence, ...]
    groups: tuple[Group, ...] = ()


UNIONS = (
    Group(
        id="EU",
        members=tuple(
            map(
                CountryCode,
                "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(),
            )
        ),
        source=Source(
            "Customs territory of the Union (Regulation (EU) No 952/2013, Article 4) as RSB lists it, without the "
            "United Kingdom, which left it with 2020",
            "http://en.rsb-kanzlei.de/glossary/customs-territory-of-the-community/",
        ),
        effective_from=date(2021, 1, 1),
        last_checked=date(2026, 11, 25),
    ),
)


def find_territory(request: QuoteRequest, unions: Sequence[Group]) -> Territory | None:
    """None if the goods cross a customs border, or if it is not known from where they are sent."""
    start, end = request.sent_from, request.destination
    if start is None:
        return None
    if start == end:
        return Territory(DOMESTIC, _DOMESTIC, Sentence(_IN_COUNTRY), (Sentence(_OWN_TAX), Sentence(_FREE)))
    for union in unions:
        if start in union.members and end in union.members and union.in_force(request.at):
            notes = (Sentence(_UNION_TAX), Sentence(_FREE), Sentence(_PARTS))
            return Territory(UNION, _UNION, Sentence(_IN_UNION), notes, (union,))
    return None


_DOMESTIC = message("Domestic sale across no customs border")
_UNION = message("Sale inside the customs territory of the European Union")
_IN_COUNTRY = message(
    "The goods are sent within the country and cross no customs border: there is no import duty or import tax."
)
_IN_UNION = message(
    "The goods are sent from one member state of the European Union to another, inside one customs territory: there is "
    "no import duty or import tax."
)
_OWN_TAX = message(
    "How much of the country's own sales tax, VAT or excise is in the seller's price is not known to this hub; nothing "
    "is added for it."
)
_UNION_TAX = message(
    "How much VAT and excise, and of which member state, is in the seller's price is not known to this hub; nothing is "
    "added for it."
)
_FREE = message(
    "The goods are taken to be in free circulation: out of a bonded warehouse, a free zone or a duty-free island they "
    "would be imported first."
)
_PARTS = message("Parts of member states outside the customs or VAT territory are not told apart.")
