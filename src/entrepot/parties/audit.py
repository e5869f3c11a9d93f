"""Sign-ins and password changes come from allauth; each leaves a line in the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account import signals

from entrepot.facts import public as facts
from entrepot.parties.models import User
from entrepot.values.clock import now


def _noting(did: str) -> Any:
    def note(sender: object, user: User, **_: object) -> None:
        facts.note(at=now(), by=user.user_ref, did=did)

    return note


_NOTED = {
    "parties.opened_account": (signals.user_signed_up, _noting("parties.opened_account")),
    "parties.signed_in": (signals.user_logged_in, _noting("parties.signed_in")),
    "parties.changed_password": (signals.password_changed, _noting("parties.changed_password")),
    "parties.chose_new_password": (signals.password_reset, _noting("parties.chose_new_password")),
}


def listen() -> None:
    for did, (signal, note) in _NOTED.items():
        signal.connect(note, dispatch_uid=did)
