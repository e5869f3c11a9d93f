"""Who may see and change partnerships: operators of this hub. To others these places are not there."""

from __future__ import annotations

from django.http import HttpRequest

from entrepot.parties import public as parties


def is_operator(request: HttpRequest) -> bool:
    return parties.actor_of(request).may(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)


def require_operator(request: HttpRequest) -> str:
    """The operator's user reference, for the audit trail. Refuses with "not found"."""
    actor = parties.actor_of(request)
    actor.require(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)
    return actor.user_ref or ""
