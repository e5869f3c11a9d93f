"""Reads of the ledger: totals that sum to zero, statements, the postings of one order."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum

from entrepot.finance import models
from entrepot.finance.ledger_words import (
    TRANSFER_NAMES,
    AccountBalance,
    AccountKind,
    AccountName,
    CurrencyTotal,
    Escrow,
    EscrowPart,
    ExchangeMade,
    LedgerLine,
    Payout,
    Statement,
    StatementLine,
    no_escrow,
)
from entrepot.values import Money

# In one statement, so that an account that is closed or opened meanwhile is counted once.
_BY_KIND = """
    SELECT kind, currency, sum(debits), sum(credits) FROM (
        SELECT kind, currency, debits_minor AS debits, credits_minor AS credits FROM finance_account WHERE NOT closed
        UNION ALL
        SELECT kind, currency, amount_minor, amount_minor FROM finance_closedsum
    ) AS sums
    GROUP BY kind, currency ORDER BY kind, currency
"""


def trial_balance() -> list[CurrencyTotal]:
    """Debits and credits of all accounts, by currency. They are equal, whatever happened."""
    lines = sorted(balances_by_kind(), key=lambda line: line.debits.currency)
    return [
        CurrencyTotal(
            currency,
            Money.total((line.debits for line in same), currency),
            Money.total((line.credits for line in same), currency),
        )
        for currency, same in (
            (currency, list(found)) for currency, found in groupby(lines, lambda line: line.debits.currency)
        )
    ]


def balances(kinds: tuple[AccountKind, ...] = tuple(AccountKind)) -> list[AccountBalance]:
    """Every account of these kinds that is not at rest."""
    rows = models.Account.objects.filter(~Q(debits_minor=F("credits_minor")), kind__in=kinds, closed=False)
    return [
        AccountBalance(
            row.owner, AccountKind(row.kind), Money(row.debits_minor, row.currency), Money(row.credits_minor, row.currency)
        )
        for row in rows.order_by("kind", "currency", "owner")
    ]  # fmt: skip


def balances_by_kind() -> list[AccountBalance]:
    """One line per kind and currency, for the treasurer's overview."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_KIND)
        return [
            AccountBalance("", AccountKind(kind), Money(int(debits), currency), Money(int(credits), currency))
            for kind, currency, debits, credits in cursor.fetchall()
        ]


def postings_of(group_ref: str) -> list[LedgerLine]:
    """The postings of one order, payout or purchase, oldest first."""
    return _lines(models.Transfer.objects.filter(group_ref=group_ref).order_by("id"))


def latest_postings(*, limit: int = 50) -> list[LedgerLine]:
    return _lines(models.Transfer.objects.order_by("-id")[:limit])


def statement(owner: str, currency: str) -> Statement:
    """What an owner is owed in one currency and how it came about, oldest first."""
    rows = (
        models.Transfer.objects.select_related("debit_account", "credit_account")
        .filter(
            Q(debit_account__owner=owner, debit_account__kind=AccountKind.PAYABLE)
            | Q(credit_account__owner=owner, credit_account__kind=AccountKind.PAYABLE),
            currency=currency,
        )
        .order_by("id")
    )
    lines: list[StatementLine] = []
    balance = Money.zero(currency)
    for row in rows:
        amount, comes = Money(row.amount_minor, currency), row.credit_account.owner == owner
        balance += amount if comes else -amount
        lines.append(
            StatementLine(
                row.at, TRANSFER_NAMES[row.kind], row.group_ref, None if comes else amount, amount if comes else None, balance
            )
        )  # fmt: skip
    return Statement(owner, currency, tuple(lines), balance)


def held_for(owner: str) -> list[Money]:
    """What waits in escrow for an owner until buyers confirm, before commission, by currency."""
    parts = models.EscrowPart.objects.filter(escrow__state=models.Escrow.State.HELD, payee=owner)
    sums = parts.values("due_currency").annotate(due=Sum("due_minor")).order_by("due_currency")
    return [Money(int(row["due"]), row["due_currency"]) for row in sums]


def currencies_of(owner: str) -> list[str]:
    """In which currencies an owner was ever owed something."""
    rows = models.Account.objects.filter(owner=owner, kind=AccountKind.PAYABLE).order_by("currency")
    return list(rows.values_list("currency", flat=True))


def payouts_of(org_ref: str) -> list[Payout]:
    rows = models.Payout.objects.filter(org_ref=org_ref).order_by("-id")
    return [
        Payout(row.ref, row.org_ref, Money(row.amount_minor, row.currency), row.bank_ref, row.at)
        for row in rows
    ]


def payouts_waiting() -> list[AccountBalance]:
    """What organisations are owed and was not paid out yet, a line for each currency. A payout follows within a second
    of the release, unless something hinders it."""
    return [line for line in balances((AccountKind.PAYABLE,)) if line.owner.startswith("org_")]


def sellers_of(order_refs: Iterable[str]) -> dict[str, str]:
    """The organisation that is owed the goods, by order; of those orders whose money is or was held."""
    parts = models.EscrowPart.objects.filter(kind="goods", escrow__order_ref__in=list(order_refs))
    return dict(parts.values_list("escrow__order_ref", "payee"))


def payees_of(payout_refs: Iterable[str]) -> dict[str, str]:
    """The organisation that was paid, by payout."""
    return dict(models.Payout.objects.filter(ref__in=list(payout_refs)).values_list("ref", "org_ref"))


def escrow_of(order_ref: str) -> Escrow:
    """Refuses finance.no_escrow."""
    row = models.Escrow.objects.filter(order_ref=order_ref).first()
    if row is None:
        raise no_escrow(order_ref)
    parts = list(row.parts.select_related("exchange").order_by("id"))
    return Escrow(
        ref=row.ref,
        order_ref=row.order_ref,
        payment_ref=row.payment_ref,
        state=row.state,
        commission=row.commission,
        parts=tuple(
            EscrowPart(
                part.kind, Money(part.paid_minor, part.paid_currency), part.payee, Money(part.due_minor, part.due_currency)
            )
            for part in parts
        ),
        exchanges=tuple(_exchange(part.exchange) for part in parts if part.exchange),
        held_at=row.held_at,
        ended_at=row.ended_at,
    )  # fmt: skip


def _exchange(row: models.Exchange) -> ExchangeMade:
    return ExchangeMade(
        sold=Money(row.sold_minor, row.sold_currency),
        bought=Money(row.bought_minor, row.bought_currency),
        mid_rate=row.mid_rate,
        source=row.source,
        as_of=row.as_of_date.isoformat(),
        mid=Money(row.mid_minor, row.sold_currency),
        spread=Money(row.spread_minor, row.sold_currency),
        difference=Money(row.difference_minor, row.sold_currency),
    )


def _lines(rows: QuerySet[models.Transfer]) -> list[LedgerLine]:
    return [
        LedgerLine(
            at=row.at,
            kind=row.kind,
            debit=AccountName(row.debit_account.owner, AccountKind(row.debit_account.kind)),
            credit=AccountName(row.credit_account.owner, AccountKind(row.credit_account.kind)),
            amount=Money(row.amount_minor, row.currency),
            group_ref=row.group_ref,
        )
        for row in rows.select_related("debit_account", "credit_account")
    ]
