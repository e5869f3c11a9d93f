"""Parcels, the boxes they travel in, and what is known of a voyage."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from entrepot.logistics.words import Certainty, ConsignmentState, ParcelState, Step


class FreightTariff(models.Model):
    """This hub's own prices for parcels. A later row for the same way takes over on its day."""

    ship_from = models.CharField(max_length=5)
    to_country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    per_kg_minor = models.BigIntegerField()
    minimum_minor = models.BigIntegerField()
    insurance_rate = models.DecimalField(max_digits=7, decimal_places=6)
    insurance_minimum_minor = models.BigIntegerField()
    transit_days = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ship_from", "to_country", "effective_from"], name="logistics_tariff_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(per_kg_minor__gte=0, minimum_minor__gte=0, insurance_minimum_minor__gte=0),
                name="logistics_tariff_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(insurance_rate__gte=0, insurance_rate__lt=1),
                name="logistics_insurance_is_fraction",
            ),
        ]


class Parcel(models.Model):
    """What one shop sends for one order. The recipient's name and address stay with the order."""

    ref = models.CharField(max_length=40, unique=True)
    order_ref = models.CharField(max_length=40, db_index=True)
    shop_org_ref = models.CharField(max_length=40, db_index=True)
    ship_from = models.CharField(max_length=5)
    destination = models.CharField(max_length=2)
    weight_g = models.PositiveBigIntegerField()
    pieces = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=ParcelState.WAITING)
    opened_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weight_g__gt=0, pieces__gt=0), name="logistics_parcel_is_real"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ParcelState]), name="logistics_parcel_state"
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at__isnull=True)),
                name="logistics_delivered_has_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "opened_at"], name="logistics_parcel_waiting"),
            models.Index(fields=["opened_at", "id"], name="logistics_parcel_opened"),
        ]


class Consignment(models.Model):
    """What travels under one booking of a carrier. origin: the hub that published it, "" for our own."""

    ref = models.CharField(max_length=40)
    origin = models.CharField(max_length=5, default="", blank=True)
    state = models.CharField(max_length=10, default=ConsignmentState.DRAFT)
    carrier_code = models.CharField(max_length=17)
    carrier_name = models.CharField(max_length=120, blank=True)
    booking_ref = models.CharField(max_length=35)
    shipper_ref = models.CharField(max_length=40, blank=True)
    vessel_name = models.CharField(max_length=70, blank=True)
    vessel_imo = models.CharField(max_length=7, blank=True)
    voyage = models.CharField(max_length=17, blank=True)
    port_of_loading = models.CharField(max_length=5)
    port_of_discharge = models.CharField(max_length=5)
    hubs = ArrayField(models.CharField(max_length=5), default=list)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "ref"], name="logistics_consignment_once"),
            models.UniqueConstraint(
                fields=["carrier_code", "booking_ref"],
                condition=Q(origin=""),
                name="logistics_booking_once",
            ),
            models.CheckConstraint(
                condition=~Q(port_of_loading=F("port_of_discharge")), name="logistics_goes_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
                name="logistics_published_has_instant",
            ),
        ]
        indexes = [models.Index(fields=["state", "-made_at"], name="logistics_consignment_state")]


class Leg(models.Model):
    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="legs")
    position = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10)
    from_place = models.CharField(max_length=5)
    to_place = models.CharField(max_length=5)
    distance_nm = models.PositiveIntegerField()
    passages = ArrayField(models.CharField(max_length=40), default=list)
    speed_knots = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consignment", "position"], name="logistics_leg_position"),
            models.CheckConstraint(condition=Q(speed_knots__gt=0), name="logistics_leg_moves"),
        ]


class LegTime(models.Model):
    """When a ship leaves or comes, by one source. Rival sources stand side by side."""

    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="times")
    departure = models.BooleanField()  # else arrival
    certainty = models.CharField(max_length=10)
    source = models.CharField(max_length=20)
    hub = models.CharField(max_length=5, default="")
    event_key = models.CharField(max_length=64, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leg", "departure", "certainty", "source"], name="logistics_time_once_a_source"
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=[certainty.value for certainty in Certainty]),
                name="logistics_time_certainty",
            ),
        ]


class Box(models.Model):
    """A container of a consignment. since, until: whose events are this consignment's."""

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="boxes")
    number = models.CharField(max_length=11, db_index=True)
    iso_type = models.CharField(max_length=10)
    payload_g = models.PositiveBigIntegerField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    filled_here = models.BooleanField()
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consignment", "number"], name="logistics_box_once"),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(open=True, filled_here=True),
                name="logistics_box_in_one_consignment",
            ),
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="logistics_box_time"),
        ]


class ContainerLoad(models.Model):
    """A parcel in a box. A parcel travels once."""

    parcel = models.OneToOneField(Parcel, on_delete=models.PROTECT, related_name="load")
    box = models.ForeignKey(Box, on_delete=models.PROTECT, related_name="loads")


class BoxMilestone(models.Model):
    """A step that a port reported. It falls when the port takes the report back."""

    box = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="milestones")
    step = models.CharField(max_length=12)
    event_key = models.CharField(max_length=64)
    happened_at = models.DateTimeField()
    place = models.CharField(max_length=5)
    source_hub = models.CharField(max_length=5)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "event_key"], name="logistics_milestone_once"),
            models.CheckConstraint(
                condition=Q(step__in=[step.value for step in Step]), name="logistics_milestone_step"
            ),
        ]
