import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=40)),
                ('hs', models.CharField(max_length=12)),
                ('origin', models.CharField(max_length=2)),
                ('brand', models.CharField(max_length=80)),
                ('category', models.CharField(max_length=20)),
                ('net_weight_g', models.PositiveIntegerField()),
                ('gross_weight_g', models.PositiveIntegerField()),
                ('length_mm', models.PositiveIntegerField(null=True)),
                ('width_mm', models.PositiveIntegerField(null=True)),
                ('height_mm', models.PositiveIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ProductImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('file_name', models.CharField(max_length=200)),
                ('file_ref', models.CharField(max_length=40)),
                ('uploaded_by', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='waiting', max_length=10)),
                ('rows_total', models.PositiveIntegerField()),
                ('rows_seen', models.PositiveIntegerField(default=0)),
                ('rows_created', models.PositiveIntegerField(default=0)),
                ('rows_changed', models.PositiveIntegerField(default=0)),
                ('rows_unchanged', models.PositiveIntegerField(default=0)),
                ('rows_bad', models.PositiveIntegerField(default=0)),
                ('uploaded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('price_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('stock', models.PositiveIntegerField()),
                ('reserved', models.PositiveIntegerField(default=0)),
                ('stated', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('listed', 'Listed'), ('withdrawn', 'Withdrawn')], default='listed', max_length=10)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='offer', to='market.product')),
            ],
        ),
        migrations.CreateModel(
            name='ImportFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('column', models.CharField(max_length=40)),
                ('severity', models.CharField(max_length=10)),
                ('code', models.CharField(max_length=40)),
                ('value', models.CharField(max_length=200)),
                ('params', models.JSONField(default=dict)),
                ('product_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='market.productimport')),
            ],
        ),
        migrations.CreateModel(
            name='ProductText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(default='')),
                ('draft', models.BooleanField(default=False)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='market.product')),
            ],
        ),
        migrations.CreateModel(
            name='RemoteOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('hub', models.CharField(max_length=5)),
                ('site_url', models.CharField(max_length=300)),
                ('revision', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('listed', 'Listed'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('body', models.JSONField()),
                ('heard_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['hub'], name='market_remote_hub')],
            },
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('revision', models.PositiveIntegerField()),
                ('shop_ref', models.CharField(max_length=40)),
                ('shop_name', models.CharField(max_length=120)),
                ('country', models.CharField(max_length=2)),
                ('brand', models.CharField(max_length=80)),
                ('category', models.CharField(max_length=20)),
                ('hs', models.CharField(max_length=12)),
                ('origin', models.CharField(max_length=2)),
                ('price_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('in_stock', models.BooleanField()),
                ('body', models.JSONField()),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('changed_at', models.DateTimeField()),
                ('offer', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='listing', to='market.offer')),
                ('remote', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='listing', to='market.remoteoffer')),
            ],
        ),
        migrations.CreateModel(
            name='Shop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('org_ref', models.CharField(db_index=True, max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('country', models.CharField(max_length=2)),
                ('currency', models.CharField(max_length=3)),
                ('brand', models.CharField(max_length=80)),
                ('ship_from', models.CharField(max_length=5)),
                ('commission', models.DecimalField(decimal_places=4, max_digits=6)),
                ('opened_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org_ref', 'name'), name='market_shop_name_once'), models.CheckConstraint(condition=models.Q(('commission__gte', 0), ('commission__lt', 1)), name='market_commission_is_a_share')],
            },
        ),
        migrations.AddField(
            model_name='productimport',
            name='shop',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='market.shop'),
        ),
        migrations.AddField(
            model_name='product',
            name='shop',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='products', to='market.shop'),
        ),
        migrations.CreateModel(
            name='StockReservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('state', models.CharField(choices=[('held', 'Held'), ('sold', 'Sold'), ('released', 'Released')], default='held', max_length=10)),
                ('reserved_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'held')), models.Q(models.Q(('state', 'held'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='market_reservation_end')],
            },
        ),
        migrations.CreateModel(
            name='StockReservationLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField()),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='market.offer')),
                ('reservation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='market.stockreservation')),
            ],
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['word'], name='market_word_trigrams', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='DoorEstimate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('country', models.CharField(max_length=2)),
                ('currency', models.CharField(max_length=3)),
                ('day', models.DateField()),
                ('total_minor', models.BigIntegerField()),
                ('duty_known', models.BooleanField()),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='market.listing')),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='market_estimate_day')],
                'constraints': [models.UniqueConstraint(fields=('listing', 'revision', 'country', 'currency', 'day'), name='market_estimate_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('price_minor__gt', 0)), name='market_offer_costs'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('reserved__gte', 0), ('reserved__lte', models.F('stock'))), name='market_never_oversold'),
        ),
        migrations.AddIndex(
            model_name='importfinding',
            index=models.Index(fields=['product_import', 'row'], name='market_finding_row'),
        ),
        migrations.AddConstraint(
            model_name='producttext',
            constraint=models.UniqueConstraint(fields=('product', 'edition'), name='market_text_once'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=django.contrib.postgres.indexes.GinIndex(fields=['terms'], name='market_listing_terms'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['country', '-id'], name='market_listing_country'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['category', '-id'], name='market_listing_category'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['brand', '-id'], name='market_listing_brand'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['origin', '-id'], name='market_listing_origin'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['shop_ref', '-id'], name='market_listing_shop'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('offer__isnull', False), ('remote__isnull', True)), models.Q(('offer__isnull', True), ('remote__isnull', False)), _connector='OR'), name='market_listing_of_one_offer'),
        ),
        migrations.AddIndex(
            model_name='productimport',
            index=models.Index(fields=['shop', '-uploaded_at'], name='market_import_of_shop'),
        ),
        migrations.AddConstraint(
            model_name='productimport',
            constraint=models.CheckConstraint(condition=models.Q(('rows_seen', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('rows_created'), '+', models.F('rows_changed')), '+', models.F('rows_unchanged')), '+', models.F('rows_bad'))), ('rows_seen__lte', models.F('rows_total'))), name='market_import_counts_every_row'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(fields=('shop', 'sku'), name='market_sku_once'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('hs__regex', '^\\d{6}(\\d\\d){0,3}$')), name='market_product_has_hs'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('gross_weight_g__gte', models.F('net_weight_g')), ('net_weight_g__gte', 1)), name='market_product_weighs'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('height_mm', None), ('length_mm', None), ('width_mm', None)), models.Q(('height_mm__gte', 1), ('length_mm__gte', 1), ('width_mm__gte', 1)), _connector='OR'), name='market_product_size_whole'),
        ),
        migrations.AddConstraint(
            model_name='stockreservationline',
            constraint=models.UniqueConstraint(fields=('reservation', 'offer'), name='market_reserved_once'),
        ),
        migrations.AddConstraint(
            model_name='stockreservationline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='market_reserved_pieces'),
        ),
    ]
