"""Who may write notices: operators of this hub. To others the desk is not there."""

from __future__ import annotations

from django.http import HttpRequest

from entrepot.notices import queries, words
from entrepot.parties import public as parties


def is_operator(request: HttpRequest) -> bool:
    return parties.actor_of(request).may(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)


def require_operator(request: HttpRequest) -> str:
    """The operator's user reference, for the audit trail. Refuses with "not found"."""
    actor = parties.actor_of(request)
    actor.require(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)
    return actor.user_ref or ""


def notice_for(request: HttpRequest, ref: str) -> words.Notice:
    """Every state for an operator, what is published for everybody else."""
    return queries.get_notice(ref) if is_operator(request) else queries.get_published(ref)
