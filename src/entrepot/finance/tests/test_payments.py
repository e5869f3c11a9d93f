"""Payments: once per purchase, whatever the provider and the network between do."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.db import connection, transaction

from entrepot.facts import public as facts
from entrepot.finance import models
from entrepot.finance.actions.ledger import post
from entrepot.finance.actions.payments import (
    ask_again,
    return_payment,
    send_payment,
    send_refund,
    start_payment,
    take_callback,
)
from entrepot.finance.callbacks import callback_secret, sign
from entrepot.finance.events import PaymentCaptured, PaymentFailed, PaymentRequested, PaymentReturned
from entrepot.finance.ledger_words import AccountKind, AccountName, Posting
from entrepot.finance.payment_words import Payment, PaymentState
from entrepot.finance.queries.ledger import trial_balance
from entrepot.finance.queries.payments import charges_of, find_payment, get_payment, payments_in_trouble
from entrepot.finance.rails.simulated_acquirer import Fault, fault_of
from entrepot.finance.tests.provider import Provider, Reports, running
from entrepot.values import Money, Refusal
from entrepot.values.references import new_ref

AT = datetime(2026, 10, 30, 12, tzinfo=UTC)
LATER = AT + timedelta(seconds=5)
PRICE = Money(51485, "CNY")
SEED = "story"


@pytest.fixture(scope="module")
def _provider(tmp_path_factory) -> Iterator[tuple[Provider, Reports]]:
    with running(tmp_path_factory.mktemp("acquirer"), "--faults", SEED, "--decline-above", "9000000") as made:
        yield made


@pytest.fixture
def provider(_provider, settings) -> Iterator[Provider]:
    settings.ACQUIRER_URL = _provider[0].url
    _provider[1].arrived.clear()
    return _provider[0]


@pytest.fixture
def reports(_provider) -> Reports:
    return _provider[1]


def started(fault: Fault, amount: Money = PRICE) -> Payment:
    """A payment that the provider will treat so. The provider's book outlives a test, so no purchase comes twice."""
    for _ in range(500):
        payment = start_payment(purchase_ref=new_ref("purchase"), amount=amount, at=AT)
        if fault_of(payment.ref, SEED) is fault:
            return payment
    raise AssertionError(f"none of 500 payments meets {fault}")


def told(purchase_ref: str) -> list[type]:
    return [type(line.event) for line in facts.timeline(purchase_ref)]


def reported(payment: Payment, **changes: object) -> tuple[bytes, str]:
    """A report of the provider about this payment, signed as it signs."""
    body = msgspec.json.encode(
        {
            "key": payment.ref,
            "reference": payment.purchase_ref,
            "amount_minor": payment.amount.minor,
            "currency": payment.amount.currency,
            "state": "captured",
            **changes,
        }
    )
    return body, sign(body, callback_secret())


def captured_at_provider() -> list[tuple[str, int, int]]:
    return [(total.currency, total.debits.minor, total.credits.minor) for total in trial_balance()]


@pytest.mark.django_db
def test_starting_again_gives_the_same_payment_and_announces_once():
    first = start_payment(purchase_ref="purchase_1", amount=PRICE, at=AT)
    again = start_payment(purchase_ref="purchase_1", amount=PRICE, at=LATER)
    assert again == first
    assert first == find_payment("purchase_1") == get_payment(first.ref)
    assert (first.state, first.amount, first.requested_at) == (PaymentState.REQUESTED, PRICE, AT)
    assert told("purchase_1") == [PaymentRequested]


@pytest.mark.django_db
def test_another_amount_for_the_same_purchase_is_refused():
    start_payment(purchase_ref="purchase_1", amount=PRICE, at=AT)
    for other in (Money(51486, "CNY"), Money(51485, "MYR")):
        with pytest.raises(Refusal, match=r"finance\.payment_other_amount"), transaction.atomic():
            start_payment(purchase_ref="purchase_1", amount=other, at=AT)
    assert models.Payment.objects.count() == 1


