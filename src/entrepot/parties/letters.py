"""Letters about accounts, each in its reader's edition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from entrepot.messages import public as messages
from entrepot.parties import queries, rules, words
from entrepot.parties.models import User
from entrepot.values.refusal import message
from entrepot.web import public as web

# A sentence ends so in every edition; what stands before it is the subject.
_FULL_STOP = re.compile(r"[.。]")

# By what the audit trail says that was done.
WHAT_HAPPENED: Mapping[str, str] = {
    "parties.changed_password": message("The password of your account was changed."),
    "parties.chose_new_password": message(
        "A new password was chosen for your account, by a letter to you. Its API keys are revoked."
    ),
    "parties.added_app": message("An authenticator app was added to your account."),
    "parties.removed_app": message("The authenticator app was removed from your account."),
    "parties.added_passkey": message("A passkey was added to your account."),
    "parties.removed_passkey": message("A passkey was removed from your account."),
    "parties.made_recovery_codes": message("New recovery codes were made for your account."),
    "parties.used_recovery_code": message("One of your recovery codes was used."),
    "parties.took_second_factor": message(
        "The hub's operator took the second factor and the passkeys away from your account."
    ),
    "parties.closed_account": message(
        "Your account was closed by the hub's operator. You are signed out, and your API keys open nothing."
    ),
    "parties.reopened_account": message("Your account was opened again by the hub's operator."),
}


def tell(user: User, did: str, *, at: datetime, place: str = "") -> None:
    """place: from where it was done, as `place_of` says it; "" for a deed of the operator."""
    with override(user.edition or web.edition()):
        what = gettext(WHAT_HAPPENED[did])
        _write(
            user.email,
            _FULL_STOP.split(what, maxsplit=1)[0],
            "account_changed",
            {
                "person": user.name,
                "what": what,
                "at": str(web.instant_text(at)),
                "place": place,
                "hub": queries.hub_profile(),
                "reset": web.whole_address(reverse("account_reset_password")),
                "security": web.whole_address(reverse("mfa_index")),
            },
            at,
        )


def new_password(user: User, *, token: str, at: datetime) -> None:
    with override(user.edition or web.edition()):
        path = reverse(
            "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token}
        )
        _write(
            user.email,
            gettext("Choose a new password"),
            "new_password",
            {"person": user.name, "hub": queries.hub_profile(), "address": web.whole_address(path)},
            at,
        )


def place_of(request: HttpRequest) -> str:
    """The address, and the browser as it calls itself."""
    names = rules.browser_and_system(request.headers.get("User-Agent", ""))
    return ", ".join(filter(None, (get_adapter().get_client_ip(request), *names)))


def invite(invitation: words.Invitation, *, token: str, edition: str, at: datetime) -> None:
    with override(edition):
        hub = queries.hub_profile()
        _write(
            invitation.email,
            gettext("%(organisation)s invites you") % {"organisation": invitation.organisation},
            "invitation",
            {
                "hub": hub,
                "invitation": invitation,
                "role": gettext(words.ROLE_NAMES[invitation.role]),
                "address": web.whole_address(reverse("parties:invitation", args=[token])),
            },
            at,
        )


def _write(to: str, subject: str, template: str, values: dict[str, object], at: datetime) -> None:
    """In the active edition."""
    body = render_to_string(f"parties/letters/{template}.txt", values)
    messages.write_letter(to=to, subject=subject, body=body, edition=web.edition(), at=at)
