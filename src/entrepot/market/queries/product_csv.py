"""Product files that leave this hub: the template, a shop's products, rows to mend."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from entrepot.market import models
from entrepot.market.rules.product_file import COLUMN_NAMES, DESCRIPTION_COLUMNS, TITLE_COLUMNS, safe_cell
from entrepot.values import Money

_BOM = "\ufeff"  # without it spreadsheets take a file for the local eight-bit code


def template() -> str:
    """The header that a file of products begins with."""
    return write([COLUMN_NAMES])


def export(shop_ref: str) -> str:
    """A shop's products in the form of the template, with price and stock as they are now."""
    products = models.Product.objects.filter(shop__ref=shop_ref).select_related("offer")
    rows = (_cells(product) for product in products.prefetch_related("texts").order_by("id"))
    return write([COLUMN_NAMES, *rows])


def write(rows: Iterable[Sequence[str]]) -> str:
    """CSV with a mark of its encoding, and no cell that a spreadsheet takes for a formula."""
    text = io.StringIO(newline="")
    text.write(_BOM)
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cells(product: models.Product) -> list[str]:
    offer = product.offer
    texts = {text.edition: text for text in product.texts.all()}
    cells = {
        "sku": product.sku,
        "hs_code": product.hs,
        "origin": product.origin,
        "brand": product.brand,
        "category": product.category,
        "price": f"{Money(offer.price_minor, offer.currency).amount:f}",
        "currency": offer.currency,
        "stock": str(offer.stock),
        "net_weight_g": str(product.net_weight_g),
        "gross_weight_g": str(product.gross_weight_g),
        "length_mm": str(product.length_mm or ""),
        "width_mm": str(product.width_mm or ""),
        "height_mm": str(product.height_mm or ""),
    }
    for column, edition in TITLE_COLUMNS.items():
        cells[column] = texts[edition].title if edition in texts else ""
    for column, edition in DESCRIPTION_COLUMNS.items():
        cells[column] = texts[edition].description if edition in texts else ""
    return [cells[name] for name in COLUMN_NAMES]
