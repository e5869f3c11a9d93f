"""The demo's own files pass every check of the import, without a single warning."""

from pathlib import Path

import pytest

import entrepot
from entrepot.market.rules.product_file import read
from entrepot.market.rules.product_row import check
from entrepot.values.editions import EDITIONS

GOODS = Path(entrepot.__path__[0]) / "hub" / "demo" / "goods"


@pytest.mark.parametrize(
    ("file", "currency", "origin"),
    [("coffee", "MYR", "MY"), ("tea", "USD", "LK"), ("dates", "AED", "AE"), ("thai", "THB", "TH")],
)
def test_every_row_is_a_product_in_every_edition(file, currency, origin):
    rows = read((GOODS / f"{file}.csv").read_bytes()).rows
    assert len(rows) == 12
    for row in rows:
        product, findings = check(row, currency=currency, decimals=2, brand="House")
        assert findings == ()
        assert (product.price.currency, product.origin) == (currency, origin)
        assert [text.edition for text in product.texts] == list(EDITIONS)
        assert all(text.description and not text.draft for text in product.texts)
