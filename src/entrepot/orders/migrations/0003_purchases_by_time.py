from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("orders", "0002_view_of_sales"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="purchase",
            index=models.Index(fields=["placed_at"], name="orders_purchase_placed"),
        ),
    ]
