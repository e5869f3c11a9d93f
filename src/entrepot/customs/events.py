"""What customs announces."""

from entrepot.facts.words import Event
from entrepot.values import CountryCode, Money


class QuotaReserved(Event):
    """An order was counted against its buyer's yearly limit. The buyer is not named: the order is."""

    order_ref: str
    country: CountryCode
    year: int
    amount: Money


class QuotaReleased(Event):
    """An order no longer counts against its buyer's yearly limit."""

    order_ref: str
    country: CountryCode
    year: int
    amount: Money
