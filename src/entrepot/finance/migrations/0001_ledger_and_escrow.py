import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

# All postings of a call, or none. Accounts are made when first used and locked in the order of their numbers; each is
# written once however many postings touch it (one UPDATE per posting leaves dead rows that slow a hot account down).
# A key that is there already moves nothing; with another content it is refused.
POST = """
CREATE FUNCTION finance_post(postings jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    moved integer;
    differing text;
BEGIN
    CREATE TEMPORARY TABLE IF NOT EXISTS finance_wanted (
        key text, debit_owner text, debit_kind text, credit_owner text, credit_kind text, currency text,
        amount_minor bigint, kind text, group_ref text, at timestamptz, debit_id bigint, credit_id bigint
    ) ON COMMIT DELETE ROWS;
    DELETE FROM finance_wanted;
    INSERT INTO finance_wanted
        SELECT key, debit_owner, debit_kind, credit_owner, credit_kind, currency, amount_minor, kind, group_ref, at
        FROM jsonb_to_recordset(postings) AS row(
            key text, debit_owner text, debit_kind text, credit_owner text, credit_kind text, currency text,
            amount_minor bigint, kind text, group_ref text, at timestamptz);

    INSERT INTO finance_account (owner, kind, currency, limited)
        SELECT owner, kind, currency, kind IN ('buyer_funds', 'escrow', 'payable', 'refund')
        FROM (SELECT debit_owner AS owner, debit_kind AS kind, currency FROM finance_wanted
              UNION SELECT credit_owner, credit_kind, currency FROM finance_wanted) AS named
        ORDER BY owner, kind, currency
        ON CONFLICT (owner, kind, currency) DO NOTHING;

    UPDATE finance_wanted SET debit_id = debit.id, credit_id = credit.id
        FROM finance_account AS debit, finance_account AS credit
        WHERE (debit.owner, debit.kind, debit.currency)
                = (finance_wanted.debit_owner, finance_wanted.debit_kind, finance_wanted.currency)
          AND (credit.owner, credit.kind, credit.currency)
                = (finance_wanted.credit_owner, finance_wanted.credit_kind, finance_wanted.currency);

    PERFORM 1 FROM finance_account
        WHERE id IN (SELECT debit_id FROM finance_wanted UNION SELECT credit_id FROM finance_wanted)
        ORDER BY id FOR NO KEY UPDATE;

    WITH put AS (
        INSERT INTO finance_transfer
            (key, debit_account_id, credit_account_id, amount_minor, currency, kind, group_ref, at)
        SELECT key, debit_id, credit_id, amount_minor, currency, kind, group_ref, at FROM finance_wanted
        ON CONFLICT (key) DO NOTHING
        RETURNING debit_account_id, credit_account_id, amount_minor
    ), counted AS (
        SELECT account, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit
        FROM (SELECT debit_account_id AS account, amount_minor AS debit, 0 AS credit FROM put
              UNION ALL SELECT credit_account_id, 0, amount_minor FROM put) AS sides
        GROUP BY account
    ), written AS (
        UPDATE finance_account
        SET debits_minor = debits_minor + counted.debit, credits_minor = credits_minor + counted.credit
        FROM counted WHERE finance_account.id = counted.account
    )
    SELECT count(*) INTO moved FROM put;

    SELECT wanted.key INTO differing
        FROM finance_wanted AS wanted JOIN finance_transfer AS there USING (key)
        WHERE (there.debit_account_id, there.credit_account_id, there.amount_minor, there.currency, there.kind,
               there.group_ref)
           <> (wanted.debit_id, wanted.credit_id, wanted.amount_minor, wanted.currency, wanted.kind, wanted.group_ref)
        LIMIT 1;
    IF differing IS NOT NULL THEN
        RAISE EXCEPTION 'finance_key_differs: %', differing USING ERRCODE = 'unique_violation';
    END IF;
    RETURN moved;
END $$;

CREATE FUNCTION finance_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER finance_transfer_never_changes BEFORE UPDATE OR DELETE ON finance_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION finance_never_change();
ALTER TABLE finance_account SET (fillfactor = 50);
"""
FORGET = """
DROP TRIGGER finance_transfer_never_changes ON finance_transfer;
DROP FUNCTION finance_never_change();
DROP FUNCTION finance_post(jsonb);
"""


