"""Accounts at rest are closed: the books say the same, and whoever posts to one opens it again."""

import contextlib
import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from entrepot.finance import models
from entrepot.finance.actions.ledger import close_accounts, post
from entrepot.finance.ledger_words import AccountKind, AccountName, Posting
from entrepot.finance.queries.ledger import balances, balances_by_kind, trial_balance
from entrepot.values import Money, Refusal

AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
PROVIDER = AccountName("acquirer", AccountKind.ACQUIRER)
LIN = AccountName("pay_lin", AccountKind.BUYER_FUNDS)
BATAAR = AccountName("pay_bataar", AccountKind.BUYER_FUNDS)
HELD = AccountName("escrow_1:goods", AccountKind.ESCROW)
AMINAH = AccountName("org_aminah", AccountKind.PAYABLE)
OWED_BACK = AccountName("pay_lin", AccountKind.REFUND)
EVERYBODY = (PROVIDER, LIN, BATAAR, HELD, AMINAH, OWED_BACK)

numbers = itertools.count(1)


def move(debit: AccountName, credit: AccountName, minor: int, currency: str = "MYR") -> None:
    post([Posting(f"move{next(numbers)}", debit, credit, Money(minor, currency), "captured", "order_1", AT)])


def paid_through() -> None:
    """Lin's 500 went to Aminah, so that her payment and its escrow are at rest."""
    move(PROVIDER, LIN, 500)
    move(LIN, HELD, 500)
    move(HELD, AMINAH, 500)


def closed() -> list[str]:
    return sorted(models.Account.objects.filter(closed=True).values_list("owner", flat=True))


def closed_sums() -> dict[tuple[str, str], int]:
    rows = models.ClosedSum.objects.all()
    sums = Counter[tuple[str, str]]()
    for row in rows:
        sums[row.kind, row.currency] += row.amount_minor
    return {name: amount for name, amount in sums.items() if amount}


def books() -> object:
    return trial_balance(), balances_by_kind(), balances()


def counted_one_by_one() -> object:
    """The books without any closed sum: every account that ever was."""
    total, by_kind, unequal = Counter[tuple[str, str]](), Counter[tuple[str, str, str]](), []
    for row in models.Account.objects.order_by("kind", "currency", "owner"):
        for side, minor in (("debits", row.debits_minor), ("credits", row.credits_minor)):
            total[row.currency, side] += minor
            by_kind[row.kind, row.currency, side] += minor
        if row.debits_minor != row.credits_minor:
            unequal.append((row.owner, row.kind, row.currency, row.debits_minor, row.credits_minor))
    return dict(total), dict(by_kind), unequal


def told() -> object:
    """The same of what the queries answer."""
    total = {
        (line.currency, side): amount.minor
        for line in trial_balance()
        for side, amount in (("debits", line.debits), ("credits", line.credits))
    }
    by_kind = {
        (line.kind, line.debits.currency, side): amount.minor
        for line in balances_by_kind()
        for side, amount in (("debits", line.debits), ("credits", line.credits))
    }
    unequal = [
        (line.owner, line.kind, line.debits.currency, line.debits.minor, line.credits.minor)
        for line in balances()
    ]
    return total, by_kind, unequal


@pytest.mark.django_db
def test_accounts_of_one_trade_are_closed_once_they_are_at_rest_and_no_others():
    paid_through()
    move(PROVIDER, BATAAR, 300)
    before = books()
    assert close_accounts() == 2
    assert closed() == ["escrow_1:goods", "pay_lin"]
    assert closed_sums() == {("buyer_funds", "MYR"): 500, ("escrow", "MYR"): 500}
    assert books() == before
    assert close_accounts() == 0


@pytest.mark.django_db
def test_an_account_of_an_organisation_stays_open_though_it_is_at_rest():
    paid_through()
    move(AMINAH, AccountName("hub", AccountKind.BANK), 500)
    close_accounts()
    assert closed() == ["escrow_1:goods", "pay_lin"]


@pytest.mark.django_db
def test_no_more_than_so_many_are_closed_at_a_time_and_their_sums_stay_one_row_a_kind_and_currency():
    for number in range(5):
        payment = AccountName(f"pay_{number}", AccountKind.BUYER_FUNDS)
        move(PROVIDER, payment, 100)
        move(payment, AMINAH, 100)
    assert [close_accounts(at_most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert list(models.ClosedSum.objects.values_list("kind", "currency", "amount_minor")) == [
        ("buyer_funds", "MYR", 500)
    ]


@pytest.mark.django_db
def test_who_posts_to_a_closed_account_opens_it_again():
    paid_through()
    close_accounts()
    move(PROVIDER, LIN, 70)
    assert closed() == ["escrow_1:goods"]
    assert closed_sums() == {("escrow", "MYR"): 500}
    assert [(line.owner, line.balance.minor) for line in balances((AccountKind.BUYER_FUNDS,))] == [
        ("pay_lin", 70)
    ]
    assert told() == counted_one_by_one()


@pytest.mark.django_db
def test_a_posting_that_is_refused_leaves_the_account_closed():
    paid_through()
    close_accounts()
    before = books()
    with pytest.raises(Refusal, match=r"^finance\.not_covered"), transaction.atomic():
        move(LIN, AMINAH, 1)
    assert closed() == ["escrow_1:goods", "pay_lin"]
    assert books() == before


@pytest.mark.django_db
def test_an_account_that_is_not_at_rest_can_not_be_closed():
    move(PROVIDER, LIN, 500)
    with pytest.raises(DatabaseError, match="finance_account_closed_at_rest"):
        models.Account.objects.filter(owner="pay_lin").update(closed=True)


class SameBooks(TestCase):
    """Any history of postings and closings."""

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.one_of(
                st.integers(1, 3),
                st.tuples(
                    st.sampled_from(EVERYBODY), st.sampled_from(EVERYBODY), st.integers(1, 3), st.sampled_from(["JPY", "MYR"])
                ).filter(lambda row: row[0] != row[1]),
            ),
            max_size=40,
        )
    )  # fmt: skip
    def test_the_books_say_what_all_accounts_say_whatever_is_closed(self, deeds):
        for deed in deeds:
            if isinstance(deed, int):
                close_accounts(at_most=deed)
            else:
                with contextlib.suppress(Refusal), transaction.atomic():
                    move(*deed)
            assert told() == counted_one_by_one()


@pytest.mark.django_db(transaction=True)
def test_many_post_while_others_close_and_no_minor_unit_is_counted_twice_or_never():
    paid_through()

    def pay_and_hold(number: int) -> None:
        try:
            move(PROVIDER, LIN, number)
            move(LIN, AMINAH, number)
        finally:
            connection.close()

    def close(_: int) -> bool:
        try:
            close_accounts()
            return all(total.sum.minor == 0 for total in trial_balance())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        posting = pool.map(pay_and_hold, range(1, 81))
        assert all(pool.map(close, range(80)))
        list(posting)
    assert told() == counted_one_by_one()
    close_accounts()
    assert closed() == ["escrow_1:goods", "pay_lin"]
    assert closed_sums() == {("buyer_funds", "MYR"): 500 + 80 * 81 // 2, ("escrow", "MYR"): 500}


@pytest.mark.django_db(transaction=True)
def test_an_account_that_somebody_posts_to_is_left_open_and_not_waited_for():
    paid_through()

    def close() -> int:
        try:
            return close_accounts()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        move(PROVIDER, LIN, 70)
        assert pool.submit(close).result(timeout=20) == 1
        assert told() == counted_one_by_one()
    assert closed() == ["escrow_1:goods"]
    assert told() == counted_one_by_one()
