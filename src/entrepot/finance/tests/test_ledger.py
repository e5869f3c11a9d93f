"""Postings: all or none, once, between accounts that can't give what they don't hold."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from entrepot.finance import models
from entrepot.finance.actions.ledger import post
from entrepot.finance.ledger_words import AccountKind, AccountName, Posting
from entrepot.finance.queries.ledger import statement, trial_balance
from entrepot.values import Money, Refusal

AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
PROVIDER = AccountName("acquirer", AccountKind.ACQUIRER)
LIN = AccountName("pay_lin", AccountKind.BUYER_FUNDS)
AMINAH = AccountName("org_aminah", AccountKind.PAYABLE)


def move(key: str, debit: AccountName, credit: AccountName, minor: int, currency: str = "MYR") -> Posting:
    return Posting(key, debit, credit, Money(minor, currency), "captured", "order_1", AT)


@pytest.mark.django_db
def test_a_posting_moves_its_amount_once():
    assert post([move("a", PROVIDER, LIN, 500)]) == 1
    assert post([move("a", PROVIDER, LIN, 500)]) == 0
    assert [(t.currency, t.debits.minor, t.credits.minor) for t in trial_balance()] == [("MYR", 500, 500)]
    assert models.Transfer.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_amount_is_refused_and_moves_nothing():
    post([move("a", PROVIDER, LIN, 500)])
    with pytest.raises(Refusal, match=r"^finance\.key_differs"), transaction.atomic():
        post([move("a", PROVIDER, LIN, 501)])
    assert models.Transfer.objects.get().amount_minor == 500


@pytest.mark.django_db
def test_an_account_of_other_peoples_money_gives_no_more_than_it_holds():
    post([move("a", PROVIDER, LIN, 500)])
    with pytest.raises(Refusal, match=r"^finance\.not_covered"), transaction.atomic():
        post([move("b", LIN, AMINAH, 200), move("c", LIN, AMINAH, 301)])
    assert models.Transfer.objects.count() == 1
    assert statement("org_aminah", "MYR").lines == ()


@pytest.mark.django_db
def test_what_comes_and_goes_in_one_call_is_judged_at_its_end():
    assert post([move("b", LIN, AMINAH, 200), move("a", PROVIDER, LIN, 200)]) == 2
    assert statement("org_aminah", "MYR").balance == Money(200, "MYR")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement_", ["UPDATE finance_transfer SET amount_minor = 1", "DELETE FROM finance_transfer"]
)
def test_a_posting_is_never_changed_or_deleted(statement_):
    post([move("a", PROVIDER, LIN, 500)])
    with pytest.raises(DatabaseError, match="only ever added"), connection.cursor() as cursor:
        cursor.execute(statement_)


@pytest.mark.django_db
def test_a_posting_of_nothing_is_left_out():
    assert post([move("a", PROVIDER, LIN, 0)]) == 0
    assert models.Account.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_many_callers_at_once_with_one_key_move_it_once():
    def call(_: int) -> int:
        try:
            return post([move("same", PROVIDER, LIN, 700)])
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(call, range(24))) == 1
    assert models.Account.objects.get(owner="pay_lin").credits_minor == 700


@pytest.mark.django_db(transaction=True)
def test_many_callers_at_once_never_take_more_than_there_is():
    post([move("fund", PROVIDER, LIN, 1000)])

    def take(number: int) -> int:
        try:
            return post([move(f"take{number}", LIN, AMINAH, 300)])
        except Refusal:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(take, range(12))) == 3
    assert statement("org_aminah", "MYR").balance == Money(900, "MYR")


class SumsToZero(TestCase):
    """Any history of postings, in currencies of exponent 0, 2 and 3."""

    @settings(max_examples=settings.default.max_examples // 2)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 30), st.sampled_from([PROVIDER, LIN, AMINAH]), st.sampled_from([PROVIDER, LIN, AMINAH]),
                st.integers(1, 10**12), st.sampled_from(["JPY", "MYR", "KWD"]),
            ).filter(lambda row: row[1] != row[2]),
            max_size=12,
        )
    )  # fmt: skip
    def test_debits_equal_credits_in_every_currency_whatever_is_posted(self, rows):
        for number, debit, credit, minor, currency in rows:
            with contextlib.suppress(Refusal), transaction.atomic():
                post([move(f"{currency}{number}", debit, credit, minor, currency)])
        for total in trial_balance():
            assert total.debits == total.credits
        assert all(
            account.credits_minor >= account.debits_minor
            for account in models.Account.objects.filter(limited=True)
        )
