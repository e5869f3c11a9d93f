"""What becomes of partnerships, for packages that greet a new partner with what it may know."""

from entrepot.facts.words import Event
from entrepot.values import HubCode


class PartnerConfirmed(Event):
    """An operator compared fingerprints; from now on facts may be told to this hub."""

    hub: HubCode


class PartnerRevoked(Event):
    """Nothing is told to this hub or taken from it any more."""

    hub: HubCode
