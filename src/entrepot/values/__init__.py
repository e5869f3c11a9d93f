"""Words that every package speaks. Plain Python: no framework, no database, no clock."""

from entrepot.values.codes import (
    COUNTRIES,
    BadValue,
    ContainerNumber,
    CountryCode,
    HSCode,
    HubCode,
    UNLocode,
)
from entrepot.values.measures import Weight
from entrepot.values.money import (
    BadAmount,
    CurrencyMismatch,
    Money,
    currency_exponent,
    round_half_up,
)
from entrepot.values.refusal import Refusal

__all__ = [
    "COUNTRIES",
    "BadAmount",
    "BadValue",
    "ContainerNumber",
    "CountryCode",
    "CurrencyMismatch",
    "HSCode",
    "HubCode",
    "Money",
    "Refusal",
    "UNLocode",
    "Weight",
    "currency_exponent",
    "round_half_up",
]
