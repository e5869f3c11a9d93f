"""Carts, purchases and orders. Recipients' names and addresses live here and nowhere else."""

from django.db import models
from django.db.models import Q


class Cart(models.Model):
    """What a shopper is about to buy. Whoever holds its unguessable reference may change it."""

    ref = models.CharField(max_length=40, unique=True)
    changed_at = models.DateTimeField()


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    offer_ref = models.CharField(max_length=40)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "offer_ref"], name="orders_cart_offer_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=999), name="orders_cart_quantity"
            ),
        ]


class Purchase(models.Model):
    """One checkout: what is paid at once."""

    class State(models.TextChoices):
        PLACED = "placed"
        PAYING = "paying"
        PAID = "paid"
        CANCELLED = "cancelled"

    ref = models.CharField(max_length=40, unique=True)
    cart_ref = models.CharField(max_length=40, unique=True)  # a cart is bought once
    buyer_ref = models.CharField(max_length=40, db_index=True)
    destination = models.CharField(max_length=2)
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    edition = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLACED)
    reason = models.CharField(max_length=80, default="")
    placed_at = models.DateTimeField()
    pay_by = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="orders_purchase_costs"),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False), name="orders_paid_has_instant"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "pay_by"], name="orders_purchase_due"),
            models.Index(fields=["placed_at"], name="orders_purchase_placed"),
        ]


class Recipient(models.Model):
    """Personal data: read by the buyer, the sellers of the purchase and the carrier of its parcels; never in a fact."""

    purchase = models.OneToOneField(Purchase, on_delete=models.CASCADE, related_name="recipient")
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=200)
    town = models.CharField(max_length=100)
    postcode = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=40, blank=True)


class Order(models.Model):
    """The part of a purchase that one shop delivers."""

    class State(models.TextChoices):
        PLACED = "placed"
        PAID = "paid"
        DELIVERED = "delivered"
        COMPLAINED = "complained"
        COMPLETED = "completed"
        CANCELLED = "cancelled"
        REFUNDED = "refunded"

    ref = models.CharField(max_length=40, unique=True)
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, related_name="orders")
    shop_ref = models.CharField(max_length=40)
    shop_name = models.CharField(max_length=200)
    seller_ref = models.CharField(max_length=40, db_index=True)
    ship_from = models.CharField(max_length=5)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLACED)
    total_minor = models.BigIntegerField()
    goods_minor = models.BigIntegerField()  # in the shop's currency
    goods_currency = models.CharField(max_length=3)
    weight_g = models.PositiveBigIntegerField()
    commission = models.DecimalField(max_digits=6, decimal_places=4)  # frozen at sale
    quote = (
        models.TextField()
    )  # customs' canonical text; recomputes to the same total under the rules of its day
    delivered_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    complaint = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purchase", "shop_ref"], name="orders_one_per_shop"),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="orders_order_costs"),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "refunded"]) | Q(completed_at__isnull=False),
                name="orders_ended_has_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "delivered_at"], name="orders_order_due"),
            models.Index(fields=["seller_ref", "state"], name="orders_seller_state"),
        ]


class OrderLine(models.Model):
    """What was bought, as it was described and priced then."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    offer_ref = models.CharField(max_length=40)
    title = models.JSONField()  # edition -> text
    brand = models.CharField(max_length=120)
    hs = models.CharField(max_length=12)
    origin = models.CharField(max_length=2)
    quantity = models.PositiveIntegerField()
    unit_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    weight_g = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="orders_line_quantity"),
            models.CheckConstraint(condition=Q(unit_minor__gt=0), name="orders_line_real"),
        ]
