"""What becomes of money."""

from entrepot.facts.words import Event
from entrepot.values import Money


class PaymentRequested(Event):
    """A buyer wants to pay; the provider is to be asked."""

    purchase_ref: str
    payment_ref: str
    amount: Money


class PaymentCaptured(Event):
    """The provider has the buyer's money for us."""

    purchase_ref: str
    payment_ref: str
    amount: Money


class PaymentFailed(Event):
    """The provider declined. Nothing was charged."""

    purchase_ref: str
    payment_ref: str
    reason: str


class PaymentReturned(Event):
    """A captured payment goes back to the buyer, whole."""

    purchase_ref: str
    payment_ref: str
    amount: Money


class EscrowHeld(Event):
    order_ref: str
    escrow_ref: str


class EscrowReleased(Event):
    """Each payee is owed its part now."""

    order_ref: str
    escrow_ref: str


class EscrowRefunded(Event):
    """The buyer is owed everything back."""

    order_ref: str
    escrow_ref: str
    payment_ref: str
    amount: Money


class PayoutSent(Event):
    org_ref: str
    payout_ref: str
    amount: Money
    bank_ref: str


class RatesLoaded(Event):
    source: str
    currencies: int
