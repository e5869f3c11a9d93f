from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("market", "0003_listing_by_pavilion")]
    operations = [
        migrations.AddIndex("Listing", models.Index(fields=["currency"], name="market_listing_currency")),
    ]
