from django.db import migrations, models
from django.db.models import F, Q

# Closed are accounts of one payment or one part of an order: there are ever more of them, and nearly all are at rest. What
# somebody posts to meanwhile is left for the next time. The sums become one row for each kind and currency in the same
# statement.
#
# Whoever changes a closed account, it is open again, and the sums say so in the same transaction. A row is added to them,
# none is changed: two accounts that open at once don't wait for each other. A posting to an open account pays for the
# condition alone.
FUNCTIONS = """
CREATE FUNCTION finance_close_accounts(at_most integer) RETURNS bigint LANGUAGE sql AS $$
    WITH closing AS (
        UPDATE finance_account SET closed = true
        WHERE id = ANY (ARRAY(
            SELECT id FROM finance_account
            WHERE NOT closed AND kind IN ('buyer_funds', 'escrow', 'refund')
                AND debits_minor = credits_minor AND credits_minor > 0
            LIMIT at_most FOR NO KEY UPDATE SKIP LOCKED
        ))
        RETURNING kind, currency, credits_minor AS amount_minor
    ), gathered AS (
        DELETE FROM finance_closedsum WHERE EXISTS (SELECT FROM closing) RETURNING kind, currency, amount_minor
    ), written AS (
        INSERT INTO finance_closedsum (kind, currency, amount_minor)
        SELECT kind, currency, sum(amount_minor) FROM (TABLE closing UNION ALL TABLE gathered) AS sums
        GROUP BY kind, currency HAVING sum(amount_minor) <> 0
    )
    SELECT count(*) FROM closing
$$;

CREATE FUNCTION finance_open_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.closed := false;
    INSERT INTO finance_closedsum (kind, currency, amount_minor) VALUES (OLD.kind, OLD.currency, -OLD.credits_minor);
    RETURN NEW;
END $$;
CREATE TRIGGER finance_account_opens_again BEFORE UPDATE ON finance_account FOR EACH ROW
    WHEN (OLD.closed) EXECUTE FUNCTION finance_open_again();
"""
FORGET = """
DROP TRIGGER finance_account_opens_again ON finance_account;
DROP FUNCTION finance_open_again();
DROP FUNCTION finance_close_accounts(integer);
"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_rates_and_payments")]
    operations = [
        migrations.AddField("Account", "closed", models.BooleanField(db_default=False)),
        migrations.AddIndex(
            "Account", models.Index(condition=Q(("closed", False)), fields=["kind"], name="finance_account_open")
        ),
        migrations.AddConstraint(
            "Account",
            models.CheckConstraint(
                condition=Q(("closed", False), Q(("credits_minor__gt", 0), ("debits_minor", F("credits_minor"))), _connector="OR"),
                name="finance_account_closed_at_rest",
            ),
        ),
        migrations.CreateModel(
            name="ClosedSum",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("kind", models.CharField(max_length=24)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, FORGET),
    ]
