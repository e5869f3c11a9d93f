"""One verb, one transaction."""

from entrepot.ports.actions.files import receive_file
from entrepot.ports.actions.grants import grant
from entrepot.ports.actions.telling import hear_events
from entrepot.ports.actions.terminals import register_terminal

__all__ = ["grant", "hear_events", "receive_file", "register_terminal"]
