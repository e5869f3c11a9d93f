from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models.functions import Now

NEVER_CHANGE = """
CREATE FUNCTION facts_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER facts_fact_never_change BEFORE UPDATE OR DELETE ON facts_fact
    FOR EACH STATEMENT EXECUTE FUNCTION facts_never_change();
CREATE TRIGGER facts_audit_never_change BEFORE UPDATE OR DELETE ON facts_audit
    FOR EACH STATEMENT EXECUTE FUNCTION facts_never_change();
"""
FORGET = """
DROP TRIGGER facts_audit_never_change ON facts_audit;
DROP TRIGGER facts_fact_never_change ON facts_fact;
DROP FUNCTION facts_never_change();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80)),
                ("body", models.JSONField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=Now())),
                ("origin", models.CharField(default="", max_length=5)),
                ("by", models.CharField(default="", max_length=80)),
                ("refs", ArrayField(models.CharField(max_length=80), default=list)),
            ],
            options={
                "indexes": [
                    GinIndex(fields=["refs"], name="facts_refs"),
                    models.Index(fields=["kind", "-at"], name="facts_kind_at"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fact", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="facts.fact")),
                ("reaction", models.CharField(max_length=120)),
                ("due_at", models.DateTimeField(db_default=Now())),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("trouble", models.TextField(default="")),
                ("parked", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("fact", "reaction"), name="facts_pending_once")
                ],
                "indexes": [
                    models.Index(
                        fields=["due_at", "id"], name="facts_pending_due", condition=models.Q(parked=False)
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("did", models.CharField(max_length=80)),
                ("about", models.CharField(default="", max_length=200)),
            ],
        ),
        migrations.RunSQL(NEVER_CHANGE, FORGET),
    ]
