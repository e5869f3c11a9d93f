"""Examples with a known answer. They stand in the file of their country, so that one file is enough to add one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from entrepot.customs.law import Source
from entrepot.customs.words import BuyerFacts, Channel, QuoteLine, QuoteRequest, Transport
from entrepot.values import CountryCode, HSCode, Money, Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One kind of goods and what is due on it, all in the customs currency, written as people write amounts.

    `source` is whoever worked the answer out: an authority's example, or the reader's own sum by the law it names.
    known False: nothing may be charged, because something is not known.
    """

    name: str
    source: Source
    at: date
    goods: str
    hs: str
    origin: str
    freight: str = "0"
    insurance: str = "0"
    quantity: int = 1
    grams: int = 1000
    proofs: tuple[str, ...] = ()
    channel: Channel = Channel.RETAIL
    transport: Transport = Transport.AIR
    used_this_year: str = "0"
    duty: str = "0"
    excise: str = "0"
    tax: str = "0"
    known: bool = True

    def request(self, country: CountryCode, currency: str) -> QuoteRequest:
        line = QuoteLine(
            ref=self.name,
            hs=HSCode(self.hs),
            origin=CountryCode(self.origin),
            quantity=self.quantity,
            goods=Money.parse(self.goods, currency),
            weight=Weight(self.grams),
            proofs=self.proofs,
        )
        return QuoteRequest(
            destination=country,
            at=self.at,
            lines=(line,),
            freight=Money.parse(self.freight, currency),
            insurance=Money.parse(self.insurance, currency),
            channel=self.channel,
            transport=self.transport,
            importer=BuyerFacts("example", Money.parse(self.used_this_year, currency)),
        )
