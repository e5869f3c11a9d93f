"""What becomes of shops and offers. The offer facts are told to all partner hubs and say everything that is public."""

from entrepot.exchange.words import crosses
from entrepot.facts.words import Event
from entrepot.market.words import OfferDescription
from entrepot.values import CountryCode, HubCode


class ShopOpened(Event):
    """An organisation opened a shop at this hub."""

    shop_ref: str
    org_ref: str
    name: str
    country: CountryCode
    currency: str


@crosses
class OfferPublished(Event):
    """A product is for sale."""

    offer: OfferDescription


@crosses
class OfferChanged(Event):
    """Something public of an offer is different: price, texts, sold out or in stock again."""

    offer: OfferDescription


@crosses
class OfferWithdrawn(Event):
    """A product is no longer for sale. `revision` is newer than every description told before."""

    offer_ref: str
    revision: int


class StockReserved(Event):
    """Pieces are held while a buyer pays."""

    reservation_ref: str
    offer_refs: tuple[str, ...]


class StockReleased(Event):
    """A reservation was given up: its pieces are free again."""

    reservation_ref: str


class StockSold(Event):
    """A reservation was paid for: its pieces are gone."""

    reservation_ref: str


class ImportRequested(Event):
    """A file of products was uploaded and waits to be read."""

    import_ref: str
    shop_ref: str


class ImportAdvanced(Event):
    """A part of a file is loaded; the next part begins at data row `next_row`, counted from 0."""

    import_ref: str
    next_row: int


class ImportFinished(Event):
    """A file is read to its end, or was cancelled on the way."""

    import_ref: str
    shop_ref: str
    rows_bad: int
    cancelled: bool = False


class OffersToldToPartner(Event):
    """A part of our offers was told to a new partner; the next begins after the offer with this number."""

    hub: HubCode
    after_id: int
