"""How often accounts are opened, letters asked for and passwords tried, by page and by API alike.

Tries at a password are counted by account and address together, so a stranger elsewhere locks nobody out. Guesses from
many addresses meet a limit on the account; it does not hold for browsers in which the person signed in before. They carry a
signed mark and are counted each for itself (OWASP: slow down online guessing attacks with device cookies). allauth's own
limits are off: they count by address or by account but never by both, and in each process for itself.

Codes of a second factor are tried only after the password, so they are counted by account alone: no stranger gets that far.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from entrepot.values import Refusal
from entrepot.web import public as web

ACCOUNTS = web.Limit("accounts of an address", 60, timedelta(hours=1))
LETTERS = web.Limit("letters to a person", 5, timedelta(hours=1))
LETTERS_ASKED_FOR = web.Limit("letters of an address", 30, timedelta(hours=1))
INVITATIONS = web.Limit("invitations of an organisation", 50, timedelta(days=1))
INVITATIONS_TO = web.Limit("invitations to a person", 10, timedelta(days=1))
PASSWORD = web.Limit("password of an account, by one", 10, timedelta(minutes=10))
PASSWORDS = web.Limit("passwords of all accounts, by one address", 100, timedelta(minutes=10))
PASSWORD_BY_STRANGERS = web.Limit("password of an account, by all strangers", 100, timedelta(hours=1))
CODE = web.Limit("codes of an account", 10, timedelta(minutes=10))
CODES_A_DAY = web.Limit("codes of an account in a day", 100, timedelta(days=1))
# Longer than an authenticator app's code is good for, with the half minutes before and after that are taken as well.
SAME_CODE = web.Limit("the same code of an account", 1, timedelta(minutes=2))

_COOKIE = "entrepot_known"
_SALT = "entrepot.parties.known_browser"
_KNOWN_FOR = timedelta(days=365)


def count_account(request: HttpRequest) -> None:
    web.require_within(ACCOUNTS, web.address_of(request))


def count_letter(request: HttpRequest, email: str) -> None:
    web.require_within(LETTERS_ASKED_FOR, web.address_of(request))
    web.require_within(LETTERS, _same(email))


def count_invitation(org_ref: str, email: str) -> None:
    web.require_within(INVITATIONS, org_ref)
    web.require_within(INVITATIONS_TO, _same(email))


def count_password(request: HttpRequest, email: str) -> None:
    """One try at the password of this account, right or wrong. `PASSWORD` comes first: what it refuses is not counted
    against the account, so that one address alone never uses up what all strangers have."""
    email, address, mark = _same(email), web.address_of(request), _mark(request)
    if mark.startswith(_half(email)):
        web.require_within(PASSWORD, mark)
        return
    web.require_within(PASSWORD, f"{email} {address}")
    web.require_within(PASSWORDS, address)
    web.require_within(PASSWORD_BY_STRANGERS, email)


def count_passkey(request: HttpRequest) -> None:
    web.require_within(PASSWORDS, web.address_of(request))


def count_code(email: str) -> None:
    for limit in (CODE, CODES_A_DAY):
        web.require_within(limit, _same(email))


def is_code_new(email: str, code: str) -> bool:
    """A right code opens once, in all processes together. Counts it."""
    try:
        web.require_within(SAME_CODE, f"{_same(email)} {code}")
    except Refusal:
        return False
    return True


def know_browser(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Mark a browser whose person has just proved who they are."""
    half = _half(_same(email))
    if not _mark(request).startswith(half):
        response.set_signed_cookie(
            _COOKIE, half + secrets.token_hex(8), salt=_SALT, max_age=_KNOWN_FOR, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def _mark(request: HttpRequest) -> str:
    return request.get_signed_cookie(_COOKIE, default="", salt=_SALT, max_age=_KNOWN_FOR) or ""


def _half(email: str) -> str:
    """The half of a mark that says whose it is, without naming them."""
    return salted_hmac(_SALT, email, algorithm="sha256").hexdigest()


def _same(email: str) -> str:
    return email.strip().lower()
