from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("finance", "0003_closed_accounts")]
    operations = [
        migrations.AddIndex(
            "Payment",
            models.Index(
                condition=models.Q(("reason__startswith", "contradicted: ")),
                fields=["requested_at"],
                name="finance_payment_contradicted",
            ),
        ),
    ]
