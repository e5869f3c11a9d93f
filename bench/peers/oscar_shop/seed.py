"""Goods for the peer: so many products with plenty of stock and one with ten pieces. Prints their numbers as JSON.

python -m oscar_shop.seed PRODUCTS SCARCE_STOCK
"""

import json
import sys
from decimal import Decimal

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from oscar.apps.address.models import Country  # noqa: E402
from oscar.apps.catalogue.models import Category, Product, ProductCategory, ProductClass  # noqa: E402
from oscar.apps.partner.models import Partner, StockRecord  # noqa: E402


@transaction.atomic
def seed(products: int, scarce_stock: int) -> dict[str, object]:
    Country.objects.create(
        iso_3166_1_a2="CN", iso_3166_1_a3="CHN", iso_3166_1_numeric="156", printable_name="China",
        name="China", is_shipping_country=True,
    )  # fmt: skip
    kind = ProductClass.objects.create(name="Goods", track_stock=True, requires_shipping=True)
    partners = [Partner.objects.create(name=name) for name in ("Coffee", "Tea")]
    category = Category.add_root(name="Goods", slug="goods")
    rows = Product.objects.bulk_create(
        Product(
            structure=Product.STANDALONE, title=f"Product {n}", slug=f"product-{n}", upc=f"P{n:06}",
            product_class=kind, description="Washed beans from small farms.",
        )
        for n in range(products + 1)
    )  # fmt: skip
    ProductCategory.objects.bulk_create(ProductCategory(product=row, category=category) for row in rows)
    *plenty, scarce = rows
    StockRecord.objects.bulk_create(
        StockRecord(
            product=row, partner=partners[n % 2], partner_sku=f"S{n:06}", price_currency="GBP",
            price=Decimal("9.50"), num_in_stock=scarce_stock if row is scarce else 1_000_000,
        )
        for n, row in enumerate(rows)
    )  # fmt: skip
    return {"products": [row.pk for row in plenty], "scarce": scarce.pk}


if __name__ == "__main__":
    made = seed(int(sys.argv[1]), int(sys.argv[2]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(made))
