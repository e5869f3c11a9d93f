"""A purchase is paid once, whatever the buyer, the provider and the clock do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from entrepot.customs import public as customs
from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.finance.events import PaymentRequested
from entrepot.finance.queries.ledger import balances_by_kind
from entrepot.logistics import public as logistics
from entrepot.market import public as market
from entrepot.market.tests import stall
from entrepot.orders import actions, queries, rules
from entrepot.orders.actions.payment import _cancel_if_still_unpaid
from entrepot.orders.events import OrderPaid, PurchaseCancelled
from entrepot.orders.tests import trade
from entrepot.orders.words import CancelReason, OrderState
from entrepot.values import Money, Refusal

TOO_LATE = trade.AT + rules.TIME_TO_PAY + timedelta(seconds=1)


@pytest.fixture
def bought(street):
    """Two bags of coffee and three boxes of tea, not paid."""
    return trade.buy(trade.cart_of(**{street.coffee: 2, street.tea: 3}))


def stock(offer_ref: str) -> tuple[int | None, int | None]:
    offer = market.get_offer(offer_ref)
    return offer.stock, offer.available


def state_of(purchase_ref: str) -> str:
    return queries.get_purchase(purchase_ref, buyer_ref=trade.LIN).state


def states(bought) -> set[OrderState]:
    return {order.state for order in queries.get_purchase(bought.ref, buyer_ref=trade.LIN).orders}


def quota_used() -> int:
    return customs.quota_used(trade.LIN, trade.CHINA, trade.AT.year).minor


def kinds_told(ref: str) -> list[type]:
    return [type(line.event) for line in facts.timeline(ref)]


def in_escrow() -> dict[str, int]:
    return {line.balance.currency: line.balance.minor for line in balances_by_kind() if line.kind == "escrow"}


@pytest.mark.django_db(transaction=True)
def test_fifteen_calls_at_once_start_one_payment(bought):
    def call(_: int) -> None:
        try:
            actions.pay(purchase_ref=bought.ref, buyer_ref=trade.LIN, at=trade.AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(15) as pool:
        list(pool.map(call, range(15)))
    assert kinds_told(bought.ref).count(PaymentRequested) == 1
    assert finance.find_payment(bought.ref).amount == bought.total
    assert state_of(bought.ref) == "paying"


def test_money_that_comes_is_held_per_order_and_exchanged_for_the_seller(street, bought):
    trade.pay_in_full(bought)
    assert state_of(bought.ref) == "paid"
    assert states(bought) == {OrderState.PAID}
    assert (stock(street.coffee), stock(street.tea)) == ((8, 8), (1, 1))
    coffee, tea = bought.orders
    held = finance.escrow_of(coffee.ref)
    assert held.state == "held"
    goods = next(part for part in held.parts if part.kind == "goods")
    assert (goods.payee, goods.paid, goods.due) == ("org_coffee", Money(10017, "CNY"), Money(5980, "MYR"))
    assert Money.total((part.paid for part in held.parts), "CNY") == coffee.total
    others = (
        coffee.total
        + tea.total
        - Money.total(
            (
                part.paid
                for order in bought.orders
                for part in finance.escrow_of(order.ref).parts
                if part.kind == "goods"
            ),
            "CNY",
        )
    )
    assert in_escrow() == {"MYR": 5980, "USD": 2940, "CNY": others.minor}
    assert trade.books_balance()


def test_each_paid_order_opens_one_parcel_of_its_weight(bought):
    trade.pay_in_full(bought)
    (voyage,) = logistics.tracking(bought.orders[0].ref)
    assert voyage.parcel.ref == bought.orders[0].ref.replace("order_", "parcel_")
    assert (voyage.parcel.weight.grams, voyage.parcel.pieces, voyage.parcel.destination) == (600, 2, "CN")
    assert kinds_told(bought.orders[0].ref).count(OrderPaid) == 1


def test_money_taken_in_twice_is_held_once(street, bought):
    trade.pay_in_full(bought)
    before, escrow = finance.trial_balance(), in_escrow()
    payment = finance.find_payment(bought.ref)
    for _ in range(2):
        actions.accept_payment(purchase_ref=bought.ref, payment_ref=payment.ref, at=trade.SOON)
        stall.work()
    assert (finance.trial_balance(), in_escrow()) == (before, escrow)
    assert stock(street.coffee) == (8, 8)
    assert kinds_told(bought.orders[0].ref).count(OrderPaid) == 1
    assert len(logistics.tracking(bought.orders[0].ref)) == 1


def test_paying_again_after_the_money_came_changes_nothing(bought):
    trade.pay_in_full(bought)
    trade.pay(bought)
    assert state_of(bought.ref) == "paid"
    assert kinds_told(bought.ref).count(PaymentRequested) == 1


def test_nobody_pays_anothers_purchase(bought):
    with pytest.raises(Refusal, match=r"orders\.not_found"):
        actions.pay(purchase_ref=bought.ref, buyer_ref="user_wei", at=trade.AT)
    assert finance.find_payment(bought.ref) is None


def test_what_is_not_paid_in_time_is_cancelled_and_everything_is_free_again(street, bought):
    assert actions.cancel_unpaid(at=bought.pay_by) == 0
    assert quota_used() > 0
    assert actions.cancel_unpaid(at=TOO_LATE) == 1
    found = queries.get_purchase(bought.ref, buyer_ref=trade.LIN)
    assert (found.state, found.reason) == ("cancelled", CancelReason.NOT_PAID_IN_TIME)
    assert states(bought) == {OrderState.CANCELLED}
    assert (stock(street.coffee), stock(street.tea)) == ((10, 10), (4, 4))
    assert quota_used() == 0
    assert actions.cancel_unpaid(at=TOO_LATE) == 0
    assert kinds_told(bought.ref).count(PurchaseCancelled) == 1
    with pytest.raises(Refusal, match=r"orders\.too_late"):
        actions.pay(purchase_ref=bought.ref, buyer_ref=trade.LIN, at=TOO_LATE)
    assert finance.find_payment(bought.ref) is None


def test_after_the_time_nothing_is_charged_even_before_the_clock_has_cancelled(bought):
    with pytest.raises(Refusal, match=r"orders\.too_late"):
        actions.pay(purchase_ref=bought.ref, buyer_ref=trade.LIN, at=TOO_LATE)
    assert finance.find_payment(bought.ref) is None


def test_a_payment_under_way_is_waited_for_however_late_it_gets(street, bought):
    trade.pay(bought)
    assert actions.cancel_unpaid(at=TOO_LATE) == 0
    # The clock saw it unpaid, and the buyer began to pay before the clock got the lock.
    assert _cancel_if_still_unpaid(bought.ref, at=TOO_LATE) is False
    assert state_of(bought.ref) == "paying"
    trade.provider_says(bought.ref)
    assert state_of(bought.ref) == "paid"
    assert stock(street.coffee) == (8, 8)


def test_a_declined_payment_cancels_and_charges_nothing(street, bought):
    trade.pay(bought)
    trade.provider_says(bought.ref, "declined", "limit_exceeded")
    found = queries.get_purchase(bought.ref, buyer_ref=trade.LIN)
    assert (found.state, found.reason) == ("cancelled", CancelReason.PAYMENT_FAILED)
    assert (stock(street.coffee), stock(street.tea), quota_used()) == ((10, 10), (4, 4), 0)
    assert finance.trial_balance() == []


def test_money_that_comes_after_the_cancellation_goes_back_whole(street, bought):
    trade.pay(bought)
    actions.cancel_purchase(purchase_ref=bought.ref, reason=CancelReason.PAYMENT_FAILED, at=trade.SOON)
    trade.provider_says(bought.ref)
    assert state_of(bought.ref) == "cancelled"
    assert finance.find_payment(bought.ref).state == "returning"
    assert in_escrow() == {}
    assert logistics.tracking(bought.orders[0].ref) == ()
    assert stock(street.coffee) == (10, 10)
    kinds = {line.kind.value: line.balance.minor for line in balances_by_kind()}
    assert kinds == {"acquirer": 0, "buyer_funds": 0}
    assert trade.books_balance()


def test_a_paid_purchase_is_never_cancelled(bought):
    trade.pay_in_full(bought)
    actions.cancel_purchase(purchase_ref=bought.ref, reason=CancelReason.NOT_PAID_IN_TIME, at=TOO_LATE)
    assert state_of(bought.ref) == "paid"
    assert PurchaseCancelled not in kinds_told(bought.ref)
