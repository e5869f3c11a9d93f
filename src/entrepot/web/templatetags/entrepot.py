"""Template tags of all packages: money, codes, instants, parts. Builtins: no load needed."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from entrepot.values import Money, Weight, currency_exponent
from entrepot.web.shopping import edition

register = template.Library()

LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW", "mn": "mn_MN"}


def locale() -> str:
    return LOCALES.get(edition(), "en_GB")


@register.filter
def money(amount: Money | None) -> str | SafeString:
    """CLDR text with the ISO code, e.g. "MYR 312.40"."""
    if amount is None:
        return ""
    text = format_currency(
        amount.amount, amount.currency, format="#,##0.00 ¤¤", locale=locale(), currency_digits=True
    )
    return format_html('<span class="money">{}</span>', text)


@register.filter
def code(text: object) -> SafeString:
    return format_html('<code class="code">{}</code>', str(text))


@register.filter
def instant(at: datetime | None, zone: str = "UTC") -> str | SafeString:
    if at is None:
        return ""
    there: tzinfo = ZoneInfo(zone)
    return format_html(
        '<time class="instant" datetime="{}">{}</time>',
        at.astimezone(UTC).isoformat(),
        format_datetime(at.astimezone(there), "d MMM y HH:mm", locale=locale()),
    )


@register.filter
def day(value: date | None) -> str | SafeString:
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), format_date(value, "medium", locale=locale())
    )


@register.filter
def weight(value: Weight | None) -> str:
    return "" if value is None else f"{format_decimal(value.kg, locale=locale())} kg"


__all__ = ["currency_exponent", "register"]