@pytest.mark.django_db
def test_a_payment_that_nobody_started_is_refused_by_name():
    assert find_payment("purchase_1") is None
    for call in (
        lambda: get_payment("pay_none"),
        lambda: send_payment("pay_none", AT),
        lambda: return_payment(payment_ref="pay_none", at=AT),
    ):
        with pytest.raises(Refusal, match=r"finance\.no_payment"):
            call()


@pytest.mark.django_db(transaction=True)
def test_fifteen_callers_at_once_charge_once(provider, reports):
    def start(_: int) -> str:
        try:
            with transaction.atomic():
                return start_payment(purchase_ref="purchase_crowd", amount=PRICE, at=AT).ref
        finally:
            connection.close()

    def send(ref: str) -> None:
        try:
            send_payment(ref, AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(15) as pool:
        refs = list(pool.map(start, range(15)))
        list(pool.map(send, refs))
    assert len(set(refs)) == 1
    reports.wait_for(1, about=refs[0])
    ask_again(LATER)
    assert charges_of("purchase_crowd") == [PRICE]
    assert get_payment(refs[0]).state is PaymentState.CAPTURED
    assert told("purchase_crowd") == [PaymentRequested, PaymentCaptured]
    assert captured_at_provider() == [("CNY", 51485, 51485)]


@pytest.mark.django_db
def test_an_answer_at_once_captures(provider):
    payment = started(Fault.NONE)
    send_payment(payment.ref, AT)
    found = get_payment(payment.ref)
    assert (found.state, found.settled_at, found.reason) == (PaymentState.CAPTURED, AT, "")
    assert told(payment.purchase_ref) == [PaymentRequested, PaymentCaptured]
    send_payment(payment.ref, LATER)
    ask_again(LATER)
    assert get_payment(payment.ref).settled_at == AT
    assert captured_at_provider() == [("CNY", 51485, 51485)]


@pytest.mark.django_db
def test_a_charge_that_was_made_but_answered_too_late_is_found_and_captured_once(provider):
    payment = started(Fault.SLOW)
    send_payment(payment.ref, AT)
    assert get_payment(payment.ref).state is PaymentState.SENT
    assert charges_of(payment.purchase_ref) == [PRICE]
    ask_again(AT + timedelta(seconds=2))
    assert get_payment(payment.ref).state is PaymentState.SENT
    ask_again(LATER)
    ask_again(LATER + timedelta(seconds=5))
    assert get_payment(payment.ref).settled_at == LATER
    assert told(payment.purchase_ref) == [PaymentRequested, PaymentCaptured]
    assert captured_at_provider() == [("CNY", 51485, 51485)]


@pytest.mark.django_db
def test_a_pending_charge_is_captured_by_its_first_report_and_the_second_changes_nothing(provider, reports):
    payment = started(Fault.PENDING)
    send_payment(payment.ref, AT)
    assert get_payment(payment.ref).state is PaymentState.SENT
    assert told(payment.purchase_ref) == [PaymentRequested]
    first, second = reports.wait_for(2, about=payment.ref)
    take_callback(*first, at=LATER)
    take_callback(*second, at=LATER + timedelta(seconds=1))
    assert get_payment(payment.ref).settled_at == LATER
    assert told(payment.purchase_ref) == [PaymentRequested, PaymentCaptured]
    assert captured_at_provider() == [("CNY", 51485, 51485)]


@pytest.mark.django_db(transaction=True)
def test_reports_and_asking_at_once_capture_once(provider):
    payment = started(Fault.NONE)

    def hear(turn: int) -> None:
        try:
            if turn % 2:
                take_callback(*reported(payment), at=LATER)
            else:
                send_payment(payment.ref, AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(hear, range(20)))
    assert told(payment.purchase_ref).count(PaymentCaptured) == 1
    assert captured_at_provider() == [("CNY", 51485, 51485)]
    assert payments_in_trouble() == []


@pytest.mark.django_db
def test_a_report_may_come_before_we_know_that_we_asked():
    payment = start_payment(purchase_ref="purchase_1", amount=PRICE, at=AT)
    take_callback(*reported(payment), at=LATER)
    assert get_payment(payment.ref).state is PaymentState.CAPTURED


@pytest.mark.django_db
@pytest.mark.parametrize(
    "signature",
    ["", "sha256=", "sha256=" + "0" * 64, "sha256=é", sign(b"{}", "another secret")],
)
def test_a_forged_report_is_refused_and_moves_nothing(signature):
    payment = start_payment(purchase_ref="purchase_1", amount=PRICE, at=AT)
    body, _ = reported(payment)
    with pytest.raises(Refusal) as refused:
        take_callback(body, signature, LATER)
    assert (refused.value.code, refused.value.status) == ("finance.callback_forged", 401)
    assert get_payment(payment.ref).state is PaymentState.REQUESTED
    assert models.Transfer.objects.count() == 0


@pytest.mark.django_db
def test_a_report_that_was_changed_after_signing_is_refused():
    payment = start_payment(purchase_ref="purchase_1", amount=PRICE, at=AT)
    _, signature = reported(payment)
    with pytest.raises(Refusal, match=r"finance\.callback_forged"):
        take_callback(reported(payment, amount_minor=1)[0], signature, LATER)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'{"key": "pay_1"}', b'{"key":"p","reference":"r","amount_minor":1,"currency":"x"}']
)  # fmt: skip
def test_a_signed_report_that_is_no_charge_is_refused(body):
    with pytest.raises(Refusal, match=r"finance\.callback_unreadable"):
        take_callback(body, sign(body, callback_secret()), LATER)


