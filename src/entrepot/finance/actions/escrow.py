"""Hold a buyer's money for an order, and let it go to those it is owed to, or back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from entrepot.facts import public as facts
from entrepot.finance import models
from entrepot.finance.actions.ledger import buyer_funds, post
from entrepot.finance.events import EscrowHeld, EscrowRefunded, EscrowReleased
from entrepot.finance.ledger_words import (
    AccountKind,
    AccountName,
    EscrowPart,
    Posting,
    escrow_ended,
    key_differs,
    no_escrow,
)
from entrepot.finance.queries.rates import Rates
from entrepot.values import Money

State = models.Escrow.State

# Nothing comes back for an escrow or an order that is held already, once a parallel call that holds it is committed.
_OPEN = """
    INSERT INTO finance_escrow (ref, order_ref, payment_ref, state, commission, held_at)
    VALUES (%s, %s, %s, 'held', %s, %s) ON CONFLICT DO NOTHING RETURNING *
"""


@transaction.atomic(savepoint=False)
def hold(
    *,
    escrow_ref: str,
    order_ref: str,
    payment_ref: str,
    parts: Sequence[EscrowPart],
    commission: Decimal,
    at: datetime,
) -> None:
    """Move a captured payment's money into escrow, exchanging what is owed in another currency. Twice equals once.

    A rate that went stale between price and payment is no reason to leave paid money without an owner: both amounts
    are agreed, and the rate only tells the hub's own gain or loss.
    Refuses finance.not_covered if the payment has less, finance.key_differs if this escrow or order was held otherwise,
    and finance.no_rate.
    """
    opened = [escrow_ref, order_ref, payment_ref, commission, at]
    escrow = next(iter(models.Escrow.objects.raw(_OPEN, opened)), None)
    if escrow is None:
        there = models.Escrow.objects.filter(ref=escrow_ref).first()
        if there is None or not _is_same(there, order_ref, payment_ref, parts, commission):
            raise key_differs(escrow_ref)
        return
    rates = Rates(at)
    exchanges = {
        part.kind: _exchange(escrow_ref, part, rates)
        for part in parts
        if part.paid.currency != part.due.currency
    }
    models.Exchange.objects.bulk_create(exchanges.values())
    postings: list[Posting] = []
    for part in parts:
        exchange = exchanges.get(part.kind)
        if exchange:
            postings += _exchange_postings(exchange, payment_ref, order_ref, at)
        source = _hub(AccountKind.LIQUIDITY) if exchange else buyer_funds(payment_ref)
        postings.append(
            Posting(
                f"hold:{escrow_ref}:{part.kind}", source, _held(escrow_ref, part.kind), part.due,
                f"held_{part.kind}", order_ref, at,
            )
        )  # fmt: skip
    models.EscrowPart.objects.bulk_create(
        models.EscrowPart(
            escrow=escrow,
            kind=part.kind,
            payee=part.payee,
            paid_minor=part.paid.minor,
            paid_currency=part.paid.currency,
            due_minor=part.due.minor,
            due_currency=part.due.currency,
            exchange=exchanges.get(part.kind),
        )
        for part in parts
    )
    post(postings)
    facts.announce(EscrowHeld(order_ref, escrow_ref), at=at, refs=[order_ref])


def _is_same(
    escrow: models.Escrow, order_ref: str, payment_ref: str, parts: Sequence[EscrowPart], commission: Decimal
) -> bool:
    there = [
        EscrowPart(
            row.kind,
            Money(row.paid_minor, row.paid_currency),
            row.payee,
            Money(row.due_minor, row.due_currency),
        )
        for row in escrow.parts.order_by("id")
    ]
    return (escrow.order_ref, escrow.payment_ref, escrow.commission, there) == (
        order_ref, payment_ref, commission, list(parts),
    )  # fmt: skip


def _exchange(escrow_ref: str, part: EscrowPart, rates: Rates) -> models.Exchange:
    """Book at the mid rate; what the buyer paid above it is spread, and the rest (a rate that moved since the quote,
    rounding) is difference."""
    rate = rates.booking(part.due.currency, part.paid.currency)
    mid = part.due.times_rate(rate.rate, part.paid.currency)
    spread = part.due.times_rate(rate.rate * (1 + rates.spread), part.paid.currency) - mid
    return models.Exchange(
        ref=f"{escrow_ref}:{part.kind}",
        sold_minor=part.paid.minor,
        sold_currency=part.paid.currency,
        bought_minor=part.due.minor,
        bought_currency=part.due.currency,
        mid_rate=rate.rate,
        source=rate.source,
        as_of_date=rate.as_of,
        mid_minor=mid.minor,
        spread_minor=spread.minor,
        difference_minor=part.paid.minor - mid.minor - spread.minor,
        at=rates.at,
    )


def _exchange_postings(
    exchange: models.Exchange, payment_ref: str, order_ref: str, at: datetime
) -> list[Posting]:
    """What the buyer paid leaves by three ways: the mid value into our stock of that currency, spread, difference."""
    source, key = buyer_funds(payment_ref), f"exchange:{exchange.ref}"
    currency = exchange.sold_currency
    postings = [
        Posting(f"{key}:mid", source, _hub(AccountKind.LIQUIDITY), Money(exchange.mid_minor, currency), "exchanged", order_ref, at),
        Posting(f"{key}:spread", source, _hub(AccountKind.SPREAD), Money(exchange.spread_minor, currency), "spread", order_ref, at),
    ]  # fmt: skip
    difference = Money(exchange.difference_minor, currency)
    if difference.minor > 0:
        postings.append(
            Posting(
                f"{key}:difference",
                source,
                _hub(AccountKind.DIFFERENCE),
                difference,
                "difference",
                order_ref,
                at,
            )
        )
    elif difference:
        # The hub bears a rate that moved against it: it adds to the buyer's money before that is exchanged.
        postings.insert(
            0,
            Posting(
                f"{key}:difference",
                _hub(AccountKind.DIFFERENCE),
                source,
                -difference,
                "difference",
                order_ref,
                at,
            ),
        )
    return postings


@transaction.atomic
def release(*, escrow_ref: str, at: datetime) -> None:
    """Owe every payee its part: the seller the goods less commission, customs its duty and tax, the carrier its freight.

    Again: nothing happens. Refuses finance.no_escrow, and finance.escrow_ended after a refund.
    """
    escrow = _locked(escrow_ref)
    if escrow.state == State.RELEASED:
        return
    if escrow.state == State.REFUNDED:
        raise escrow_ended(escrow_ref, escrow.state)
    postings: list[Posting] = []
    for part in escrow.parts.order_by("id"):
        due = Money(part.due_minor, part.due_currency)
        held, key = _held(escrow_ref, part.kind), f"release:{escrow_ref}:{part.kind}"
        if part.kind == "goods":
            kept = due.times_rate(escrow.commission)
            payable = AccountName(part.payee, AccountKind.PAYABLE)
            postings += [
                Posting(key, held, payable, due - kept, "seller_share", escrow.order_ref, at),
                Posting(f"{key}:commission", held, _hub(AccountKind.COMMISSION), kept, "commission", escrow.order_ref, at),
            ]  # fmt: skip
        elif part.kind == "fee":
            postings.append(Posting(key, held, _hub(AccountKind.FEES), due, "fee", escrow.order_ref, at))
        else:
            payable = AccountName(part.payee, AccountKind.PAYABLE)
            postings.append(Posting(key, held, payable, due, "payable", escrow.order_ref, at))
    post(postings)
    _end(escrow, State.RELEASED, at)
    facts.announce(EscrowReleased(escrow.order_ref, escrow_ref), at=at, refs=[escrow.order_ref])


@transaction.atomic
def refund(*, escrow_ref: str, at: datetime) -> None:
    """Owe the buyer everything back, in the currency and amount that was paid: exchanges are undone as they were booked.

    Again: nothing happens. Refuses finance.no_escrow, and finance.escrow_ended after a release.
    """
    escrow = _locked(escrow_ref)
    if escrow.state == State.REFUNDED:
        return
    if escrow.state == State.RELEASED:
        raise escrow_ended(escrow_ref, escrow.state)
    owed = AccountName(escrow.payment_ref, AccountKind.REFUND)
    postings: list[Posting] = []
    back: Money | None = None
    for part in escrow.parts.select_related("exchange").order_by("id"):
        due, paid = Money(part.due_minor, part.due_currency), Money(part.paid_minor, part.paid_currency)
        back = paid if back is None else back + paid
        held, key = _held(escrow_ref, part.kind), f"refund:{escrow_ref}:{part.kind}"
        if part.exchange is None:
            postings.append(Posting(key, held, owed, due, "refund", escrow.order_ref, at))
            continue
        postings.append(Posting(key, held, _hub(AccountKind.LIQUIDITY), due, "refund", escrow.order_ref, at))
        postings += _undo(part.exchange, owed, key, escrow.order_ref, at)
    post(postings)
    _end(escrow, State.REFUNDED, at)
    if back is not None:
        facts.announce(
            EscrowRefunded(escrow.order_ref, escrow_ref, escrow.payment_ref, back),
            at=at,
            refs=[escrow.order_ref],
        )


def _undo(
    exchange: models.Exchange, owed: AccountName, key: str, order_ref: str, at: datetime
) -> list[Posting]:
    currency = exchange.sold_currency
    postings = [
        Posting(f"{key}:mid", _hub(AccountKind.LIQUIDITY), owed, Money(exchange.mid_minor, currency), "refund", order_ref, at),
        Posting(f"{key}:spread", _hub(AccountKind.SPREAD), owed, Money(exchange.spread_minor, currency), "refund", order_ref, at),
    ]  # fmt: skip
    difference = Money(exchange.difference_minor, currency)
    if difference.minor > 0:
        postings.append(
            Posting(
                f"{key}:difference", _hub(AccountKind.DIFFERENCE), owed, difference, "refund", order_ref, at
            )
        )
    elif difference:
        postings.append(
            Posting(
                f"{key}:difference", owed, _hub(AccountKind.DIFFERENCE), -difference, "refund", order_ref, at
            )
        )
    return postings


def _locked(escrow_ref: str) -> models.Escrow:
    escrow = models.Escrow.objects.select_for_update(no_key=True).filter(ref=escrow_ref).first()
    if escrow is None:
        raise no_escrow(escrow_ref)
    return escrow


def _end(escrow: models.Escrow, state: models.Escrow.State, at: datetime) -> None:
    escrow.state, escrow.ended_at = state, at
    escrow.save()


def _held(escrow_ref: str, kind: str) -> AccountName:
    return AccountName(f"{escrow_ref}:{kind}", AccountKind.ESCROW)


def _hub(kind: AccountKind) -> AccountName:
    return AccountName("hub", kind)
