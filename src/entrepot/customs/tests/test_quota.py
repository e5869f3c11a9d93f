"""A buyer's yearly limit over the orders of this hub."""

from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from entrepot.customs.models import QuotaUse
from entrepot.customs.public import (
    OrderCountedDifferently,
    QuotaCheck,
    QuotaExceeded,
    Sentence,
    quota_used,
    release_quota,
    reserve_quota,
)
from entrepot.facts.public import timeline
from entrepot.values import CountryCode, Money

CN = CountryCode("CN")
LIMIT = Money(26_000_00, "CNY")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def reserve(
    order: str, amount: str, *, buyer: str = "buyer-7", year: int = 2026, declared: str | None = None
) -> None:
    with transaction.atomic():
        reserve_quota(buyer_ref=buyer, orders={order: check(amount, year=year, declared=declared)}, at=NOW)


def check(amount: str, *, year: int = 2026, declared: str | None = None) -> QuotaCheck:
    return QuotaCheck(
        country=CN,
        year=year,
        amount=Money.parse(amount, "CNY"),
        limit=LIMIT,
        used_here=Money.zero("CNY"),
        declared_elsewhere=None if declared is None else Money.parse(declared, "CNY"),
        counts=True,
        sentence=Sentence(""),
    )


def used(buyer: str = "buyer-7", year: int = 2026) -> str:
    return str(quota_used(buyer, CN, year))


@pytest.mark.django_db
def test_orders_add_up_per_buyer_and_year():
    reserve("order_1", "100.00")
    reserve("order_2", "50.50")
    reserve("order_3", "7.00", buyer="buyer-8")
    reserve("order_4", "9.00", year=2027)
    assert (used(), used("buyer-8"), used(year=2027), used("nobody")) == (
        "150.50 CNY",
        "7.00 CNY",
        "9.00 CNY",
        "0.00 CNY",
    )


@pytest.mark.django_db
def test_the_last_fen_of_the_year_is_free_and_the_next_is_refused():
    reserve("order_1", "25999.99")
    reserve("order_2", "0.01")
    with pytest.raises(QuotaExceeded) as refusal:
        reserve("order_3", "0.01")
    assert refusal.value.params == {"amount": "0.01 CNY", "limit": "26000.00 CNY", "used": "26000.00 CNY"}
    assert used() == "26000.00 CNY"


@pytest.mark.django_db
def test_orders_of_one_purchase_are_counted_one_after_the_other_all_or_none():
    reserve("order_1", "25000.00")
    with pytest.raises(QuotaExceeded) as refusal, transaction.atomic():
        reserve_quota(
            buyer_ref="buyer-7", orders={"order_2": check("600.00"), "order_3": check("400.01")}, at=NOW
        )
    assert refusal.value.params == {"amount": "400.01 CNY", "limit": "26000.00 CNY", "used": "25600.00 CNY"}
    assert used() == "25000.00 CNY"
    uncounted = replace(check("9.00"), counts=False)
    orders = {"order_2": check("600.00"), "order_3": uncounted, "order_4": check("400.00")}
    reserve_quota(buyer_ref="buyer-7", orders=orders, at=NOW)
    reserve_quota(buyer_ref="buyer-7", orders=orders, at=NOW)
    assert used() == "26000.00 CNY"
    assert [len(timeline(f"order_{number}")) for number in (2, 3, 4)] == [1, 0, 1]


@pytest.mark.django_db
def test_what_the_buyer_declared_counts_too():
    with pytest.raises(QuotaExceeded):
        reserve("order_1", "1000.01", declared="25000.00")
    reserve("order_2", "1000.00", declared="25000.00")
    assert used() == "1000.00 CNY"


@pytest.mark.django_db
def test_the_same_order_twice_counts_once_and_is_told_once():
    reserve("order_1", "100.00")
    reserve("order_1", "100.00")
    assert used() == "100.00 CNY"
    assert [entry.event.kind for entry in timeline("order_1")] == ["customs.QuotaReserved"]


@pytest.mark.django_db
def test_the_same_order_with_another_amount_is_refused():
    reserve("order_1", "100.00")
    with pytest.raises(OrderCountedDifferently):
        reserve("order_1", "200.00")
    with pytest.raises(OrderCountedDifferently):
        reserve("order_1", "100.00", year=2027)
    assert (used(), used(year=2027)) == ("100.00 CNY", "0.00 CNY")


@pytest.mark.django_db
def test_a_released_order_gives_its_part_back_and_may_be_counted_again():
    reserve("order_1", "26000.00")
    release_quota(order_ref="order_1", at=NOW)
    release_quota(order_ref="order_1", at=NOW)
    release_quota(order_ref="order_unheard_of", at=NOW)
    assert used() == "0.00 CNY"
    reserve("order_1", "300.00")
    assert used() == "300.00 CNY"
    assert [entry.event.kind for entry in timeline("order_1")] == [
        "customs.QuotaReserved",
        "customs.QuotaReleased",
        "customs.QuotaReserved",
    ]


@pytest.mark.django_db
def test_an_order_that_costs_nothing_leaves_no_row():
    reserve("order_1", "0.00")
    assert QuotaUse.objects.count() == 0


@pytest.mark.django_db
def test_what_is_told_does_not_name_the_buyer():
    reserve("order_1", "100.00", buyer="buyer-secret")
    assert "buyer-secret" not in repr(timeline("order_1"))


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"amount_minor": 0}, {"order_ref": ""}, {"buyer_ref": ""}])
def test_the_database_itself_refuses_rows_that_make_no_sense(wrong):
    row = {
        "order_ref": "o",
        "buyer_ref": "b",
        "country": "CN",
        "year": 2026,
        "amount_minor": 1,
        "currency": "CNY",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        QuotaUse.objects.create(**{**row, "reserved_at": NOW, **wrong})


@pytest.mark.django_db(transaction=True)
def test_orders_at_once_cannot_both_pass_the_limit():
    many = 8
    start, refused = Barrier(many), []

    def order(number: int) -> None:
        try:
            start.wait()
            reserve(f"order_{number}", "6000.00")
        except QuotaExceeded:
            refused.append(number)
        finally:
            connection.close()

    threads = [Thread(target=order, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert used() == "24000.00 CNY"
    assert len(refused) == 4
    assert QuotaUse.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_one_order_sent_many_times_at_once_counts_once():
    many = 8
    start, troubles = Barrier(many), []

    def order() -> None:
        try:
            start.wait()
            reserve("order_1", "6000.00")
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [Thread(target=order) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert used() == "6000.00 CNY"