@pytest.mark.django_db
def test_a_report_of_another_amount_moves_nothing_and_is_shown_as_trouble():
    payment = start_payment(purchase_ref="purchase_1", amount=PRICE, at=AT)
    take_callback(*reported(payment, amount_minor=1), at=LATER)
    assert models.Transfer.objects.count() == 0
    assert told("purchase_1") == [PaymentRequested]
    (trouble,) = payments_in_trouble()
    assert (trouble.ref, trouble.reason) == (payment.ref, "contradicted: 0.01 CNY at the provider")


@pytest.mark.django_db
def test_a_declined_payment_fails_once_and_charges_nothing(provider, reports):
    payment = started(Fault.NONE, Money(9000001, "CNY"))
    send_payment(payment.ref, AT)
    for report in reports.wait_for(2, about=payment.ref):
        take_callback(*report, at=LATER)
    found = get_payment(payment.ref)
    assert (found.state, found.reason) == (PaymentState.FAILED, "limit_exceeded")
    assert told(payment.purchase_ref) == [PaymentRequested, PaymentFailed]
    assert charges_of(payment.purchase_ref) == []
    assert models.Transfer.objects.count() == 0
    assert payments_in_trouble() == []


@pytest.mark.django_db
def test_a_capture_after_a_decline_moves_nothing_and_is_shown_as_trouble():
    payment = start_payment(purchase_ref="purchase_1", amount=PRICE, at=AT)
    take_callback(*reported(payment, state="declined", reason="no_funds"), at=LATER)
    take_callback(*reported(payment), at=LATER)
    assert told("purchase_1") == [PaymentRequested, PaymentFailed]
    assert models.Transfer.objects.count() == 0
    assert [one.reason for one in payments_in_trouble()] == [
        "contradicted: captured at the provider after failed"
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "http://127.0.0.1:9"])
def test_a_provider_that_is_away_leaves_the_payment_open_and_then_in_trouble(settings, address):
    payment = start_payment(purchase_ref="purchase_1", amount=PRICE, at=AT)
    settings.ACQUIRER_URL = address
    send_payment(payment.ref, AT)
    assert payments_in_trouble() == []
    for turn in range(1, 5):
        ask_again(AT + timedelta(seconds=4 * turn))
    assert [one.ref for one in payments_in_trouble()] == [payment.ref]
    assert get_payment(payment.ref).state is PaymentState.SENT
    assert told("purchase_1") == [PaymentRequested]


