import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

# All postings of a call, or none. Accounts are made when first used and locked in the order of their numbers; each is
# written once however many postings touch it (one UPDATE per posting leaves dead rows that slow a hot account down).
# A key that is there already moves nothing; with another content it is refused.
# Everything stays in variables: a temporary table would be emptied at every commit, which costs more than the posting.
POST = """
CREATE FUNCTION finance_account_id(of_owner text, of_kind text, of_currency text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT id FROM finance_account WHERE (owner, kind, currency) = (of_owner, of_kind, of_currency)
$$;

CREATE FUNCTION finance_post(postings jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    debit_ids bigint[];
    credit_ids bigint[];
    amounts bigint[];
    moved integer;
    differing text;
    side record;
BEGIN
    FOR attempt IN 1..2 LOOP
        SELECT array_agg(finance_account_id(debit_owner, debit_kind, currency) ORDER BY nth),
               array_agg(finance_account_id(credit_owner, credit_kind, currency) ORDER BY nth)
            INTO debit_ids, credit_ids
            FROM ROWS FROM (jsonb_to_recordset(postings) AS (
                debit_owner text, debit_kind text, credit_owner text, credit_kind text, currency text))
                WITH ORDINALITY AS wanted(debit_owner, debit_kind, credit_owner, credit_kind, currency, nth);
        EXIT WHEN array_position(debit_ids || credit_ids, NULL) IS NULL;
        INSERT INTO finance_account (owner, kind, currency, limited)
            SELECT owner, kind, currency, kind IN ('buyer_funds', 'escrow', 'payable', 'refund')
            FROM (SELECT debit_owner AS owner, debit_kind AS kind, currency
                  FROM jsonb_to_recordset(postings) AS wanted(debit_owner text, debit_kind text, currency text)
                  UNION SELECT credit_owner, credit_kind, currency
                  FROM jsonb_to_recordset(postings) AS wanted(credit_owner text, credit_kind text, currency text)) AS named
            ORDER BY owner, kind, currency
            ON CONFLICT (owner, kind, currency) DO NOTHING;
    END LOOP;

    PERFORM 1 FROM finance_account WHERE id = ANY (debit_ids || credit_ids) ORDER BY id FOR NO KEY UPDATE;

    WITH put AS (
        INSERT INTO finance_transfer
            (key, debit_account_id, credit_account_id, amount_minor, currency, kind, group_ref, at)
        SELECT key, debit_ids[nth], credit_ids[nth], amount_minor, currency, kind, group_ref, at
        FROM ROWS FROM (jsonb_to_recordset(postings) AS (
            key text, currency text, amount_minor bigint, kind text, group_ref text, at timestamptz))
            WITH ORDINALITY AS wanted(key, currency, amount_minor, kind, group_ref, at, nth)
        ON CONFLICT (key) DO NOTHING
        RETURNING debit_account_id, credit_account_id, amount_minor
    )
    SELECT count(*), array_agg(debit_account_id), array_agg(credit_account_id), array_agg(amount_minor)
        INTO moved, debit_ids, credit_ids, amounts FROM put;

    FOR side IN
        SELECT account_id, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit
        FROM (SELECT account_id, amount AS debit, 0 AS credit FROM unnest(debit_ids, amounts) AS put(account_id, amount)
              UNION ALL SELECT account_id, 0, amount FROM unnest(credit_ids, amounts) AS put(account_id, amount)) AS sides
        GROUP BY account_id
    LOOP
        UPDATE finance_account
            SET debits_minor = debits_minor + side.debit, credits_minor = credits_minor + side.credit
            WHERE id = side.account_id;
    END LOOP;

    IF moved < jsonb_array_length(postings) THEN
        SELECT wanted.key INTO differing
            FROM jsonb_to_recordset(postings) AS wanted(
                key text, debit_owner text, debit_kind text, credit_owner text, credit_kind text, currency text,
                amount_minor bigint, kind text, group_ref text)
            JOIN finance_transfer AS there USING (key)
            WHERE (there.debit_account_id, there.credit_account_id, there.amount_minor, there.currency, there.kind,
                   there.group_ref)
               <> (finance_account_id(wanted.debit_owner, wanted.debit_kind, wanted.currency),
                   finance_account_id(wanted.credit_owner, wanted.credit_kind, wanted.currency),
                   wanted.amount_minor, wanted.currency, wanted.kind, wanted.group_ref)
            LIMIT 1;
        IF differing IS NOT NULL THEN
            RAISE EXCEPTION 'finance_key_differs: %', differing USING ERRCODE = 'unique_violation';
        END IF;
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
DROP FUNCTION finance_account_id(text, text, text);
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
