"""What needs the operator today: each matter in a sentence with its one button, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.migrations.recorder import MigrationRecorder

from entrepot.exchange import models as exchange_rows
from entrepot.exchange.actions.taking import Arrival, take
from entrepot.exchange.public import add_partner
from entrepot.exchange.tests.cast import QINZHOU, LanternPaid, PaperHub, line_of
from entrepot.facts import models as fact_rows
from entrepot.finance import models as finance_rows
from entrepot.finance.actions.escrow import hold, release
from entrepot.finance.actions.ledger import post_capture
from entrepot.finance.actions.payments import start_payment
from entrepot.finance.ledger_words import EscrowPart
from entrepot.hub.desk import health
from entrepot.market.tests import stall
from entrepot.messages import public as letters
from entrepot.orders import actions as order_actions
from entrepot.orders.tests import trade
from entrepot.parties import public as parties
from entrepot.ports import public as ports
from entrepot.values import Money

pytestmark = pytest.mark.usefixtures("_fresh_rates")
AT = stall.AT


def test_a_hub_that_runs_by_itself_needs_nobody(operator, today):
    assert today() == []
    assert "Nothing waits for you." in operator.get("/en/desk/").content.decode()


def test_a_change_of_the_database_that_is_not_applied_is_counted(db):
    assert [str(matter) for matter in health.database()] == []
    MigrationRecorder.Migration.objects.filter(app="finance", name="0003_closed_accounts").delete()
    assert [str(matter) for matter in health.database()] == [
        "Changes of the database that are not applied yet: 1. Run: entrepot prepare"
    ]


def test_a_partner_waits_until_it_is_confirmed(today):
    paper = PaperHub()
    add_partner(paper.card(name="Qinzhou Port Hub"), at=AT)
    assert today() == [
        (
            "Qinzhou Port Hub waits to be confirmed. Compare its fingerprint by telephone first.",
            "Compare and confirm",
            "/en/exchange/CNQZH/",
        )
    ]
    exchange_rows.Partner.objects.update(state="confirmed", confirmed_at=AT)
    assert today() == []


def test_a_halted_channel_names_its_reason(qinzhou, today):
    exchange_rows.Channel.objects.create(
        origin="MYKUA", receiver=QINZHOU, head="0" * 64, halted="receipt_of_another_chain"
    )
    assert today() == [
        (
            "Nothing more is sealed for Hub CNQZH. It acknowledges an envelope that this hub did not seal.",
            "Look at the channel",
            "/en/exchange/CNQZH/",
        )
    ]


def test_facts_that_can_not_be_read_are_counted(qinzhou, today):
    take([Arrival(qinzhou.sealed([line_of(LanternPaid("red"))]), QINZHOU)], at=AT)
    assert today() == [
        ("Hub CNQZH told facts that this hub can&#x27;t read: 1.", "See which", "/en/exchange/CNQZH/")
    ]


def test_refused_envelopes_are_counted_for_a_week_and_those_out_of_order_are_not(qinzhou, today):
    first, second = qinzhou.sealed(), qinzhou.sealed()
    take([Arrival(second, QINZHOU), Arrival(first, QINZHOU)], at=AT)  # the second is asked for again
    assert today() == []
    take([Arrival(b"no envelope", QINZHOU)], at=AT - timedelta(days=6))
    take([Arrival(b"none either", None)], at=AT)
    assert today() == [
        ("Envelopes of Hub CNQZH that were refused this week: 1.", "See why", "/en/exchange/CNQZH/"),
        (
            "Envelopes in the name of hubs that are no partners, refused this week: 1.",
            "See why",
            "/en/exchange/",
        ),
    ]
    exchange_rows.Refused.objects.update(last_at=AT - timedelta(days=8))
    assert today() == []


def test_files_of_terminals_with_findings_lead_to_the_findings(today):
    def receive(name: str) -> ports.FileReport:
        return ports.receive_file(terminal="MYKUA", name=name, content=name.encode(), by="clerk", at=AT)

    one = receive("cut.edi")
    assert today() == [
        (
            "Files of terminals with findings this week: 1. The latest is cut.edi of Kuantan.",
            "Read the findings",
            f"/en/ports/files/{one.ref}",
        )
    ]
    receive("cut2.edi")
    assert today() == [
        (
            "Files of terminals with findings this week: 2. The latest is cut2.edi of Kuantan.",
            "See the files",
            "/en/ports/files/",
        )
    ]


def test_a_complaint_waits_until_it_is_decided(today):
    street = trade.open_street()
    bought = trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref="user_lin")
    trade.pay_in_full(bought)
    assert today() == []
    order = bought.orders[0]
    order_actions.complain(order_ref=order.ref, buyer_ref="user_lin", complaint="Torn.", at=trade.SOON)
    assert today() == [
        (
            "Buyers complained and wait for your decision: 1. Their money is in escrow.",
            "Decide",
            "/en/orders/complaints/",
        )
    ]
    order_actions.settle_complaint(order_ref=order.ref, refund=True, settled_by="operator", at=trade.SOON)
    assert today() == []


def test_what_sellers_are_owed_waits_until_it_is_paid_out(today):
    owed = Money(6400, "MYR")
    post_capture(payment_ref="pay_1", purchase_ref="purchase_1", amount=owed, at=AT)
    hold(
        escrow_ref="escrow_1", order_ref="order_1", payment_ref="pay_1",
        parts=(EscrowPart("goods", owed, parties.hub_profile().operator_org_ref, owed),), commission=Decimal(0), at=AT,
    )  # fmt: skip
    assert today() == []
    release(escrow_ref="escrow_1", at=AT)
    assert today() == [
        (
            "Sellers are owed money that was not paid out: MYR\N{NO-BREAK SPACE}64.00.",
            "See who is owed",
            "/en/finance/#books",
        )
    ]


def test_a_payment_without_an_outcome_leads_to_the_treasury(today):
    start_payment(purchase_ref="purchase_9", amount=Money(100, "MYR"), at=AT)
    assert today() == []
    finance_rows.Payment.objects.update(state="sent", asks=5)
    assert today() == [
        (
            "Payments without an outcome, or that the provider contradicts: 1.",
            "See what is wrong",
            "/en/finance/#trouble",
        )
    ]


def test_each_currency_whose_rate_is_too_old_is_named_with_the_way_to_newer_ones(today):
    stall.coffee_shop()  # asks MYR, like the hub
    finance_rows.DayRate.objects.update(day=AT.date() - timedelta(days=8))
    assert today() == [
        (
            f"The newest exchange rate for MYR is of {AT.date() - timedelta(days=8)}, 8 days old. "
            "Import newer rates to show prices again.",
            "Load newer rates",
            "/en/finance/rates/",
        )
    ]
    trade.open_street()  # loads the day's rates; the tea asks USD
    assert today() == []
    finance_rows.DayRate.objects.filter(day=AT.date() - timedelta(days=8)).delete()
    finance_rows.DayRate.objects.update(day=AT.date() - timedelta(days=8))
    said = [sentence[:36] for sentence, _, _ in today()]
    assert said == ["The newest exchange rate for MYR is ", "The newest exchange rate for USD is "]


def test_a_letter_that_is_not_taken_leads_to_the_settings_after_a_while(today):
    def write(minutes: int) -> None:
        at = AT - timedelta(minutes=minutes)
        letters.write_letter(to="lin@shopper.example", subject="Hello", body="Hello", edition="en", at=at)

    write(14)
    assert today() == []
    write(16)
    assert today() == [
        (
            "Letters that the mail server has not taken: 1.",
            "See how mail is set up",
            "/en/desk/settings/#mail",
        )
    ]


def park() -> None:
    letters.write_letter(to="lin@shopper.example", subject="Hello", body="Hello", edition="en", at=AT)
    fact_rows.Pending.objects.update(parked=True, attempts=12, trouble="RuntimeError: the pen broke\nmore")


def test_parked_work_is_shown_with_its_trouble_and_its_page(operator, today):
    park()
    assert today() == [
        (
            "Work that failed too often, and waits until somebody has it tried again: 1.",
            "See what failed",
            "/en/desk/jobs/?state=parked",
        )
    ]
    page = operator.get("/en/desk/").content.decode()
    assert ": RuntimeError: the pen broke</code>" in page
    assert "more" not in page[page.index("the pen broke") :][:20]
