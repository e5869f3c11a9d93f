"""Who may see what was sold, and to whom: those who sell for the organisation. To its other members it is not there."""

from __future__ import annotations

from entrepot.parties import public as parties


def selling_for(actor: parties.Actor) -> frozenset[str]:
    """The organisations for which this person sells."""
    return frozenset(ref for ref in actor.org_refs if actor.may(ref, parties.Role.SELLER))
