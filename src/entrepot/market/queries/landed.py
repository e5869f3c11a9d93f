"""What goods cost at a door: the seller's price exchanged, freight and insurance of this hub's table, then customs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from entrepot.customs import public as customs
from entrepot.finance import public as finance
from entrepot.geo import public as geo
from entrepot.logistics import public as logistics
from entrepot.market.rules.countries import currency_of
from entrepot.market.words import Offer
from entrepot.parties import public as parties
from entrepot.values import CountryCode, Money, Refusal, Weight
from entrepot.values.refusal import message

MOST_PIECES = 999
_MOST_CURRENCIES = 6  # of the buyer, the freight table, the customs, and of a threshold


@dataclass(frozen=True, slots=True)
class DoorPrice:
    """A landed cost and how its parts came about. `exchanges`: what was exchanged of the goods, one per line that was in
    another currency. `freight_source`: whose table."""

    quote: customs.Quote
    exchanges: tuple[finance.Conversion, ...]
    freight_source: str
    transit_days: int


def currency_for(country: CountryCode, *, at: datetime) -> str:
    """In what the price at a door is counted for who chose no currency: the country's own, or this hub's where no rate
    leads there."""
    hub = parties.hub_profile()
    own = hub.currency if country == hub.country else currency_of(country, at.date())
    if own is None or own == hub.currency:
        return hub.currency
    try:
        return finance.Rates(at).latest(hub.currency, own).quote
    except Refusal:
        return hub.currency


class Doors:
    """What goods cost at doors at one instant. Rates and freight are read once, for all of a cart or a page."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._rates = finance.Rates(at)
        self._freight = logistics.Freight(self._rates)

    def price(
        self,
        lines: Sequence[tuple[Offer, int]],
        *,
        country: CountryCode,
        currency: str,
        importer: customs.BuyerFacts | None = None,
    ) -> DoorPrice:
        """The landed cost of several offers of one shop, sent together, and how it came about.

        Goods are exchanged as the buyer pays them, mid rate and spread; all else at the mid rate. Refuses
        market.bad_quantity; finance's no_rate and stale_rate; logistics' no_freight_price; customs' refusals.
        A duty that is not known is no refusal: the quote says so.
        """
        if not lines or any(not 1 <= pieces <= MOST_PIECES for _, pieces in lines):
            raise Refusal(
                "market.bad_quantity",
                message("Ask for 1 to %(most)s pieces."),
                {"most": MOST_PIECES},
                field="quantity",
                status=422,
            )
        goods = [self._exchanged(offer.price * pieces, currency) for offer, pieces in lines]
        price = Money.total((money for money, _ in goods), currency)
        weight = Weight.total(offer.weight * pieces for offer, pieces in lines)
        start = lines[0][0].ship_from
        freight = self._freight.estimate(start, country, weight, goods=price)
        request = customs.QuoteRequest(
            destination=country,
            at=self._at.date(),
            lines=tuple(
                customs.QuoteLine(
                    ref=offer.ref,
                    hs=offer.hs,
                    origin=offer.origin,
                    quantity=pieces,
                    goods=money,
                    weight=offer.weight * pieces,
                )
                for (offer, pieces), (money, _) in zip(lines, goods, strict=True)
            ),
            freight=freight.freight,
            insurance=freight.insurance,
            currency=currency,
            importer=importer,
            sent_from=start.country if geo.find_place(start) else None,
        )
        return DoorPrice(
            quote=self._quote(request),
            exchanges=tuple(conversion for _, conversion in goods if conversion),
            freight_source=freight.source,
            transit_days=freight.transit_days,
        )

    def _exchanged(self, price: Money, currency: str) -> tuple[Money, finance.Conversion | None]:
        if price.currency == currency:
            return price, None
        conversion = self._rates.convert(price, currency)
        return conversion.bought, conversion

    def _quote(self, request: customs.QuoteRequest) -> customs.Quote:
        """Customs alone knows in which currencies a country counts: it names the rate it lacks, finance gives it."""
        for _ in range(_MOST_CURRENCIES):
            try:
                return customs.quote(request)
            except customs.NoRate as lacking:
                base, quote = str(lacking.params["base"]), str(lacking.params["quote"])
                found = self._rates.latest(base, quote)
                rate = customs.Rate(found.base, found.quote, found.rate, found.source, found.as_of)
                request = replace(request, rates=(*request.rates, rate))
        return customs.quote(request)
