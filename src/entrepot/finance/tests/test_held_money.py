"""Money in escrow: held, exchanged, released or given back, to the last minor unit."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from entrepot.facts import public as facts
from entrepot.finance import models
from entrepot.finance.actions.escrow import hold, refund, release
from entrepot.finance.actions.ledger import post_capture
from entrepot.finance.events import EscrowHeld, EscrowRefunded, EscrowReleased
from entrepot.finance.ledger_words import AccountKind, EscrowPart
from entrepot.finance.queries.ledger import escrow_of, postings_of, trial_balance
from entrepot.finance.queries.rates import Rates
from entrepot.values import Money, Refusal

DAY = date(2026, 10, 30)
AT = datetime(2026, 10, 30, 12, tzinfo=UTC)
LATER = AT + timedelta(days=3)
PER_EURO = {"CNY": "7.4326", "MYR": "4.5325", "JPY": "175.68", "KWD": "0.3436"}


def publish(day: date, **per_euro: str) -> None:
    for currency, rate in per_euro.items():
        models.DayRate.objects.create(
            base="EUR", quote=currency, rate=Decimal(rate), day=day, source="a test", loaded_at=AT
        )


@pytest.fixture
def _rates(db):
    publish(DAY, **PER_EURO)


def goods(paid: str, due: str) -> EscrowPart:
    return EscrowPart("goods", cny(paid), "org_aminah", Money.parse(due, "MYR"))


def cny(text: str) -> Money:
    return Money.parse(text, "CNY")


def hold_one(*parts: EscrowPart, commission: str = "0.05") -> None:
    paid = Money.total((part.paid for part in parts), "CNY")
    post_capture(payment_ref="pay_1", purchase_ref="purchase_1", amount=paid, at=AT)
    hold(
        escrow_ref="escrow_1", order_ref="order_1", payment_ref="pay_1", parts=parts,
        commission=Decimal(commission), at=AT,
    )  # fmt: skip


def booked() -> list[tuple[str, str, str, str]]:
    return [
        (line.kind, f"{line.debit.owner}/{line.debit.kind}", f"{line.credit.owner}/{line.credit.kind}", str(line.amount))
        for line in postings_of("order_1")
    ]  # fmt: skip


def balance(owner: str, kind: AccountKind, currency: str) -> int:
    row = models.Account.objects.filter(owner=owner, kind=kind, currency=currency).first()
    return row.credits_minor - row.debits_minor if row else 0


PARTS = (
    goods("105.47", "64.00"),
    EscrowPart("freight", cny("30.00"), "carrier", cny("30.00")),
    EscrowPart("duty", cny("5.00"), "customs:CN", cny("5.00")),
    EscrowPart("tax", cny("9.00"), "customs:CN", cny("9.00")),
    EscrowPart("fee", cny("1.00"), "hub", cny("1.00")),
)


@pytest.mark.usefixtures("_rates")
def test_one_order_from_payment_to_payable_in_every_posting():
    # 7.4326 / 4.5325 = 1.63984555984... CNY per MYR. 64.00 MYR x that = 104.95 (mid); x 1.005 = 105.47; spread 0.52.
    assert Rates(AT).convert(Money(6400, "MYR"), "CNY").bought == cny("105.47")
    hold_one(*PARTS)
    release(escrow_ref="escrow_1", at=LATER)
    assert booked() == [
        ("exchanged", "pay_1/buyer_funds", "hub/liquidity", "104.95 CNY"),
        ("spread", "pay_1/buyer_funds", "hub/spread", "0.52 CNY"),
        ("held_goods", "hub/liquidity", "escrow_1:goods/escrow", "64.00 MYR"),
        ("held_freight", "pay_1/buyer_funds", "escrow_1:freight/escrow", "30.00 CNY"),
        ("held_duty", "pay_1/buyer_funds", "escrow_1:duty/escrow", "5.00 CNY"),
        ("held_tax", "pay_1/buyer_funds", "escrow_1:tax/escrow", "9.00 CNY"),
        ("held_fee", "pay_1/buyer_funds", "escrow_1:fee/escrow", "1.00 CNY"),
        ("seller_share", "escrow_1:goods/escrow", "org_aminah/payable", "60.80 MYR"),
        ("commission", "escrow_1:goods/escrow", "hub/commission", "3.20 MYR"),
        ("payable", "escrow_1:freight/escrow", "carrier/payable", "30.00 CNY"),
        ("payable", "escrow_1:duty/escrow", "customs:CN/payable", "5.00 CNY"),
        ("payable", "escrow_1:tax/escrow", "customs:CN/payable", "9.00 CNY"),
        ("fee", "escrow_1:fee/escrow", "hub/fees", "1.00 CNY"),
    ]
    (made,) = escrow_of("order_1").exchanges
    assert (made.sold, made.bought, made.mid, made.spread, made.difference) == (
        cny("105.47"), Money(6400, "MYR"), cny("104.95"), cny("0.52"), cny("0.00"),
    )  # fmt: skip
    assert (made.source, made.as_of) == ("a test", "2026-10-30")
    assert [(total.currency, total.sum.minor) for total in trial_balance()] == [("CNY", 0), ("MYR", 0)]
    assert [type(line.event) for line in facts.timeline("order_1")] == [EscrowHeld, EscrowReleased]


@pytest.mark.usefixtures("_rates")
@pytest.mark.parametrize(("paid", "difference"), [("106.00", 53), ("105.00", -47)])
def test_a_rate_that_moved_between_quote_and_payment_is_the_hubs_and_stands_apart(paid, difference):
    hold_one(goods(paid, "64.00"))
    assert balance("hub", AccountKind.DIFFERENCE, "CNY") == difference
    assert balance("hub", AccountKind.SPREAD, "CNY") == 52
    assert balance("hub", AccountKind.LIQUIDITY, "CNY") == 10495
    assert balance("pay_1", AccountKind.BUYER_FUNDS, "CNY") == 0
    assert balance("escrow_1:goods", AccountKind.ESCROW, "MYR") == 6400


@pytest.mark.usefixtures("_rates")
@pytest.mark.parametrize("paid", ["105.47", "106.00", "105.00"])
def test_a_refund_gives_back_what_was_paid_though_the_rate_is_another_by_then(paid):
    hold_one(goods(paid, "64.00"), *PARTS[1:])
    publish(DAY + timedelta(days=3), CNY="9.9999", MYR="4.0000")
    refund(escrow_ref="escrow_1", at=LATER)
    assert balance("pay_1", AccountKind.REFUND, "CNY") == cny(paid).minor + 4500
    for kind in (AccountKind.LIQUIDITY, AccountKind.SPREAD, AccountKind.DIFFERENCE, AccountKind.FEES):
        assert [balance("hub", kind, currency) for currency in ("CNY", "MYR")] == [0, 0]
    assert not models.Account.objects.filter(kind=AccountKind.PAYABLE).exists()
    (told,) = [line.event for line in facts.timeline("order_1") if isinstance(line.event, EscrowRefunded)]
    assert told.amount == cny(paid) + cny("45.00")


@pytest.mark.usefixtures("_rates")
def test_holding_releasing_and_refunding_twice_is_once():
    hold_one(*PARTS)
    hold(
        escrow_ref="escrow_1", order_ref="order_1", payment_ref="pay_1", parts=PARTS,
        commission=Decimal("0.05"), at=LATER,
    )  # fmt: skip
    release(escrow_ref="escrow_1", at=LATER)
    before = booked()
    release(escrow_ref="escrow_1", at=LATER)
    with pytest.raises(Refusal, match=r"finance\.escrow_ended"):
        refund(escrow_ref="escrow_1", at=LATER)
    assert booked() == before
    assert len(before) == 13


@pytest.mark.usefixtures("_rates")
@pytest.mark.parametrize(
    "other",
    [
        {"parts": PARTS[:-1]},
        {"parts": (goods("105.47", "64.01"), *PARTS[1:])},
        {"commission": Decimal("0.06")},
        {"payment_ref": "pay_2"},
        {"order_ref": "order_2"},
    ],
)
def test_the_same_escrow_with_other_contents_is_refused_and_stays_as_it_was(other):
    hold_one(*PARTS)
    same = {"order_ref": "order_1", "payment_ref": "pay_1", "parts": PARTS, "commission": Decimal("0.05")}
    with pytest.raises(Refusal, match=r"finance\.key_differs"), transaction.atomic():
        hold(escrow_ref="escrow_1", at=AT, **{**same, **other})
    assert len(booked()) == 7
    assert escrow_of("order_1").parts == PARTS


@pytest.mark.usefixtures("_rates")
def test_an_order_is_held_in_one_escrow():
    hold_one(*PARTS)
    with pytest.raises(Refusal, match=r"finance\.key_differs"), transaction.atomic():
        hold(
            escrow_ref="escrow_2", order_ref="order_1", payment_ref="pay_1", parts=PARTS,
            commission=Decimal("0.05"), at=AT,
        )  # fmt: skip
    assert len(booked()) == 7


@pytest.mark.usefixtures("_rates")
def test_paid_money_is_held_though_its_rate_went_stale_since_the_price_was_told():
    with pytest.raises(Refusal, match=r"finance\.stale_rate"):
        Rates(AT + timedelta(days=8)).convert(Money(6400, "MYR"), "CNY")
    post_capture(payment_ref="pay_1", purchase_ref="purchase_1", amount=cny("105.47"), at=AT)
    hold(
        escrow_ref="escrow_1", order_ref="order_1", payment_ref="pay_1", parts=PARTS[:1],
        commission=Decimal("0.05"), at=AT + timedelta(days=8),
    )  # fmt: skip
    (made,) = escrow_of("order_1").exchanges
    assert (made.mid, made.as_of) == (cny("104.95"), "2026-10-30")


@pytest.mark.usefixtures("_rates")
def test_more_than_was_paid_is_not_held_and_nothing_moves():
    post_capture(payment_ref="pay_1", purchase_ref="purchase_1", amount=cny("100.00"), at=AT)
    with pytest.raises(Refusal, match=r"finance\.not_covered"), transaction.atomic():
        hold(
            escrow_ref="escrow_1", order_ref="order_1", payment_ref="pay_1", parts=PARTS,
            commission=Decimal("0.05"), at=AT,
        )  # fmt: skip
    assert booked() == []
    assert not models.Escrow.objects.exists()
    assert not models.Exchange.objects.exists()
    assert balance("pay_1", AccountKind.BUYER_FUNDS, "CNY") == 10000


@pytest.mark.usefixtures("_rates")
def test_an_escrow_that_is_not_there_is_refused():
    for verb in (release, refund):
        with pytest.raises(Refusal, match=r"finance\.no_escrow"):
            verb(escrow_ref="escrow_none", at=AT)


@pytest.mark.django_db(transaction=True)
def test_release_and_refund_at_once_by_many_end_it_one_way():
    publish(DAY, **PER_EURO)
    hold_one(*PARTS)

    def end(number: int) -> str:
        try:
            (release if number % 2 else refund)(escrow_ref="escrow_1", at=LATER)
        except Refusal as no:
            return no.code
        else:
            return "ended"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(end, range(16)))
    assert sorted(outcomes) == ["ended"] * 8 + ["finance.escrow_ended"] * 8
    released, refunded = (
        balance("org_aminah", AccountKind.PAYABLE, "MYR"),
        balance("pay_1", AccountKind.REFUND, "CNY"),
    )
    assert (released, refunded) in [(6080, 0), (0, 15047)]
    assert [total.sum.minor for total in trial_balance()] == [0, 0]


@pytest.mark.django_db(transaction=True)
def test_many_holds_of_one_order_at_once_hold_it_once():
    publish(DAY, **PER_EURO)
    post_capture(payment_ref="pay_1", purchase_ref="purchase_1", amount=cny("500.00"), at=AT)

    def one(_: int) -> None:
        try:
            hold(
                escrow_ref="escrow_1", order_ref="order_1", payment_ref="pay_1", parts=PARTS,
                commission=Decimal("0.05"), at=AT,
            )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    assert balance("pay_1", AccountKind.BUYER_FUNDS, "CNY") == 50000 - 15047
    assert len(booked()) == 7


class Escrows(RuleBasedStateMachine):
    """Any history of orders in currencies of no, two and three decimals, beside a model of a few sums."""

    escrows = Bundle("escrows")
    numbers = itertools.count(1)

    @initialize()
    def open_books(self) -> None:
        self.seller = f"org_{next(self.numbers)}"
        self.orders: dict[str, tuple[Money, Money, Decimal]] = {}
        self.state: dict[str, str] = {}
        self.before = {currency: self._hubs(currency) for currency in PER_EURO}

    @rule(
        target=escrows,
        minor=st.integers(1, 5_000_000),
        pays=st.sampled_from(sorted(PER_EURO)),
        owed=st.sampled_from(sorted(PER_EURO)),
        commission=st.sampled_from(["0", "0.05", "0.0333", "0.9999"]),
        drift=st.integers(-3, 300),
    )
    def hold_order(self, minor: int, pays: str, owed: str, commission: str, drift: int) -> str:
        due = Money(minor, owed)
        paid = Rates(AT).convert(due, pays).bought
        if pays != owed:
            paid = Money(max(paid.minor + drift, 1), pays)
        ref = f"escrow_{next(self.numbers)}"
        post_capture(payment_ref=f"pay_{ref}", purchase_ref=f"purchase_{ref}", amount=paid, at=AT)
        hold(
            escrow_ref=ref, order_ref=f"order_{ref}", payment_ref=f"pay_{ref}", commission=Decimal(commission),
            parts=(EscrowPart("goods", paid, self.seller, due),), at=AT,
        )  # fmt: skip
        self.orders[ref], self.state[ref] = (paid, due, Decimal(commission)), "held"
        return ref

    @rule(ref=escrows)
    def release_order(self, ref: str) -> None:
        self._end(ref, "released")

    @rule(ref=escrows)
    def refund_order(self, ref: str) -> None:
        self._end(ref, "refunded")

    def _end(self, ref: str, state: str) -> None:
        verb = release if state == "released" else refund
        if self.state[ref] in ("held", state):
            verb(escrow_ref=ref, at=LATER)
            self.state[ref] = state
        else:
            with pytest.raises(Refusal, match=r"finance\.escrow_ended"):
                verb(escrow_ref=ref, at=LATER)

    @invariant()
    def accounts_sum_to_zero(self) -> None:
        assert all(total.sum.minor == 0 for total in trial_balance())

    @invariant()
    def everybody_has_what_is_theirs(self) -> None:
        for ref, (paid, due, _) in self.orders.items():
            held, back = self.state[ref] == "held", self.state[ref] == "refunded"
            assert balance(f"{ref}:goods", AccountKind.ESCROW, due.currency) == (due.minor if held else 0)
            assert balance(f"pay_{ref}", AccountKind.REFUND, paid.currency) == (paid.minor if back else 0)
            assert balance(f"pay_{ref}", AccountKind.BUYER_FUNDS, paid.currency) == 0
        for currency in PER_EURO:
            assert balance(self.seller, AccountKind.PAYABLE, currency) == sum(
                due.minor - self._kept(due, commission)
                for ref, (_, due, commission) in self.orders.items()
                if self.state[ref] == "released" and due.currency == currency
            )

    @invariant()
    def the_hub_has_exactly_what_it_earned_and_exchanged(self) -> None:
        for currency in PER_EURO:
            expected = 0
            for ref, (paid, due, commission) in self.orders.items():
                if self.state[ref] == "refunded":
                    continue
                if paid.currency != due.currency:
                    expected += paid.minor * (paid.currency == currency) - due.minor * (
                        due.currency == currency
                    )
                if self.state[ref] == "released" and due.currency == currency:
                    expected += self._kept(due, commission)
            assert self._hubs(currency) - self.before[currency] == expected

    @staticmethod
    def _kept(due: Money, commission: Decimal) -> int:
        return int((due.minor * commission).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @staticmethod
    def _hubs(currency: str) -> int:
        kinds = (AccountKind.LIQUIDITY, AccountKind.SPREAD, AccountKind.DIFFERENCE, AccountKind.COMMISSION)
        return sum(balance("hub", kind, currency) for kind in kinds)


@pytest.mark.usefixtures("_rates")
def test_no_history_of_orders_makes_or_loses_a_minor_unit():
    run_state_machine_as_test(
        Escrows, settings=settings(max_examples=settings.default.max_examples // 8, stateful_step_count=12)
    )
