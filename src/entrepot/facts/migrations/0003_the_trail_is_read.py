import django.contrib.postgres.indexes
from django.db import migrations, models

from entrepot.facts.models import Things


class Migration(migrations.Migration):
    dependencies = [("facts", "0002_lags_and_runs_of_chores")]
    operations = [
        migrations.AddIndex("fact", models.Index(fields=["-at", "-id"], name="facts_fact_at")),
        migrations.AddIndex(
            "fact",
            models.Index(fields=["by", "-at", "-id"], name="facts_fact_by", condition=~models.Q(by="")),
        ),
        migrations.AddIndex("audit", models.Index(fields=["-at", "-id"], name="facts_audit_at")),
        migrations.AddIndex("audit", models.Index(fields=["by", "-at", "-id"], name="facts_audit_by")),
        migrations.AddIndex("audit", models.Index(fields=["did", "-at", "-id"], name="facts_audit_did")),
        migrations.AddIndex(
            "audit", django.contrib.postgres.indexes.GinIndex(Things("about"), name="facts_audit_things")
        ),
    ]
