"""Money: integer minor units and an ISO 4217 currency with its own exponent. No float comes near."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache, total_ordering

# ISO 4217 list one, column "minor unit": every active currency that has no two decimals.
_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}


class BadAmount(ValueError):
    """A text or number that is not an amount of its currency."""


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies were added or compared."""


@cache
def currency_exponent(currency: str) -> int:
    """Decimals of a currency by ISO 4217: MYR 2, JPY 0, KWD 3."""
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise BadAmount(f"{currency!r} is not an ISO 4217 currency code")
    return _EXPONENTS.get(currency, 2)


def round_half_up(value: Decimal, exponent: int) -> Decimal:
    """Half and more away from zero, at `exponent` decimals."""
    return value.quantize(Decimal(1).scaleb(-exponent), rounding=ROUND_HALF_UP)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` counts the smallest unit of `currency`. Money(31240, "MYR") is 312.40 MYR."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise BadAmount(f"minor units are whole numbers, not {self.minor!r}")
        currency_exponent(self.currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """From a plain decimal text ("312.40"). Raises BadAmount for more decimals than the currency has."""
        try:
            value = Decimal(text.strip())
        except InvalidOperation as error:
            raise BadAmount(f"{text!r} is not a number") from error
        if not value.is_finite():
            raise BadAmount(f"{text!r} is not a number")
        return cls.exact(value, currency)

    @classmethod
    def exact(cls, value: Decimal, currency: str) -> Money:
        """From a Decimal that has no more decimals than the currency; raises BadAmount otherwise."""
        minor = value.scaleb(currency_exponent(currency))
        if minor != minor.to_integral_value():
            raise BadAmount(f"{value} has more decimals than {currency} allows")
        return cls(int(minor), currency)

    @classmethod
    def rounded(cls, value: Decimal, currency: str) -> Money:
        """From any Decimal, half up at the currency's exponent. The caller names the rounding where it is declared."""
        return cls.exact(round_half_up(value, currency_exponent(currency)), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """Sum in one currency; zero for none."""
        total = cls.zero(currency)
        for amount in amounts:
            total += amount
        return total

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-currency_exponent(self.currency))

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, quantity: int) -> Money:
        if type(quantity) is not int:
            raise BadAmount("an amount is multiplied by whole pieces; for a rate use times_rate")
        return Money(self.minor * quantity, self.currency)

    def times_rate(self, rate: Decimal, currency: str | None = None) -> Money:
        """This amount times a rate, rounded half up, in `currency` (its own unless given)."""
        return Money.rounded(self.amount * rate, currency or self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Shares by weight that sum to this amount exactly (largest remainder, earlier first on a tie)."""
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise BadAmount("an amount is split by weights that are not negative and not all zero")
        shares = [self.minor * weight // total for weight in weights]
        remainders = [self.minor * weight % total for weight in weights]
        left = self.minor - sum(shares)
        for index in sorted(range(len(weights)), key=lambda i: -remainders[i])[:left]:
            shares[index] += 1
        return [Money(share, self.currency) for share in shares]

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} is not {other.currency}")
