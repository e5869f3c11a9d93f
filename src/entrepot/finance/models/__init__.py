"""Tables of finance, one file per subject."""

from entrepot.finance.models.escrow import Escrow, EscrowPart, Exchange, Payout
from entrepot.finance.models.ledger import Account, ClosedSum, Transfer
from entrepot.finance.models.payments import *  # noqa: F403
from entrepot.finance.models.rates import *  # noqa: F403

__all__ = ["Account", "ClosedSum", "Escrow", "EscrowPart", "Exchange", "Payout", "Transfer"]
