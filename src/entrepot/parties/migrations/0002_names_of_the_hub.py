from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_people_organisations_and_this_hub")]
    operations = [
        migrations.AddField("hub", "names", models.JSONField(db_default={}, default=dict)),
        migrations.AddField(
            "hub", "contact_email", models.EmailField(db_default="", default="", max_length=254)
        ),
    ]
