"""Pay out what the hub owes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from entrepot.facts import public as facts
from entrepot.finance import models
from entrepot.finance.actions.ledger import post
from entrepot.finance.events import PayoutSent
from entrepot.finance.ledger_words import AccountKind, AccountName, Payout, Posting
from entrepot.finance.rails import simulated_bank
from entrepot.values import Money
from entrepot.values.references import new_ref


@transaction.atomic
def pay_out(*, org_ref: str, currency: str, at: datetime) -> Payout | None:
    """Send all that an organisation is owed in a currency to its bank account; None if nothing is owed.

    The account's row is locked, so that two calls at once can't send the same money.
    """
    account = (
        models.Account.objects.select_for_update(no_key=True)
        .filter(owner=org_ref, kind=AccountKind.PAYABLE, currency=currency)
        .first()
    )
    if account is None or account.credits_minor <= account.debits_minor:
        return None
    amount = Money(account.credits_minor - account.debits_minor, currency)
    ref = new_ref("payout")
    bank_ref = simulated_bank.send(payout_ref=ref, amount=amount, account_ref=org_ref)
    post(
        [
            Posting(
                f"payout:{ref}", AccountName(org_ref, AccountKind.PAYABLE), AccountName("hub", AccountKind.BANK),
                amount, "payout", ref, at,
            )
        ]
    )  # fmt: skip
    models.Payout.objects.create(
        ref=ref, org_ref=org_ref, amount_minor=amount.minor, currency=currency, bank_ref=bank_ref, at=at
    )
    facts.announce(PayoutSent(org_ref, ref, amount, bank_ref), at=at, refs=[org_ref, ref])
    return Payout(ref, org_ref, amount, bank_ref, at)
