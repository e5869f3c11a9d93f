"""The steps from a hub that is set up to one that trades."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from entrepot.exchange import public as exchange
from entrepot.finance import public as finance
from entrepot.market import public as market
from entrepot.parties import public as parties
from entrepot.parties import queries
from entrepot.ports import public as ports
from entrepot.values.refusal import message
from entrepot.web.matters import Way


@dataclass(frozen=True, slots=True)
class Step:
    """title and text: message ids."""

    title: str
    text: str
    way: Way
    done: bool


def steps() -> list[Step]:
    """In the order in which most hubs need them."""
    return [
        Step(
            message("Name and contact"),
            message("Say to which address people write, and what the hub is called in each edition."),
            Way(message("Give name and contact"), "hub_settings", anchor="profile"),
            bool(parties.hub_profile().contact_email),
        ),
        Step(
            message("Second factor"),
            message(
                "Somebody who runs this hub or pays out its money signs in with a password alone. Add a second factor to "
                "your account, and ask your colleagues to do so."
            ),
            Way(message("See your sign-in"), "mfa_index"),
            not queries.keepers_without_second_factor(),
        ),
        Step(
            message("Exchange rates of today"),
            message(
                "The rates that come with the software end on the day it was packed. Load your central bank's list, "
                "and have a machine do it every day."
            ),
            Way(message("Load rates"), "finance:rates"),
            finance.newer_rates_loaded(),
        ),
        Step(
            message("Mail"),
            message(
                "No mail server is set: letters, such as those for a forgotten password, go nowhere but into the "
                "worker's log. Name one in ENTREPOT_MAIL_URL."
            ),
            Way(message("Set up mail"), "hub_settings", anchor="mail"),
            bool(settings.EMAIL_HOST),
        ),
        Step(
            message("Payment provider"),
            message(
                "Payments are simulated: every one succeeds and nobody is charged. Connect a provider before "
                "people buy with their own money."
            )
            if settings.ACQUIRER_URL
            else message("Without one nobody can order here."),
            Way(message("Connect a provider"), "hub_settings", anchor="payments"),
            bool(settings.ACQUIRER_URL) and not settings.ACQUIRER_SIMULATED,
        ),
        Step(
            message("First shop"),
            message("Sellers open their own shops. Yours shows them how goods are described and priced."),
            Way(message("Open a shop"), "market:open_shop"),
            market.any_shop(),
        ),
        Step(
            message("Terminal"),
            message("A terminal's files say what happens to containers, with their bytes as evidence."),
            Way(message("Register a terminal"), "ports:terminals", anchor="register"),
            len(ports.terminals()) > 1,
        ),
        Step(
            message("Partner hub"),
            message(
                "Goods of another port are for sale here once its operator and you have exchanged cards."
            ),
            Way(message("Add a partner"), "exchange:add"),
            bool(exchange.partner_codes()),
        ),
    ]
