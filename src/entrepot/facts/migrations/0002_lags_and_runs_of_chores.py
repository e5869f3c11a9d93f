from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_facts_and_what_is_pending")]
    operations = [
        migrations.CreateModel(
            name="Lag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reaction", models.CharField(max_length=120)),
                ("minute", models.DateTimeField()),
                ("done", models.PositiveIntegerField()),
                ("waited_s", models.FloatField()),
                ("longest_s", models.FloatField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("reaction", "minute"), name="facts_lag_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="ChoreRun",
            fields=[
                ("chore", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("trouble", models.TextField(default="")),
            ],
        ),
    ]
