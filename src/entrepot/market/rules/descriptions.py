"""Whether what a partner hub says of an offer can be shown at all. Partners run other releases, and may err."""

from entrepot.market.rules.product_row import (
    LONGEST_BRAND,
    LONGEST_DESCRIPTION,
    LONGEST_SKU,
    LONGEST_TITLE,
    MOST_PRICE_MINOR,
)
from entrepot.market.words import OfferDescription
from entrepot.values.editions import EDITIONS

LONGEST_REF = 40
LONGEST_SHOP_NAME = 120
LONGEST_CATEGORY = 20
MOST_REVISION = 2**31 - 1


def is_sound(offer: OfferDescription) -> bool:
    """A title in an edition that we have, a price, an HS code of six digits, and nothing longer than a page bears."""
    return (
        0 < offer.price.minor <= MOST_PRICE_MINOR
        and offer.hs.subheading is not None
        and 0 < offer.revision <= MOST_REVISION
        and len({text.edition for text in offer.texts}) == len(offer.texts)
        and any(text.edition in EDITIONS for text in offer.texts)
        and all(0 < len(text.title) <= LONGEST_TITLE for text in offer.texts)
        and all(len(text.description) <= LONGEST_DESCRIPTION for text in offer.texts)
        and 0 < len(offer.offer_ref) <= LONGEST_REF
        and len(offer.shop_ref) <= LONGEST_REF
        and len(offer.shop_name) <= LONGEST_SHOP_NAME
        and len(offer.sku) <= LONGEST_SKU
        and len(offer.brand) <= LONGEST_BRAND
        and len(offer.category) <= LONGEST_CATEGORY
    )
