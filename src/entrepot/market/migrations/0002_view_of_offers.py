from django.db import migrations

# The face that insight reads: what is listed here, our own and partners'. Columns are only added, last.
CREATE = """
CREATE VIEW market_offers_v1 AS
SELECT listing.ref AS offer_ref,
       remote.hub AS hub,
       listing.remote_id IS NOT NULL AS remote,
       listing.shop_ref,
       listing.shop_name,
       listing.country AS shop_country,
       listing.brand,
       listing.category,
       listing.hs,
       listing.origin,
       listing.price_minor,
       listing.currency,
       listing.in_stock,
       listing.changed_at
FROM market_listing AS listing
LEFT JOIN market_remoteoffer AS remote ON remote.id = listing.remote_id
"""


class Migration(migrations.Migration):
    dependencies = [("market", "0001_shops_offers_and_stock")]

    operations = [
        migrations.RunSQL(CREATE, "DROP VIEW market_offers_v1"),
        # Descriptions lie beside the table, so that counting and filtering read narrow rows.
        migrations.RunSQL(
            "ALTER TABLE market_listing SET (toast_tuple_target = 256)",
            "ALTER TABLE market_listing RESET (toast_tuple_target)",
        ),
    ]
