"""Shapes that every package's API speaks in.

They are pydantic's own models, not ninja's Schema: that would read every answer again, shape by shape, as if it came from
a database row.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, GetPydanticSchema, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from entrepot.values import BadValue, CountryCode, Money


def _country(text: str) -> CountryCode:
    try:
        return CountryCode.parse(text)
    except BadValue as wrong:
        raise PydanticCustomError(
            "bad_value", "no country", {"message": wrong.message, **wrong.params}
        ) from wrong


Country = Annotated[
    CountryCode,
    GetPydanticSchema(
        lambda *_: core_schema.no_info_after_validator_function(
            _country, core_schema.str_schema(max_length=10)
        )
    ),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z]{2}$", "example": "MY"}),
]
"""A country that exists, by its ISO 3166 code. One that does not is a fault of its field."""


class Amount(BaseModel):
    """Whole minor units of an ISO 4217 currency: 31240 MYR is 312.40."""

    minor: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> Amount:
        return cls(minor=money.minor, currency=money.currency)

    def money(self) -> Money:
        return Money(self.minor, self.currency)
