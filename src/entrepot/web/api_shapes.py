"""Shapes that every package's API speaks in."""

from __future__ import annotations

from ninja import Schema

from entrepot.values import Money


class Amount(Schema):
    """Whole minor units of an ISO 4217 currency: 31240 MYR is 312.40."""

    minor: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> Amount:
        return cls(minor=money.minor, currency=money.currency)

    def money(self) -> Money:
        return Money(self.minor, self.currency)
