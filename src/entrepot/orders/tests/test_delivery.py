"""From the door to the seller's pay: confirmed, complained, settled; the money follows, to the last minor unit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from entrepot.customs import public as customs
from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.finance.queries.ledger import balances, payouts_of
from entrepot.logistics.events import ParcelDelivered
from entrepot.market.tests import stall
from entrepot.orders import actions, queries, rules
from entrepot.orders.events import ComplaintSettled, OrderComplained, OrderConfirmed, OrderDelivered
from entrepot.orders.tests import trade
from entrepot.orders.timeline import timeline_of
from entrepot.orders.words import OrderState
from entrepot.values import Money, Refusal

TIME_IS_UP = trade.DELIVERED_AT + rules.TIME_TO_COMPLAIN + timedelta(seconds=1)
WRONG = "One bag is torn."


@pytest.fixture
def paid(street):
    """Two orders in escrow, of the coffee shop and the tea shop."""
    bought = trade.buy(trade.cart_of(**{street.coffee: 2, street.tea: 3}))
    trade.pay_in_full(bought)
    return bought.orders


@pytest.fixture
def coffee(paid):
    """The coffee order at the door."""
    trade.deliver(paid[0].ref)
    return paid[0]


def confirm(order, *, buyer_ref: str = trade.LIN) -> None:
    actions.confirm(order_ref=order.ref, buyer_ref=buyer_ref, at=trade.DELIVERED_AT)
    stall.work()


def complain(order, text: str = WRONG, *, buyer_ref: str = trade.LIN) -> None:
    actions.complain(order_ref=order.ref, buyer_ref=buyer_ref, complaint=text, at=trade.DELIVERED_AT)
    stall.work()


def settle(order, *, refund: bool) -> None:
    actions.settle_complaint(
        order_ref=order.ref, refund=refund, settled_by="user_operator", at=trade.DELIVERED_AT
    )
    stall.work()


def state_of(order) -> OrderState:
    return queries.get_order(order.ref).state


def escrow_state(order) -> str:
    return finance.escrow_of(order.ref).state


def told(order) -> list[type]:
    return [type(line.event) for line in facts.timeline(order.ref)]


def owed(owner: str, currency: str) -> Money:
    return finance.statement(owner, currency).balance


def test_confirming_releases_the_escrow_and_pays_the_seller_in_its_own_money(coffee):
    confirm(coffee)
    found = queries.get_order(coffee.ref)
    assert (found.state, found.completed_at) == (OrderState.COMPLETED, trade.DELIVERED_AT)
    assert escrow_state(coffee) == "released"
    # 59.80 MYR less 5 % commission, half up.
    assert [payout.amount for payout in payouts_of("org_coffee")] == [Money(5681, "MYR")]
    assert owed("org_coffee", "MYR") == Money(0, "MYR")
    assert owed("customs:CN", "CNY") == Money(1112, "CNY")
    assert owed("carrier", "CNY") == Money(2200, "CNY")
    commission = [line.balance for line in balances() if line.kind == "commission"]
    assert commission == [Money(299, "MYR")]
    assert trade.books_balance()


def test_one_shops_order_is_released_while_the_others_stays_held(paid, coffee):
    confirm(coffee)
    assert (escrow_state(paid[1]), state_of(paid[1])) == ("held", OrderState.PAID)
    assert payouts_of("org_tea") == []
    assert trade.books_balance()


def test_confirming_twice_pays_once(coffee):
    confirm(coffee)
    confirm(coffee)
    assert len(payouts_of("org_coffee")) == 1
    assert told(coffee).count(OrderConfirmed) == 1


def test_what_is_not_delivered_yet_is_not_confirmed(paid):
    with pytest.raises(Refusal, match=r"orders\.not_now"):
        confirm(paid[0])
    assert escrow_state(paid[0]) == "held"


@pytest.mark.parametrize("deed", [confirm, complain])
def test_nobody_decides_over_anothers_order(coffee, deed):
    with pytest.raises(Refusal, match=r"orders\.not_found"):
        deed(coffee, buyer_ref="user_wei")
    assert (state_of(coffee), escrow_state(coffee)) == (OrderState.DELIVERED, "held")


def test_the_scan_at_the_door_is_heard_and_a_second_one_changes_nothing(paid):
    for day in (0, 1):
        at = trade.DELIVERED_AT + timedelta(days=day)
        with transaction.atomic():
            facts.announce(ParcelDelivered("parcel_x", paid[0].ref), at=at, refs=[paid[0].ref])
        stall.work()
    assert queries.get_order(paid[0].ref).delivered_at == trade.DELIVERED_AT
    assert told(paid[0]).count(OrderDelivered) == 1


def test_without_a_complaint_the_order_confirms_itself_after_ten_days(coffee):
    assert actions.confirm_when_time_is_up(at=TIME_IS_UP - timedelta(seconds=2)) == 0
    assert actions.confirm_when_time_is_up(at=TIME_IS_UP) == 1
    stall.work()
    assert (state_of(coffee), escrow_state(coffee)) == (OrderState.COMPLETED, "released")
    assert [line.event for line in facts.timeline(coffee.ref) if isinstance(line.event, OrderConfirmed)] == [
        OrderConfirmed(coffee.ref, by_clock=True)
    ]
    assert len(payouts_of("org_coffee")) == 1
    assert actions.confirm_when_time_is_up(at=TIME_IS_UP) == 0


def test_a_complaint_freezes_the_money_beyond_the_clock(coffee):
    complain(coffee)
    complain(coffee, "Another word.")
    assert actions.confirm_when_time_is_up(at=TIME_IS_UP) == 0
    actions.mark_delivered(order_ref=coffee.ref, at=TIME_IS_UP)
    stall.work()
    found = queries.get_order(coffee.ref)
    assert (found.state, found.complaint, found.delivered_at) == (
        OrderState.COMPLAINED,
        WRONG,
        trade.DELIVERED_AT,
    )
    assert escrow_state(coffee) == "held"
    assert payouts_of("org_coffee") == []
    assert told(coffee).count(OrderComplained) == 1


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4001])
def test_a_complaint_says_what_is_wrong(coffee, text):
    with pytest.raises(Refusal, match=r"orders\.say_what_is_wrong") as caught:
        complain(coffee, text)
    assert caught.value.field == "complaint"
    assert state_of(coffee) == OrderState.DELIVERED


def test_what_never_comes_can_be_complained_of(paid):
    complain(paid[0])
    assert state_of(paid[0]) == OrderState.COMPLAINED


def test_after_completion_there_is_no_complaint(coffee):
    confirm(coffee)
    with pytest.raises(Refusal, match=r"orders\.not_now"):
        complain(coffee)
    assert OrderComplained not in told(coffee)


def test_a_buyer_may_end_the_complaint_and_pay_the_seller(coffee):
    complain(coffee)
    confirm(coffee)
    assert (state_of(coffee), escrow_state(coffee)) == (OrderState.COMPLETED, "released")
    assert len(payouts_of("org_coffee")) == 1


def test_settled_for_the_buyer_everything_goes_back_and_the_quota_is_free(paid, coffee):
    complain(coffee)
    used = customs.quota_used(trade.LIN, trade.CHINA, trade.AT.year)
    settle(coffee, refund=True)
    assert (state_of(coffee), escrow_state(coffee)) == (OrderState.REFUNDED, "refunded")
    payment = finance.find_payment(coffee.purchase_ref)
    refunds = [line.balance for line in balances() if line.kind == "refund" and line.owner == payment.ref]
    assert refunds == [coffee.total]
    assert payouts_of("org_coffee") == []
    counted = customs.from_json(coffee.quote).quota.amount
    assert customs.quota_used(trade.LIN, trade.CHINA, trade.AT.year) == used - counted
    assert escrow_state(paid[1]) == "held"
    assert trade.books_balance()


def test_settled_for_the_seller_it_is_paid_and_the_quota_stays_used(coffee):
    complain(coffee)
    used = customs.quota_used(trade.LIN, trade.CHINA, trade.AT.year)
    settle(coffee, refund=False)
    assert (state_of(coffee), escrow_state(coffee)) == (OrderState.COMPLETED, "released")
    assert [payout.amount for payout in payouts_of("org_coffee")] == [Money(5681, "MYR")]
    assert customs.quota_used(trade.LIN, trade.CHINA, trade.AT.year) == used
    assert trade.books_balance()


@pytest.mark.parametrize("first", [True, False])
def test_a_complaint_is_settled_once(coffee, first):
    complain(coffee)
    settle(coffee, refund=first)
    for again in (True, False):
        with pytest.raises(Refusal, match=r"orders\.not_now"):
            settle(coffee, refund=again)
    assert told(coffee).count(ComplaintSettled) == 1
    assert len(payouts_of("org_coffee")) == (0 if first else 1)


def test_an_order_without_complaint_is_not_settled(coffee):
    with pytest.raises(Refusal, match=r"orders\.not_now"):
        settle(coffee, refund=True)
    assert escrow_state(coffee) == "held"


def test_the_timeline_tells_the_outcome_in_order(coffee):
    complain(coffee)
    settle(coffee, refund=True)
    assert [one.what for one in timeline_of(coffee.ref)] == [
        "Ordered; the stock is reserved",
        "Paid into escrow",
        "Complaint opened; the money stays in escrow",
        "Complaint settled: the money goes back to the buyer",
    ]


def test_the_books_balance_when_every_order_has_ended(paid, coffee):
    confirm(coffee)
    complain(paid[1])
    settle(paid[1], refund=True)
    assert trade.books_balance()
    assert all(line.balance.minor == 0 for line in balances() if line.kind == "escrow")
