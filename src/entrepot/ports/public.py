"""The calls that other packages may use."""

from entrepot.ports.actions import grant, receive_file, register_terminal
from entrepot.ports.needs import needs
from entrepot.ports.places import place_text, zone_of
from entrepot.ports.queries import (
    container_events,
    count_seen,
    hubs_that_may_know,
    terminals,
)
from entrepot.ports.records import FileReport, FileState, Terminal

__all__ = [
    "FileReport",
    "FileState",
    "Terminal",
    "container_events",
    "count_seen",
    "grant",
    "hubs_that_may_know",
    "needs",
    "place_text",
    "receive_file",
    "register_terminal",
    "terminals",
    "zone_of",
]
