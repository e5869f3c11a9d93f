"""The words of the market: shops, products with texts per edition, offers of this hub and of its partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from entrepot.values import CountryCode, HSCode, HubCode, Money, Refusal, UNLocode, Weight
from entrepot.values.editions import next_best
from entrepot.values.refusal import message

CATEGORIES: Mapping[str, str] = {
    "coffee": message("Coffee"),
    "tea": message("Tea"),
    "spices": message("Spices and sauces"),
    "dried_fruit": message("Dried fruit and nuts"),
    "sweets": message("Sweets and chocolate"),
    "food": message("Other food"),
    "drinks": message("Drinks"),
    "health": message("Health"),
    "beauty": message("Beauty and care"),
    "clothing": message("Clothing"),
    "bags_shoes": message("Bags and shoes"),
    "jewellery": message("Jewellery"),
    "home": message("Home and textiles"),
    "kitchen": message("Kitchen and tableware"),
    "crafts": message("Crafts and gifts"),
    "toys": message("Toys and games"),
    "books": message("Books and paper"),
    "sports": message("Sports and outdoors"),
    "electronics": message("Electronics"),
    "tools": message("Tools and machinery"),
    "other": message("Other goods"),
}


class OfferState(StrEnum):
    LISTED = "listed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Text:
    """Title and description in one edition. `draft`: written by a machine from another script, not yet read by anyone."""

    edition: str
    title: str
    description: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """Of the packed piece."""

    length_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True)
class OfferDescription:
    """All that is public of an offer: what the pages show, the search finds and partner hubs are told.

    `revision` grows with every change, so that whoever hears of two knows the newer. `price` is of one piece in the
    shop's currency; weights and size are of one packed piece. No person is named in it.
    """

    offer_ref: str
    revision: int
    shop_ref: str
    shop_name: str
    country: CountryCode
    ship_from: UNLocode
    sku: str
    brand: str
    category: str
    hs: HSCode
    origin: CountryCode
    price: Money
    net_weight: Weight
    gross_weight: Weight
    size: Size | None
    texts: tuple[Text, ...]
    in_stock: bool

    def text(self, edition: str) -> Text:
        """The text in this edition, or in the next best; `edition` of the answer says which it is."""
        written = {text.edition: text for text in self.texts}
        for candidate in next_best(edition):
            if candidate in written:
                return written[candidate]
        raise LookupError(f"offer {self.offer_ref} has no text")

    def title_in(self, edition: str) -> str:
        return self.text(edition).title

    @property
    def titles(self) -> Mapping[str, str]:
        return {text.edition: text.title for text in self.texts}


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller's shop. `commission` is what this hub keeps of a sale, as a fraction."""

    ref: str
    org_ref: str
    name: str
    country: CountryCode
    currency: str
    brand: str
    ship_from: UNLocode
    commission: Decimal
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as it stands: of this hub (`org_ref` sells it, `available` pieces are free) or of the partner `hub`, which
    sells it on its own site; how many pieces a partner has is not told."""

    public: OfferDescription
    state: OfferState
    hub: HubCode
    remote: bool
    org_ref: str
    stock: int | None
    available: int | None
    site_url: str
    changed_at: datetime

    @property
    def ref(self) -> str:
        return self.public.offer_ref

    @property
    def shop_ref(self) -> str:
        return self.public.shop_ref

    @property
    def shop_name(self) -> str:
        return self.public.shop_name

    @property
    def titles(self) -> Mapping[str, str]:
        return self.public.titles

    @property
    def brand(self) -> str:
        return self.public.brand

    @property
    def hs(self) -> HSCode:
        return self.public.hs

    @property
    def origin(self) -> CountryCode:
        return self.public.origin

    @property
    def ship_from(self) -> UNLocode:
        return self.public.ship_from

    @property
    def price(self) -> Money:
        return self.public.price

    @property
    def weight(self) -> Weight:
        """What one piece weighs on the way, packed."""
        return self.public.gross_weight

    @property
    def category_name(self) -> str:
        return CATEGORIES.get(self.public.category, CATEGORIES["other"])

    def title_in(self, edition: str) -> str:
        return self.public.title_in(edition)


@dataclass(frozen=True, slots=True)
class DoorEstimate:
    """A landed cost for lists, or the refusal why there is none. If `duty_known` is false, duty comes on top."""

    total: Money | None
    duty_known: bool
    refusal: Refusal | None


class Severity(StrEnum):
    ERROR = "error"  # the row is not loaded and comes back
    WARNING = "warning"  # the row is loaded; somebody should look


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one cell of a file. `row` counts as a spreadsheet does: the header is row 1."""

    row: int
    column: str
    severity: Severity
    code: str
    value: str
    params: tuple[tuple[str, str], ...] = ()


class ImportState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Import:
    """An upload of products and how far it is."""

    ref: str
    shop_ref: str
    shop_name: str
    org_ref: str
    file_name: str
    state: ImportState
    rows_total: int
    rows_seen: int
    rows_created: int
    rows_changed: int
    rows_unchanged: int
    rows_bad: int
    uploaded_at: datetime
    ended_at: datetime | None

    @property
    def ended(self) -> bool:
        return self.state in (ImportState.DONE, ImportState.CANCELLED)

    @property
    def rows_left(self) -> int:
        return self.rows_total - self.rows_seen


def no_such_shop(ref: str) -> Refusal:
    return Refusal(
        "market.no_shop",
        message(
            "There is no shop %(ref)s here that you may see. Check the reference, or sign in with another account."
        ),
        {"ref": ref},
        status=404,
    )


def no_such_offer(ref: str) -> Refusal:
    return Refusal(
        "market.no_offer",
        message("There is no offer %(ref)s here. Search for the product."),
        {"ref": ref},
        status=404,
    )


def no_such_import(ref: str) -> Refusal:
    return Refusal(
        "market.no_import",
        message(
            "There is no import %(ref)s here that you may see. Check the reference, or sign in with another account."
        ),
        {"ref": ref},
        status=404,
    )


def offer_withdrawn(title: str) -> Refusal:
    return Refusal(
        "market.offer_withdrawn",
        message("%(title)s is no longer sold. Take it out of your cart or look for another product."),
        {"title": title},
        status=410,
    )
