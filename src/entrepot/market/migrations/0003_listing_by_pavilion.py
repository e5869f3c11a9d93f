from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("market", "0002_view_of_offers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["country", "shop_ref", "brand"], name="market_listing_pavilion"),
        ),
    ]