@pytest.mark.django_db
def test_a_charge_that_never_arrived_is_sent_again(settings, provider):
    settings.ACQUIRER_URL = "http://127.0.0.1:9"
    payment = started(Fault.NONE)
    send_payment(payment.ref, AT)
    settings.ACQUIRER_URL = provider.url
    assert charges_of(payment.purchase_ref) == []
    ask_again(LATER)
    assert get_payment(payment.ref).state is PaymentState.CAPTURED
    assert charges_of(payment.purchase_ref) == [PRICE]


@pytest.mark.django_db
def test_a_payment_for_nothing_goes_back_whole_and_once(provider):
    payment = started(Fault.NONE)
    send_payment(payment.ref, AT)
    return_payment(payment_ref=payment.ref, at=LATER)
    return_payment(payment_ref=payment.ref, at=LATER)
    assert get_payment(payment.ref).state is PaymentState.RETURNING
    assert captured_at_provider() == [("CNY", 2 * 51485, 2 * 51485)]
    ask_again(LATER)
    ask_again(LATER + timedelta(seconds=5))
    assert get_payment(payment.ref).state is PaymentState.RETURNED
    return_payment(payment_ref=payment.ref, at=LATER)
    assert told(payment.purchase_ref) == [PaymentRequested, PaymentCaptured, PaymentReturned]
    assert captured_at_provider() == [("CNY", 2 * 51485, 2 * 51485)]


@pytest.mark.django_db
def test_a_late_report_of_the_capture_changes_nothing_after_the_return(provider):
    payment = started(Fault.NONE)
    send_payment(payment.ref, AT)
    return_payment(payment_ref=payment.ref, at=LATER)
    take_callback(*reported(payment), at=LATER)
    ask_again(LATER)
    take_callback(*reported(payment), at=LATER)
    assert get_payment(payment.ref).state is PaymentState.RETURNED
    assert payments_in_trouble() == []


@pytest.mark.django_db
def test_a_payment_without_capture_has_nothing_to_give_back():
    payment = start_payment(purchase_ref="purchase_1", amount=PRICE, at=AT)
    with pytest.raises(Refusal, match=r"finance\.payment_not_captured"):
        return_payment(payment_ref=payment.ref, at=AT)
    with pytest.raises(Refusal, match=r"finance\.payment_not_captured"):
        send_refund(payment_ref=payment.ref, refund_ref="escrow_1", amount=PRICE, at=AT)
    assert models.Refund.objects.count() == 0


@pytest.mark.django_db
def test_what_is_owed_for_an_order_goes_back_once(provider):
    payment = started(Fault.NONE)
    send_payment(payment.ref, AT)
    part = Money(1485, "CNY")
    funds, owed = (AccountName(payment.ref, kind) for kind in (AccountKind.BUYER_FUNDS, AccountKind.REFUND))
    post([Posting("owed", funds, owed, part, "refund", "order_1", AT)])
    for _ in range(2):
        send_refund(payment_ref=payment.ref, refund_ref="escrow_1", amount=part, at=AT)
    ask_again(LATER)
    ask_again(LATER + timedelta(seconds=5))
    assert models.Account.objects.get(owner=payment.ref, kind="refund").debits_minor == 1485
    assert models.Refund.objects.get().done_at == LATER
    assert get_payment(payment.ref).state is PaymentState.CAPTURED


@pytest.mark.django_db
def test_no_more_goes_back_than_was_paid(provider):
    payment = started(Fault.NONE)
    send_payment(payment.ref, AT)
    send_refund(payment_ref=payment.ref, refund_ref="escrow_1", amount=Money(50000, "CNY"), at=AT)
    for too_much in (Money(1486, "CNY"), Money(1, "MYR")):
        with pytest.raises(Refusal, match=r"finance\.refund_too_much"):
            send_refund(payment_ref=payment.ref, refund_ref="escrow_2", amount=too_much, at=AT)
    with pytest.raises(Refusal, match=r"finance\.refund_too_much"):
        return_payment(payment_ref=payment.ref, at=AT)
    assert models.Refund.objects.count() == 1
    assert get_payment(payment.ref).state is PaymentState.CAPTURED
