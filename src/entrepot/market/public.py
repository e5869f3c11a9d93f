"""The calls that other packages may use. insight reads the SQL view market_offers_v1 instead."""

from entrepot.market.actions.imports import import_products
from entrepot.market.actions.offers import change_price, change_stock, list_offer_again, withdraw_offer
from entrepot.market.actions.shops import open_shop
from entrepot.market.actions.stock import release_stock, reserve_stock, sell_stock
from entrepot.market.queries.landed import DoorPrice, door_price, landed_price, landed_price_of
from entrepot.market.queries.listing import Pavilion, Search, pavilions, search
from entrepot.market.queries.offers import find_offer, get_offer
from entrepot.market.queries.shops import any_shop, currencies_on_offer, get_shop, shops_of
from entrepot.market.rules.addresses import page_path
from entrepot.market.rules.countries import currency_of
from entrepot.market.words import Offer, OfferDescription, OfferState, Shop, Text

__all__ = [
    "DoorPrice",
    "Offer",
    "OfferDescription",
    "OfferState",
    "Pavilion",
    "Search",
    "Shop",
    "Text",
    "any_shop",
    "change_price",
    "change_stock",
    "currencies_on_offer",
    "currency_of",
    "door_price",
    "find_offer",
    "get_offer",
    "get_shop",
    "import_products",
    "landed_price",
    "landed_price_of",
    "list_offer_again",
    "open_shop",
    "page_path",
    "pavilions",
    "release_stock",
    "reserve_stock",
    "search",
    "sell_stock",
    "shops_of",
    "withdraw_offer",
]
