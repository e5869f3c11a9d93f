"""Tables of the exchange: keys, partners, one channel per direction, and the envelopes that are its record."""

from django.db import models
from django.db.models.functions import Now

from entrepot.exchange.words import PartnerState


class Key(models.Model):
    """A key of this hub. Private parts are encrypted with a key derived from the hub's secret."""

    class Purpose(models.TextChoices):
        IDENTITY = "identity"
        NATS = "nats"

    purpose = models.CharField(max_length=8, choices=Purpose)
    key_id = models.CharField(max_length=56, unique=True)
    public = models.CharField(max_length=60)
    private_sealed = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(valid_until=None, revoked_at=None),
                name="exchange_key_one_in_use",
            )
        ]


class Partner(models.Model):
    """A hub whose card we hold."""

    code = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    site_url = models.CharField(max_length=300)
    state = models.CharField(max_length=9)
    card = models.TextField()
    fingerprint = models.CharField(max_length=49)
    nats_key = models.CharField(max_length=56, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=80, default="")
    revoked_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in PartnerState]),
                name="exchange_partner_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PartnerState.CONFIRMED.value)
                | models.Q(confirmed_at__isnull=False),
                name="exchange_partner_confirmed_by_someone",
            ),
        ]


class Waiting(models.Model):
    """A fact that is to be told and in no envelope yet, in the form in which it will travel. The row goes when an
    envelope with it is written, in the same transaction."""

    receiver = models.CharField(max_length=5)
    line = models.TextField()
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["receiver", "id"], name="exchange_waiting_next")]


class Channel(models.Model):
    """One direction between two hubs. `seq` and `head` are of the newest envelope sealed (ours) or applied (theirs).

    Of our own channels: `acknowledged` and the receipt are the partner's latest word. Of a partner's: `repeated` and
    `refused` count what had no effect.
    """

    origin = models.CharField(max_length=5)
    receiver = models.CharField(max_length=5)
    seq = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64)
    facts = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    acknowledged = models.BigIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)
    receipt = models.BinaryField(default=b"")
    halted = models.CharField(max_length=40, default="")
    repeated = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "receiver"], name="exchange_channel_once"),
            models.CheckConstraint(
                condition=~models.Q(origin=models.F("receiver")), name="exchange_channel_of_two"
            ),
            models.CheckConstraint(condition=models.Q(seq__gte=0), name="exchange_channel_seq_counts_up"),
        ]


class Envelope(models.Model):
    """An envelope as it travelled. Rows are only ever added. The facts of a received one are those of this origin
    numbered `first_fact` to `last_fact`."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    wire = models.BinaryField()
    first_fact = models.BigIntegerField(null=True)
    last_fact = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "seq"], name="exchange_envelope_once"),
            models.UniqueConstraint(fields=["channel", "prev"], name="exchange_envelope_no_fork"),
        ]
        indexes = [
            models.Index(
                fields=["first_fact"],
                name="exchange_envelope_of_fact",
                condition=models.Q(first_fact__isnull=False),
            )
        ]


class Quarantined(models.Model):
    """A fact of a good envelope that could not be read here. `fact` is its number once it could."""

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=80)
    reason = models.CharField(max_length=40)
    trouble = models.TextField()
    line = models.BinaryField()
    fact = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["envelope", "position"], name="exchange_quarantined_once")
        ]


class Refused(models.Model):
    """An envelope or receipt that was not taken, with its first bytes as evidence. `via` is the hub by whose login it
    came, empty for a file."""

    via = models.CharField(max_length=5, default="")
    origin = models.CharField(max_length=5, default="")
    seq = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    start = models.BinaryField()
    size_bytes = models.BigIntegerField()
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["via", "reason", "digest"], name="exchange_refused_once")
        ]
        indexes = [models.Index(fields=["via", "last_at"], name="exchange_refused_latest")]
