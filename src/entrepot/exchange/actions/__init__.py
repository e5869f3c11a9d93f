"""What is done in the exchange, one file per intent."""

from entrepot.exchange.actions.carrying import export_envelopes, import_envelopes
from entrepot.exchange.actions.keys import make_keys
from entrepot.exchange.actions.partners import add_partner, confirm_partner, revoke_partner
from entrepot.exchange.actions.releasing import release_quarantined
from entrepot.exchange.actions.telling import tell, tell_many

__all__ = [
    "add_partner",
    "confirm_partner",
    "export_envelopes",
    "import_envelopes",
    "make_keys",
    "release_quarantined",
    "revoke_partner",
    "tell",
    "tell_many",
]
