"""The calls that other packages may use. insight reads the SQL view market_offers_v1 instead."""

from entrepot.market.actions.imports import import_products
from entrepot.market.actions.offers import change_price, change_stock, list_offer_again, withdraw_offer
from entrepot.market.actions.shops import open_shop
from entrepot.market.actions.stock import release_stock, reserve_stock, sell_stock
from entrepot.market.queries.landed import DoorPrice, Doors, currency_for
from entrepot.market.queries.listing import Pavilion, Search, pavilions, search
from entrepot.market.queries.offers import find_offer, find_offers, get_offer, get_offers
from entrepot.market.queries.shops import any_shop, currencies_on_offer, get_shops, shops_of
from entrepot.market.rules.addresses import page_path
from entrepot.market.words import Offer, OfferDescription, OfferState, Shop, Text

__all__ = [
    "DoorPrice",
    "Doors",
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
    "currency_for",
    "find_offer",
    "find_offers",
    "get_offer",
    "get_offers",
    "get_shops",
    "import_products",
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
