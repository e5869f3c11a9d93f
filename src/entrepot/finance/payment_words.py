"""Payments as finance speaks of them: asked of a provider once, whatever the network does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from entrepot.values import Money, Refusal
from entrepot.values.refusal import message

# How a payment's reason begins when the provider says two things that can't both be true.
CONTRADICTED = "contradicted: "


class PaymentState(StrEnum):
    REQUESTED = "requested"  # written down, the provider not asked yet
    SENT = "sent"  # asked, no outcome yet
    CAPTURED = "captured"  # the provider has the money for us
    FAILED = "failed"  # declined, nothing charged
    RETURNING = "returning"  # no longer ours, the provider asked to give it back
    RETURNED = "returned"


class ChargeState(StrEnum):
    """What the provider says of a charge."""

    PENDING = "pending"
    CAPTURED = "captured"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge in the provider's book. key: our payment_ref. reason: why it was declined, else empty."""

    key: str
    state: ChargeState
    amount: Money
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One purchase's payment. settled_at: the instant of its last outcome, None while there is none.

    reason: why it failed; or, while it is in trouble, what is wrong.
    """

    ref: str
    purchase_ref: str
    state: PaymentState
    amount: Money
    reason: str
    requested_at: datetime
    settled_at: datetime | None


def other_amount(purchase_ref: str) -> Refusal:
    return Refusal(
        "finance.payment_other_amount",
        message("A payment of another amount was already started for purchase %(ref)s."),
        {"ref": purchase_ref},
    )


def no_provider() -> Refusal:
    return Refusal(
        "finance.no_provider",
        message(
            "This hub can't take payments yet: it has no payment provider. Nothing was ordered or charged."
        ),
        status=503,
    )


def no_payment(ref: str) -> Refusal:
    return Refusal(
        "finance.no_payment", message("There is no payment %(ref)s at this hub."), {"ref": ref}, status=404
    )


def not_captured(ref: str) -> Refusal:
    return Refusal(
        "finance.payment_not_captured",
        message("Payment %(ref)s was not captured, so there is nothing to give back."),
        {"ref": ref},
    )


def refund_too_much(ref: str) -> Refusal:
    return Refusal(
        "finance.refund_too_much",
        message("More would go back than was paid with payment %(ref)s."),
        {"ref": ref},
    )


def provider_away() -> Refusal:
    return Refusal(
        "finance.provider_away",
        message("The payment provider does not answer. Ask again in a moment."),
        status=503,
    )


def forged_callback() -> Refusal:
    return Refusal(
        "finance.callback_forged",
        message("The signature of this report is not the payment provider's. It was ignored."),
        status=401,
    )


def unreadable_callback() -> Refusal:
    return Refusal(
        "finance.callback_unreadable",
        message("This report of the payment provider can't be read."),
        status=400,
    )
