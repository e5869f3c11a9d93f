"""What allauth does to accounts leaves a line in the audit trail, and a letter to the person where it changed how they sign in."""

from __future__ import annotations

from typing import Any

from allauth.account import signals
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from entrepot.facts import public as facts
from entrepot.parties import letters
from entrepot.parties.models import User
from entrepot.values.clock import now


def _noting(did: str) -> Any:
    def note(sender: object, user: User, request: HttpRequest, **_: object) -> None:
        _note(did, user, request)

    return note


def _noting_factor(app: str, passkey: str, codes: str) -> Any:
    """By the kind of the factor; "" for what is no deed of its own."""
    did_by_type = {
        Authenticator.Type.TOTP: app,
        Authenticator.Type.WEBAUTHN: passkey,
        Authenticator.Type.RECOVERY_CODES: codes,
    }

    def note(
        sender: object, user: User, request: HttpRequest, authenticator: Authenticator, **_: object
    ) -> None:
        if did := did_by_type[authenticator.type]:
            _note(did, user, request)

    return note


def _note(did: str, user: User, request: HttpRequest) -> None:
    at = now()
    facts.note(at=at, by=user.user_ref, did=did)
    if did in letters.WHAT_HAPPENED:
        letters.tell(user, did, at=at, place=letters.place_of(request))


_NOTED: dict[str, tuple[Any, Any]] = {
    "opened": (signals.user_signed_up, _noting("parties.opened_account")),
    "signed in": (signals.user_logged_in, _noting("parties.signed_in")),
    "password": (signals.password_changed, _noting("parties.changed_password")),
    "new password": (signals.password_reset, _noting("parties.chose_new_password")),
    "added": (
        factor_signals.authenticator_added,
        _noting_factor("parties.added_app", "parties.added_passkey", ""),
    ),
    "removed": (
        factor_signals.authenticator_removed,
        _noting_factor("parties.removed_app", "parties.removed_passkey", ""),
    ),
    "made anew": (factor_signals.authenticator_reset, _noting_factor("", "", "parties.made_recovery_codes")),
    "used": (factor_signals.authenticator_used, _noting_factor("", "", "parties.used_recovery_code")),
}


def listen() -> None:
    for name, (signal, note) in _NOTED.items():
        signal.connect(note, dispatch_uid=f"entrepot.parties {name}")
