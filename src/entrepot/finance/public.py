"""The calls that other packages may use."""

from entrepot.finance.actions.escrow import hold, refund, release
from entrepot.finance.actions.ledger import post
from entrepot.finance.actions.payments import require_provider, return_payment, start_payment
from entrepot.finance.actions.payouts import pay_out
from entrepot.finance.actions.rates import import_rates_csv, load_rates
from entrepot.finance.callbacks import callback_secret
from entrepot.finance.ledger_words import (
    AccountBalance,
    AccountKind,
    AccountName,
    CurrencyTotal,
    Escrow,
    EscrowPart,
    LedgerLine,
    Posting,
    Statement,
)
from entrepot.finance.needs import money_needs, rate_needs
from entrepot.finance.payment_words import Payment
from entrepot.finance.presenting import exchanges_table
from entrepot.finance.queries.ledger import (
    escrow_of,
    postings_of,
    statement,
    trial_balance,
)
from entrepot.finance.queries.payments import find_payment
from entrepot.finance.queries.published_rates import currencies_with_rates, newer_rates_loaded
from entrepot.finance.queries.rates import Rates, day_rates
from entrepot.finance.rate_words import Conversion, Rate

__all__ = [
    "AccountBalance",
    "AccountKind",
    "AccountName",
    "Conversion",
    "CurrencyTotal",
    "Escrow",
    "EscrowPart",
    "LedgerLine",
    "Payment",
    "Posting",
    "Rate",
    "Rates",
    "Statement",
    "callback_secret",
    "currencies_with_rates",
    "day_rates",
    "escrow_of",
    "exchanges_table",
    "find_payment",
    "hold",
    "import_rates_csv",
    "load_rates",
    "money_needs",
    "newer_rates_loaded",
    "pay_out",
    "post",
    "postings_of",
    "rate_needs",
    "refund",
    "release",
    "require_provider",
    "return_payment",
    "start_payment",
    "statement",
    "trial_balance",
]
