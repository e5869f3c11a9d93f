"""Talk to the payment provider outside the buyer's request, ask again what it did not answer, and close accounts at rest."""

from datetime import datetime, timedelta

from entrepot.facts.words import Fact, chore, reacts_to
from entrepot.finance.actions import ledger, payments
from entrepot.finance.events import EscrowRefunded, PaymentRequested


@reacts_to(PaymentRequested)
def send_payment(event: PaymentRequested, fact: Fact) -> None:
    payments.send_payment(payment_ref=event.payment_ref, at=fact.at)


@reacts_to(EscrowRefunded)
def send_refund(event: EscrowRefunded, fact: Fact) -> None:
    payments.send_refund(
        payment_ref=event.payment_ref, refund_ref=event.escrow_ref, amount=event.amount, at=fact.at
    )


@chore(every=timedelta(seconds=2))
def ask_again(at: datetime) -> None:
    payments.ask_again(at=at)


@chore(every=timedelta(seconds=30))
def close_accounts(at: datetime) -> None:
    ledger.close_accounts()
