"""Amounts, numbers and instants as an edition writes them. CLDR decides, through Babel; figures stay exact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from django.utils.timezone import get_current_timezone
from django.utils.translation import pgettext

from entrepot.values import Money, Weight, currency_exponent
from entrepot.values.editions import EDITIONS
from entrepot.web.shopping import edition

# CLDR's medium day of Arabic is figures alone, which readers of both directions take differently.
_DAYS = {"ar": "long"}
_NBSP = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"


@cache
def locale_of(of_edition: str) -> Locale:
    return Locale.parse(EDITIONS[of_edition].locale)


def locale() -> Locale:
    """Babel's locale of the active edition."""
    return locale_of(edition())


def _beside(*parts: str, gap: str = " ") -> str:
    """Parts in the order of the line. Where it runs from the right a mark before each, as in CLDR's patterns, keeps Latin
    neighbours from melting into one run."""
    mark = "\N{RIGHT-TO-LEFT MARK}" if locale().character_order == "right-to-left" else ""
    return gap.join(f"{mark}{part}" for part in parts if part)


def _signed(figure: str) -> str:
    """CLDR's signs: those of Arabic carry the mark that keeps them on their side of the figure."""
    signs = locale().number_symbols["latn"]
    for plain, name in (("+", "plusSign"), ("-", "minusSign"), ("%", "percentSign")):
        figure = figure.replace(plain, signs[name])
    return figure.replace("-", _MINUS)


@dataclass(frozen=True, slots=True)
class AmountText:
    """An amount in two parts, so that a page can set the code smaller. `code_first` is CLDR's order."""

    figure: str
    currency: str
    code_first: bool

    def __str__(self) -> str:
        parts = (self.currency, self.figure) if self.code_first else (self.figure, self.currency)
        return _beside(*parts, gap=_NBSP)


def money_text(amount: Money, *, sign: bool = False) -> AmountText:
    """All decimals of the currency, grouped. `sign` writes a plus as well."""
    decimals = currency_exponent(amount.currency)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    if sign:
        pattern = f"+{pattern};-{pattern}"
    here = locale()
    figure = format_decimal(amount.amount, format=pattern, locale=here, decimal_quantization=False)
    return AmountText(
        figure=_signed(figure),
        currency=amount.currency,
        code_first=here.currency_formats["standard"].pattern.lstrip("\u200e\u200f").startswith("¤"),
    )


def number_text(value: int | Decimal) -> str:
    return _signed(format_decimal(value, locale=locale(), decimal_quantization=False))


def percent_text(rate: Decimal) -> str:
    """Decimal("0.0910") is 9.1%: no decimals are lost, none are added."""
    decimals = max(0, -int((rate * 100).normalize().as_tuple().exponent or 0))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "%"
    return _signed(format_percent(rate, format=pattern, locale=locale()))


def weight_text(value: Weight) -> str:
    return number_text(value.kg) + _NBSP + pgettext("kilograms", "kg")


def day_text(value: date) -> str:
    return format_date(value, _DAYS.get(edition(), "medium"), locale=locale())


def list_text(parts: Iterable[str]) -> str:
    return _beside(*parts, gap=pgettext("between the parts of a list", ", "))


@dataclass(frozen=True, slots=True)
class InstantText:
    """An instant at a place and in UTC. `utc` has a day of its own only where it is another one."""

    iso: str
    day: str
    time: str
    zone: str
    utc: str

    def __str__(self) -> str:
        return _beside(self.day, self.time, self.zone, self.utc)


def instant_text(at: datetime, zone: tzinfo | None = None) -> InstantText:
    """In `zone`, or in the hub's own (Django's current time zone)."""
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    here = locale()
    there = at.astimezone(zone or get_current_timezone())
    in_utc = at.astimezone(UTC)
    utc = ""
    if there.utcoffset() != in_utc.utcoffset():
        utc = format_time(in_utc, "HH:mm", locale=here)
        if there.date() != in_utc.date():
            utc = _beside(day_text(in_utc.date()), utc)
        utc = _beside(utc, "UTC")
    return InstantText(
        iso=in_utc.isoformat().replace("+00:00", "Z"),
        day=day_text(there.date()),
        time=format_time(there, "HH:mm", locale=here),
        zone=_zone_text(there),
        utc=utc,
    )


def _zone_text(at: datetime) -> str:
    """ "UTC+8", "UTC+5:30", "UTC": the same letters in every edition."""
    offset = at.utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset else 0
    if not minutes:
        return "UTC"
    sign = "+" if minutes > 0 else _MINUS
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"