def numbered() -> tuple[str, models.BigAutoField]:
    return (
        "id",
        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                numbered(),
                ("owner", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=24)),
                ("currency", models.CharField(max_length=3)),
                ("limited", models.BooleanField()),
                ("debits_minor", models.BigIntegerField(db_default=0)),
                ("credits_minor", models.BigIntegerField(db_default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "kind", "currency"), name="finance_account_once"),
                    models.CheckConstraint(
                        condition=Q(("credits_minor__gte", 0), ("debits_minor__gte", 0)),
                        name="finance_account_counts_up",
                    ),
                    models.CheckConstraint(
                        condition=Q(("limited", False), ("debits_minor__lte", F("credits_minor")), _connector="OR"),
                        name="finance_account_covered",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                numbered(),
                ("key", models.CharField(max_length=160, unique=True)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("kind", models.CharField(max_length=24)),
                ("group_ref", models.CharField(db_index=True, max_length=80)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=Now())),
                (
                    "credit_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="finance.account"
                    ),
                ),
                (
                    "debit_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="finance.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("amount_minor__gt", 0)), name="finance_transfer_moves_something"
                    ),
                    models.CheckConstraint(
                        condition=Q(("debit_account", F("credit_account")), _negated=True),
                        name="finance_transfer_between_two",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                numbered(),
                ("ref", models.CharField(max_length=120, unique=True)),
                ("sold_minor", models.BigIntegerField()),
                ("sold_currency", models.CharField(max_length=3)),
                ("bought_minor", models.BigIntegerField()),
                ("bought_currency", models.CharField(max_length=3)),
                ("mid_rate", models.DecimalField(decimal_places=15, max_digits=30)),
                ("source", models.TextField()),
                ("as_of_date", models.DateField()),
                ("mid_minor", models.BigIntegerField()),
                ("spread_minor", models.BigIntegerField()),
                ("difference_minor", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("sold_minor", F("mid_minor") + F("spread_minor") + F("difference_minor"))),
                        name="finance_exchange_adds_up",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Escrow",
            fields=[
                numbered(),
                ("ref", models.CharField(max_length=60, unique=True)),
                ("order_ref", models.CharField(max_length=40, unique=True)),
                ("payment_ref", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "Held"), ("released", "Released"), ("refunded", "Refunded")],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("commission", models.DecimalField(decimal_places=4, max_digits=6)),
                ("held_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            Q(("ended_at", None), ("state", "held")),
                            Q(Q(("state", "held"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="finance_escrow_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(("commission__gte", 0), ("commission__lt", 1)),
                        name="finance_escrow_commission_is_a_share",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="EscrowPart",
            fields=[
                numbered(),
                ("kind", models.CharField(max_length=12)),
                ("payee", models.CharField(max_length=80)),
                ("paid_minor", models.BigIntegerField()),
                ("paid_currency", models.CharField(max_length=3)),
                ("due_minor", models.BigIntegerField()),
                ("due_currency", models.CharField(max_length=3)),
                (
                    "escrow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="finance.escrow"
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.exchange",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("escrow", "kind"), name="finance_escrow_part_once"),
                    models.CheckConstraint(
                        condition=Q(("due_minor__gt", 0), ("paid_minor__gt", 0)), name="finance_escrow_part_real"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                numbered(),
                ("ref", models.CharField(max_length=40, unique=True)),
                ("org_ref", models.CharField(db_index=True, max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("bank_ref", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("amount_minor__gt", 0)), name="finance_payout_moves_something"
                    )
                ]
            },
        ),
        migrations.RunSQL(POST, FORGET),
    ]
