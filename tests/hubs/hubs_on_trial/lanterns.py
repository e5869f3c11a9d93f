"""The fact that hubs on trial tell each other."""

from entrepot.exchange.words import crosses
from entrepot.facts.words import Event


@crosses
class LanternLit(Event):
    number: int
    text: str
