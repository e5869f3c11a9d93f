"""Weights in whole grams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, order=True)
class Weight:
    """A weight in whole grams, never negative."""

    grams: int

    def __post_init__(self) -> None:
        if type(self.grams) is not int or self.grams < 0:
            raise ValueError(f"a weight is whole grams, not {self.grams!r}")

    @classmethod
    def total(cls, weights: Iterable[Weight]) -> Weight:
        return cls(sum(weight.grams for weight in weights))

    @property
    def kg(self) -> Decimal:
        return Decimal(self.grams).scaleb(-3)

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.grams + other.grams)

    def __mul__(self, pieces: int) -> Weight:
        return Weight(self.grams * pieces)

    def __str__(self) -> str:
        return f"{self.kg.normalize():f} kg"
