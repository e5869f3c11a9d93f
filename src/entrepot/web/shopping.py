"""The reader's country and currency: in the address as ?to= and ?currency=, kept in the session."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from entrepot.values import BadAmount, BadValue, CountryCode, currency_exponent
from entrepot.values.editions import EDITIONS
from entrepot.web.words import Shopper

COUNTRY, CURRENCY = "to", "currency"
_KEPT_COUNTRY, _KEPT_CURRENCY = "shopper_to", "shopper_currency"


def chosen_now(request: HttpRequest) -> tuple[CountryCode | None, str | None]:
    """Country and currency that the address itself names; None for one that is not well formed."""
    return read_country(request.GET.get(COUNTRY)), read_currency(request.GET.get(CURRENCY))


def keep_choice(request: HttpRequest, country: str | None, currency: str | None) -> None:
    """Put a choice into the session; what is None is left alone."""
    if country and request.session.get(_KEPT_COUNTRY) != country:
        request.session[_KEPT_COUNTRY] = str(country)
    if currency and request.session.get(_KEPT_CURRENCY) != currency:
        request.session[_KEPT_CURRENCY] = currency


def shopper(request: HttpRequest) -> Shopper:
    """The address first, then the session."""
    kept = getattr(request, "session", {})
    return Shopper(
        country=read_country(request.GET.get(COUNTRY)) or read_country(kept.get(_KEPT_COUNTRY)),
        currency=read_currency(request.GET.get(CURRENCY)) or read_currency(kept.get(_KEPT_CURRENCY)),
        edition=edition(),
    )


def with_shopper(url: str, request: HttpRequest) -> str:
    """The same address with the reader's country and currency in it, for links that leave this hub. Those that the
    address names already stand where the reader has not chosen."""
    reader = shopper(request)
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    if reader.country:
        query[COUNTRY] = str(reader.country)
    if reader.currency:
        query[CURRENCY] = reader.currency
    return urlunsplit(parts._replace(query=urlencode(query)))


def edition() -> str:
    """The active edition. Every figure and day of a page asks for it."""
    active = (get_language() or settings.LANGUAGE_CODE).lower()
    return active if active in EDITIONS else settings.LANGUAGE_CODE


def read_country(text: str | None) -> CountryCode | None:
    try:
        return CountryCode.parse(text) if text else None
    except BadValue:
        return None


def read_currency(text: str | None) -> str | None:
    code = (text or "").strip().upper()
    try:
        currency_exponent(code)
    except BadAmount:
        return None
    return code
