import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


NEWS = """
CREATE FUNCTION exchange_facts_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('entrepot_exchange', receiver) FROM (SELECT DISTINCT receiver FROM told) AS receivers;
    RETURN NULL;
END $$;
CREATE TRIGGER exchange_waiting_news AFTER INSERT ON exchange_waiting REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_facts_wait();
CREATE FUNCTION exchange_partners_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('entrepot_exchange', 'partners');
    RETURN NULL;
END $$;
CREATE TRIGGER exchange_partner_news AFTER INSERT OR DELETE OR UPDATE OF state, card ON exchange_partner
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_partners_changed();
CREATE TRIGGER exchange_envelope_never_change BEFORE UPDATE OR DELETE ON exchange_envelope
    FOR EACH STATEMENT EXECUTE FUNCTION facts_never_change();
"""
FORGET = """
DROP TRIGGER exchange_envelope_never_change ON exchange_envelope;
DROP TRIGGER exchange_partner_news ON exchange_partner;
DROP FUNCTION exchange_partners_changed();
DROP TRIGGER exchange_waiting_news ON exchange_waiting;
DROP FUNCTION exchange_facts_wait();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("facts", "0001_facts_and_what_is_pending")]

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=5)),
                ("receiver", models.CharField(max_length=5)),
                ("seq", models.BigIntegerField(default=0)),
                ("head", models.CharField(max_length=64)),
                ("facts", models.BigIntegerField(default=0)),
                ("moved_at", models.DateTimeField(null=True)),
                ("acknowledged", models.BigIntegerField(default=0)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("receipt", models.BinaryField(default=b"")),
                ("halted", models.CharField(default="", max_length=40)),
                ("repeated", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("origin", "receiver"), name="exchange_channel_once"),
                    models.CheckConstraint(
                        condition=models.Q(("origin", models.F("receiver")), _negated=True),
                        name="exchange_channel_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seq__gte", 0)), name="exchange_channel_seq_counts_up"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Envelope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField()),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField()),
                ("sealed_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("wire", models.BinaryField()),
                ("first_fact", models.BigIntegerField(null=True)),
                ("last_fact", models.BigIntegerField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.channel"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(choices=[("identity", "Identity"), ("nats", "Nats")], max_length=8),
                ),
                ("key_id", models.CharField(max_length=56, unique=True)),
                ("public", models.CharField(max_length=60)),
                ("private_sealed", models.BinaryField()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None), ("valid_until", None)),
                        fields=("purpose",),
                        name="exchange_key_one_in_use",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=5, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("site_url", models.CharField(max_length=300)),
                ("state", models.CharField(max_length=9)),
                ("card", models.TextField()),
                ("fingerprint", models.CharField(max_length=49)),
                ("nats_key", models.CharField(max_length=56, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.CharField(default="", max_length=80)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_heard_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "confirmed", "revoked"])),
                        name="exchange_partner_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="exchange_partner_confirmed_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quarantined",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=40)),
                ("trouble", models.TextField()),
                ("line", models.BinaryField()),
                ("fact", models.BigIntegerField(null=True)),
                (
                    "envelope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.envelope"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Refused",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("via", models.CharField(default="", max_length=5)),
                ("origin", models.CharField(default="", max_length=5)),
                ("seq", models.BigIntegerField(null=True)),
                ("reason", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("start", models.BinaryField()),
                ("size_bytes", models.BigIntegerField()),
                ("times", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["via", "last_at"], name="exchange_refused_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("via", "reason", "digest"), name="exchange_refused_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("receiver", models.CharField(max_length=5)),
                ("line", models.TextField()),
                ("told_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [models.Index(fields=["receiver", "id"], name="exchange_waiting_next")],
            },
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(
                condition=models.Q(("first_fact__isnull", False)),
                fields=["first_fact"],
                name="exchange_envelope_of_fact",
            ),
        ),
        migrations.AddConstraint(
            model_name="envelope",
            constraint=models.UniqueConstraint(fields=("channel", "seq"), name="exchange_envelope_once"),
        ),
        migrations.AddConstraint(
            model_name="envelope",
            constraint=models.UniqueConstraint(fields=("channel", "prev"), name="exchange_envelope_no_fork"),
        ),
        migrations.AddConstraint(
            model_name="quarantined",
            constraint=models.UniqueConstraint(
                fields=("envelope", "position"), name="exchange_quarantined_once"
            ),
        ),
        migrations.RunSQL(NEWS, FORGET),
    ]
