"""The calls that other packages may use."""

from entrepot.exchange.actions.carrying import export_envelopes, import_envelopes
from entrepot.exchange.actions.keys import make_keys
from entrepot.exchange.actions.partners import add_partner, confirm_partner, revoke_partner
from entrepot.exchange.actions.telling import tell, tell_many
from entrepot.exchange.link.worker import work
from entrepot.exchange.queries import (
    all_channels,
    card,
    get_card,
    get_channels,
    get_partner,
    nats_logins,
    own_fingerprint,
    partner_codes,
    partners,
    prove,
    signed_heads,
    this_hub_code,
)
from entrepot.exchange.words import (
    Card,
    CardKey,
    Channels,
    Imported,
    Incoming,
    Login,
    Outgoing,
    Partner,
    PartnerState,
    Proof,
    crosses,
)

__all__ = [
    "Card",
    "CardKey",
    "Channels",
    "Imported",
    "Incoming",
    "Login",
    "Outgoing",
    "Partner",
    "PartnerState",
    "Proof",
    "add_partner",
    "all_channels",
    "card",
    "confirm_partner",
    "crosses",
    "export_envelopes",
    "get_card",
    "get_channels",
    "get_partner",
    "import_envelopes",
    "make_keys",
    "nats_logins",
    "own_fingerprint",
    "partner_codes",
    "partners",
    "prove",
    "revoke_partner",
    "signed_heads",
    "tell",
    "tell_many",
    "this_hub_code",
    "work",
]
