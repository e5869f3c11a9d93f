"""What parties announces. No names of people: facts may be read for years."""

from entrepot.facts.words import Event
from entrepot.values import CountryCode, HubCode


class OrganisationOpened(Event):
    org_ref: str
    name: str
    country: CountryCode


class HubSetUp(Event):
    code: HubCode
    name: str
    country: CountryCode
    currency: str
    operator_org_ref: str
