"""Post to the ledger, in the caller's own transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection

from entrepot.finance.ledger_words import AccountKind, AccountName, Posting, key_differs, not_covered
from entrepot.values import Money

ACQUIRER = AccountName("acquirer", AccountKind.ACQUIRER)


def post(postings: Sequence[Posting]) -> int:
    """Post all or none; returns how many were new. Zero amounts are left out: they move nothing.

    What is refused here is for the caller's transaction to undo. Refuses finance.not_covered where an account would give more than it holds, and finance.key_differs for a key that
    was used with another content.
    """
    rows = [
        {
            "key": posting.key,
            "debit_owner": posting.debit.owner,
            "debit_kind": posting.debit.kind,
            "credit_owner": posting.credit.owner,
            "credit_kind": posting.credit.kind,
            "currency": posting.amount.currency,
            "amount_minor": posting.amount.minor,
            "kind": posting.kind,
            "group_ref": posting.group_ref,
            "at": posting.at.isoformat(),
        }
        for posting in postings
        if posting.amount
    ]
    if not rows:
        return 0
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT finance_post(%s::jsonb)", [json.dumps(rows)])
            moved: int = cursor.fetchone()[0]
            return moved
    except IntegrityError as error:
        if "finance_account_covered" in str(error):
            raise not_covered(postings[0].group_ref) from error
        if "finance_key_differs" in str(error):
            raise key_differs(postings[0].group_ref) from error
        raise


def post_capture(*, payment_ref: str, purchase_ref: str, amount: Money, at: datetime) -> None:
    """The provider holds a buyer's money for us."""
    post(
        [
            Posting(
                f"capture:{payment_ref}",
                ACQUIRER,
                buyer_funds(payment_ref),
                amount,
                "captured",
                purchase_ref,
                at,
            )
        ]
    )


def post_return(*, payment_ref: str, purchase_ref: str, amount: Money, at: datetime) -> None:
    """A captured payment that was held for nothing goes back."""
    post(
        [
            Posting(
                f"return:{payment_ref}",
                buyer_funds(payment_ref),
                ACQUIRER,
                amount,
                "returned",
                purchase_ref,
                at,
            )
        ]
    )


def close_accounts(*, at_most: int = 5_000) -> int:
    """Close accounts of one payment or one part of an order that are at rest, so that the books no longer add them up one by
    one. Returns how many were closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT finance_close_accounts(%s)", [at_most])
        closed: int = cursor.fetchone()[0]
        return closed


def buyer_funds(payment_ref: str) -> AccountName:
    return AccountName(payment_ref, AccountKind.BUYER_FUNDS)
