"""Put checked rows of a file into the shop: new products, changed ones, and nothing for those that are as they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F

from entrepot.market import models
from entrepot.market.actions import listings, partners
from entrepot.market.events import OfferChanged, OfferPublished
from entrepot.market.queries.offers import describe, own_offers
from entrepot.market.rules.product_row import ProductRow
from entrepot.market.words import Finding, OfferDescription, Severity, Text
from entrepot.values.references import new_ref


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows; a row with an error finding is none of the three."""

    created: int
    changed: int
    unchanged: int
    findings: tuple[Finding, ...]


def load(shop: models.Shop, rows: Sequence[tuple[int, ProductRow]], *, at: datetime, by: str) -> Loaded:
    """Load rows with their numbers in the file, within the caller's transaction. The caller has locked the shop."""
    known = _lock_known(shop, [row.sku for _, row in rows])
    findings: list[Finding] = []
    public: list[str] = []  # offers of which something public is new
    changed = unchanged = 0
    for number, row in rows:
        offer = known.get(row.sku)
        if offer is None:
            continue
        if row.stock != offer.stated and row.stock < offer.reserved:
            params = (("reserved", str(offer.reserved)),)
            findings.append(
                Finding(number, "stock", Severity.ERROR, "stock_below_reserved", str(row.stock), params)
            )
            continue
        if offer.state == models.Offer.State.WITHDRAWN:
            findings.append(Finding(number, "sku", Severity.WARNING, "offer_withdrawn", row.sku))
        before, stock_before = describe(offer), offer.stock
        after = _as_stated(before, row)
        _change(offer, row, texts_differ=before.texts != after.texts)
        after = replace(after, in_stock=offer.stock > 0)
        if after == before and offer.stock == stock_before:
            unchanged += 1
            continue
        changed += 1
        if after != before and offer.state == models.Offer.State.LISTED:
            public.append(offer.ref)
    new = _create(shop, [row for _, row in rows if row.sku not in known])
    _publish(new, public, at=at, by=by)
    return Loaded(len(new), changed, unchanged, tuple(findings))


def _lock_known(shop: models.Shop, skus: Sequence[str]) -> dict[str, models.Offer]:
    """The shop's offers of these products, locked in the order in which buyers' reservations lock them."""
    rows = own_offers().filter(product__shop=shop, product__sku__in=skus).order_by("ref")
    return {row.product.sku: row for row in rows.select_for_update(of=("self",), no_key=True)}


def _as_stated(before: OfferDescription, row: ProductRow) -> OfferDescription:
    return replace(
        before,
        brand=row.brand,
        category=row.category,
        hs=row.hs,
        origin=row.origin,
        price=row.price,
        net_weight=row.net_weight,
        gross_weight=row.gross_weight,
        size=row.size,
        texts=row.texts,
    )


def _change(offer: models.Offer, row: ProductRow, *, texts_differ: bool) -> None:
    product = offer.product
    _fill(product, row)
    product.save()
    if texts_differ:
        product.texts.all().delete()
        models.ProductText.objects.bulk_create(_texts(product, row.texts))
    offer.price_minor = row.price.minor
    if row.stock != offer.stated:
        offer.stock = offer.stated = row.stock
    offer.save(update_fields=["price_minor", "stock", "stated"])


def _create(shop: models.Shop, rows: Sequence[ProductRow]) -> list[str]:
    """Products, texts and offers of these rows; returns the offers' references."""
    products = [_fill(models.Product(shop=shop, sku=row.sku), row) for row in rows]
    models.Product.objects.bulk_create(products)
    models.ProductText.objects.bulk_create(
        text for product, row in zip(products, rows, strict=True) for text in _texts(product, row.texts)
    )
    offers = models.Offer.objects.bulk_create(
        models.Offer(
            ref=new_ref("offer"),
            product=product,
            price_minor=row.price.minor,
            currency=row.price.currency,
            stock=row.stock,
            stated=row.stock,
        )
        for product, row in zip(products, rows, strict=True)
    )
    return [offer.ref for offer in offers]


def _fill(product: models.Product, row: ProductRow) -> models.Product:
    product.hs, product.origin = row.hs, row.origin
    product.brand, product.category = row.brand, row.category
    product.net_weight_g, product.gross_weight_g = row.net_weight.grams, row.gross_weight.grams
    size = row.size
    product.length_mm = size.length_mm if size else None
    product.width_mm = size.width_mm if size else None
    product.height_mm = size.height_mm if size else None
    return product


def _texts(product: models.Product, texts: Sequence[Text]) -> list[models.ProductText]:
    return [
        models.ProductText(
            product=product,
            edition=text.edition,
            title=text.title,
            description=text.description,
            draft=text.draft,
        )
        for text in texts
    ]


def _publish(new: Sequence[str], changed: Sequence[str], *, at: datetime, by: str) -> None:
    """List what is new and list again what changed, and tell partners of both."""
    models.Offer.objects.filter(ref__in=changed).update(revision=F("revision") + 1)
    rows = list(own_offers().filter(ref__in=[*new, *changed]).order_by("id"))
    described = [(describe(row), row) for row in rows]
    listings.show(described, at=at)
    fresh = frozenset(new)
    partners.announce(
        [
            OfferPublished(description) if description.offer_ref in fresh else OfferChanged(description)
            for description, _ in described
        ],
        at=at,
        by=by,
    )
