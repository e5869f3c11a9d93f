"""Letters about accounts, each in its reader's edition."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from entrepot.messages import public as messages
from entrepot.parties import queries, words
from entrepot.web import public as web


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
