"""Shops, products with their texts, offers with their stock, and the listing that pages search."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q


class Shop(models.Model):
    ref = models.CharField(max_length=40, unique=True)
    org_ref = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    brand = models.CharField(max_length=80)
    ship_from = models.CharField(max_length=5)
    commission = models.DecimalField(max_digits=6, decimal_places=4)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_ref", "name"], name="market_shop_name_once"),
            models.CheckConstraint(
                condition=Q(commission__gte=0, commission__lt=1), name="market_commission_is_a_share"
            ),
        ]


class Product(models.Model):
    """What is sold; weights and size are of one piece."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="products")
    sku = models.CharField(max_length=40)
    hs = models.CharField(max_length=12)
    origin = models.CharField(max_length=2)
    brand = models.CharField(max_length=80)
    category = models.CharField(max_length=20)
    net_weight_g = models.PositiveIntegerField()
    gross_weight_g = models.PositiveIntegerField()
    length_mm = models.PositiveIntegerField(null=True)
    width_mm = models.PositiveIntegerField(null=True)
    height_mm = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "sku"], name="market_sku_once"),
            models.CheckConstraint(
                condition=Q(hs__regex=r"^\d{6}(\d\d){0,3}$"), name="market_product_has_hs"
            ),
            models.CheckConstraint(
                condition=Q(net_weight_g__gte=1, gross_weight_g__gte=F("net_weight_g")),
                name="market_product_weighs",
            ),
            models.CheckConstraint(
                condition=Q(length_mm=None, width_mm=None, height_mm=None)
                | Q(length_mm__gte=1, width_mm__gte=1, height_mm__gte=1),
                name="market_product_size_whole",
            ),
        ]


class ProductText(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="texts")
    edition = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    description = models.TextField(default="")
    draft = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "edition"], name="market_text_once")]


class Offer(models.Model):
    """A product of this hub for sale. `reserved` of `stock` pieces are held for buyers who are paying; `stated` is the
    stock that the seller last gave, before sales."""

    class State(models.TextChoices):
        LISTED = "listed"
        WITHDRAWN = "withdrawn"

    ref = models.CharField(max_length=40, unique=True)
    product = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="offer")
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    stock = models.PositiveIntegerField()
    reserved = models.PositiveIntegerField(default=0)
    stated = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="market_offer_costs"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("stock")), name="market_never_oversold"
            ),
        ]


class RemoteOffer(models.Model):
    """A partner's offer as it was heard. A withdrawn one stays, so that an older word of it is known to be older."""

    ref = models.CharField(max_length=40, unique=True)
    hub = models.CharField(max_length=5)
    site_url = models.CharField(max_length=300)
    revision = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=Offer.State.choices)
    body = models.JSONField()
    heard_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["hub"], name="market_remote_hub")]


class Listing(models.Model):
    """One listed offer, our own or a partner's, in the form that is shown and searched. Written in the transaction that
    changes the offer; gone when it is withdrawn."""

    ref = models.CharField(max_length=40, unique=True)
    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, null=True, related_name="listing")
    remote = models.OneToOneField(RemoteOffer, on_delete=models.CASCADE, null=True, related_name="listing")
    revision = models.PositiveIntegerField()
    shop_ref = models.CharField(max_length=40)
    shop_name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    brand = models.CharField(max_length=80)
    category = models.CharField(max_length=20)
    hs = models.CharField(max_length=12)
    origin = models.CharField(max_length=2)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    in_stock = models.BooleanField()
    body = models.JSONField()  # words.OfferDescription
    terms = ArrayField(models.TextField())  # rules.search_terms: pairs and words
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=False, remote__isnull=True)
                | Q(offer__isnull=True, remote__isnull=False),
                name="market_listing_of_one_offer",
            )
        ]
        indexes = [
            GinIndex(fields=["terms"], name="market_listing_terms"),
            models.Index(fields=["country", "-id"], name="market_listing_country"),
            models.Index(fields=["category", "-id"], name="market_listing_category"),
            models.Index(fields=["brand", "-id"], name="market_listing_brand"),
            models.Index(fields=["origin", "-id"], name="market_listing_origin"),
            models.Index(fields=["shop_ref", "-id"], name="market_listing_shop"),
            models.Index(fields=["country", "shop_ref", "brand"], name="market_listing_pavilion"),
            models.Index(fields=["currency"], name="market_listing_currency"),
        ]


class Word(models.Model):
    """A word that some listing has or had, so that what a reader types can be put right before the listing is searched."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["word"], name="market_word_trigrams", opclasses=["gin_trgm_ops"])]


class DoorEstimate(models.Model):
    """What one piece costs at a door in a country, counted once a day per offer, country and currency for lists."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    total_minor = models.BigIntegerField()
    duty_known = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "revision", "country", "currency", "day"], name="market_estimate_once"
            )
        ]
        indexes = [models.Index(fields=["day"], name="market_estimate_day")]


class StockReservation(models.Model):
    """Pieces held for one purchase, all or none."""

    class State(models.TextChoices):
        HELD = "held"
        SOLD = "sold"
        RELEASED = "released"

    ref = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    reserved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held", ended_at__isnull=True)
                | (~Q(state="held") & Q(ended_at__isnull=False)),
                name="market_reservation_end",
            )
        ]


class StockReservationLine(models.Model):
    reservation = models.ForeignKey(StockReservation, on_delete=models.CASCADE, related_name="lines")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reservation", "offer"], name="market_reserved_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="market_reserved_pieces"),
        ]


class ProductImport(models.Model):
    """An upload of products and how far it is."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        CANCELLED = "cancelled"

    ref = models.CharField(max_length=40, unique=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    file_ref = models.CharField(max_length=40)  # of the stored file, see files
    uploaded_by = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rows_total = models.PositiveIntegerField()
    rows_seen = models.PositiveIntegerField(default=0)
    rows_created = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    rows_seen=F("rows_created") + F("rows_changed") + F("rows_unchanged") + F("rows_bad")
                )
                & Q(rows_seen__lte=F("rows_total")),
                name="market_import_counts_every_row",
            )
        ]
        indexes = [models.Index(fields=["shop", "-uploaded_at"], name="market_import_of_shop")]


class ImportFinding(models.Model):
    """What is wrong with a cell; its texts are in rules.product_row."""

    product_import = models.ForeignKey(ProductImport, on_delete=models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    params = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["product_import", "row"], name="market_finding_row")]
