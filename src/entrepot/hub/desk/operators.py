"""Who may sit at the operator's desk."""

from django.http import HttpRequest

from entrepot.parties import public as parties


def operator(request: HttpRequest) -> str:
    """Their user reference. Refuses others as if there were nothing here."""
    actor = parties.actor_of(request)
    actor.require(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)
    return actor.user_ref or ""
