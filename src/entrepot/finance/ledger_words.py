"""The words of the ledger and of escrow. Amounts are Money; a posting is debit, credit, amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from entrepot.parties.words import Role
from entrepot.values import Money, Refusal
from entrepot.values.refusal import message

# Besides the owner: who packs wants to know that it is paid, who drives or stands at the gate does not.
READERS_OF_STATEMENTS = (Role.TREASURER, Role.SELLER)


class AccountKind(StrEnum):
    ACQUIRER = "acquirer"  # what the payment provider owes us
    BUYER_FUNDS = "buyer_funds"  # paid, not yet held for an order
    ESCROW = "escrow"  # held for an order, one account per part
    PAYABLE = "payable"  # owed to a seller, a carrier, a customs authority
    REFUND = "refund"  # owed back to a buyer
    LIQUIDITY = "liquidity"  # this hub's own stock of a currency
    COMMISSION = "commission"
    SPREAD = "spread"
    DIFFERENCE = "difference"  # rates that moved between quote and payment, and rounding
    FEES = "fees"
    BANK = "bank"


# Accounts that hold what is somebody else's: they can't give more than came in.
LIMITED = frozenset({AccountKind.BUYER_FUNDS, AccountKind.ESCROW, AccountKind.PAYABLE, AccountKind.REFUND})

ACCOUNT_NAMES: Mapping[AccountKind, str] = {
    AccountKind.ACQUIRER: message("Payment provider"),
    AccountKind.BUYER_FUNDS: message("Buyers' money"),
    AccountKind.ESCROW: message("Escrow"),
    AccountKind.PAYABLE: message("Payable"),
    AccountKind.REFUND: message("Refunds"),
    AccountKind.LIQUIDITY: message("Currency stock"),
    AccountKind.COMMISSION: message("Commission"),
    AccountKind.SPREAD: message("Exchange spread"),
    AccountKind.DIFFERENCE: message("Exchange difference"),
    AccountKind.FEES: message("Fees"),
    AccountKind.BANK: message("Bank"),
}

TRANSFER_NAMES: Mapping[str, str] = {
    "captured": message("Payment captured"),
    "returned": message("Payment returned"),
    "held_goods": message("Goods held in escrow"),
    "held_freight": message("Freight held in escrow"),
    "held_insurance": message("Insurance held in escrow"),
    "held_duty": message("Duty held in escrow"),
    "held_excise": message("Excise held in escrow"),
    "held_tax": message("Tax held in escrow"),
    "held_fee": message("Fee held in escrow"),
    "exchanged": message("Exchanged at the mid rate"),
    "spread": message("Exchange spread"),
    "difference": message("Exchange difference"),
    "seller_share": message("Seller's share"),
    "commission": message("Commission"),
    "payable": message("Owed on release"),
    "fee": message("Fee earned"),
    "refund": message("Refund to the buyer"),
    "refunded": message("Refunded by the provider"),
    "payout": message("Paid out"),
}


@dataclass(frozen=True, slots=True)
class AccountName:
    owner: str
    kind: AccountKind


@dataclass(frozen=True, slots=True)
class Posting:
    """`amount` moves from `debit` to `credit`. `key` makes it happen once: the same key with another content is refused."""

    key: str
    debit: AccountName
    credit: AccountName
    amount: Money
    kind: str
    group_ref: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EscrowPart:
    """What the buyer paid for a part (goods, freight, insurance, duty, excise, tax, fee) and what its payee is owed.

    due in another currency than paid is exchanged when the money is held; otherwise both are equal.
    """

    kind: str
    paid: Money
    payee: str
    due: Money


@dataclass(frozen=True, slots=True)
class ExchangeMade:
    """sold = mid + spread + difference."""

    sold: Money
    bought: Money
    mid_rate: Decimal
    source: str
    as_of: str
    mid: Money
    spread: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class Escrow:
    ref: str
    order_ref: str
    payment_ref: str
    state: str
    commission: Decimal
    parts: tuple[EscrowPart, ...]
    exchanges: tuple[ExchangeMade, ...]
    held_at: datetime
    ended_at: datetime | None

    @property
    def seller(self) -> str:
        """Who is owed the goods."""
        return next(part.payee for part in self.parts if part.kind == "goods")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One posting as a page shows it."""

    at: datetime
    kind: str
    debit: AccountName
    credit: AccountName
    amount: Money
    group_ref: str

    @property
    def what(self) -> str:
        return TRANSFER_NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """balance: what the owner is owed after this line."""

    at: datetime
    what: str
    group_ref: str
    debit: Money | None
    credit: Money | None
    balance: Money


@dataclass(frozen=True, slots=True)
class Statement:
    owner: str
    currency: str
    lines: tuple[StatementLine, ...]
    balance: Money


@dataclass(frozen=True, slots=True)
class AccountBalance:
    owner: str
    kind: AccountKind
    debits: Money
    credits: Money

    @property
    def balance(self) -> Money:
        """Credits less debits."""
        return self.credits - self.debits

    @property
    def name(self) -> str:
        return ACCOUNT_NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """All accounts of one currency. The sum is zero, always."""

    currency: str
    debits: Money
    credits: Money

    @property
    def sum(self) -> Money:
        return self.debits - self.credits


@dataclass(frozen=True, slots=True)
class Payout:
    ref: str
    org_ref: str
    amount: Money
    bank_ref: str
    at: datetime


def not_covered(group_ref: str) -> Refusal:
    return Refusal(
        "finance.not_covered",
        message("There is not enough money for this: %(ref)s. Nothing was moved."),
        {"ref": group_ref},
    )


def key_differs(group_ref: str) -> Refusal:
    return Refusal(
        "finance.key_differs",
        message("%(ref)s was booked already with other amounts. Nothing was moved."),
        {"ref": group_ref},
    )


def no_escrow(ref: str) -> Refusal:
    return Refusal("finance.no_escrow", message("No money is held under %(ref)s."), {"ref": ref}, status=404)


def escrow_ended(ref: str, state: str) -> Refusal:
    return Refusal(
        "finance.escrow_ended",
        message("The money of %(ref)s is not held any more: it is %(state)s."),
        {"ref": ref, "state": state},
    )
