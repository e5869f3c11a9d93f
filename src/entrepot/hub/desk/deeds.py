"""What is told and noted in this house, in words: the kinds of facts, and what the audit trail says that somebody did.

Whole sentences without their subject, which stands beside them. A test finds what has no words here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext

from entrepot.parties.words import ROLE_NAMES, Role
from entrepot.values.refusal import message
from entrepot.web import public as web

FACTS: Mapping[str, str] = {
    "customs.QuotaReleased": message("An order counts against its buyer's yearly limit no more"),
    "customs.QuotaReserved": message("An order was counted against its buyer's yearly limit"),
    "exchange.PartnerConfirmed": message("A partner hub was confirmed"),
    "exchange.PartnerRevoked": message("A partner hub was revoked"),
    "finance.EscrowHeld": message("The money of an order went into escrow"),
    "finance.EscrowRefunded": message("The money of an order is owed back to its buyer"),
    "finance.EscrowReleased": message("The money of an order was released from escrow"),
    "finance.PaymentCaptured": message("A payment came in"),
    "finance.PaymentFailed": message("A payment was declined"),
    "finance.PaymentRequested": message("A payment was asked of the provider"),
    "finance.PaymentReturned": message("A payment went back to its buyer"),
    "finance.PayoutSent": message("A payout was sent"),
    "finance.RatesLoaded": message("Exchange rates were loaded"),
    "logistics.CallReported": message("A call of a ship was reported"),
    "logistics.ConsignmentHeard": message("A partner told of a consignment"),
    "logistics.ConsignmentPublished": message("A consignment was published"),
    "logistics.FreightTariffLoaded": message("The freight table was changed"),
    "logistics.ParcelDelivered": message("A parcel was delivered"),
    "logistics.ParcelMoved": message("A parcel went a step further"),
    "logistics.ParcelOpened": message("A parcel waits to be sent"),
    "logistics.ParcelsConsolidated": message("Parcels went into a container"),
    "market.ImportAdvanced": message("A part of a file of products was read"),
    "market.ImportFinished": message("A file of products was read to its end"),
    "market.ImportRequested": message("A file of products was uploaded"),
    "market.OfferChanged": message("An offer was changed"),
    "market.OfferPublished": message("An offer was published"),
    "market.OfferWithdrawn": message("An offer was withdrawn"),
    "market.OffersToldToPartner": message("Offers were told to a partner hub"),
    "market.ShopOpened": message("A shop was opened"),
    "market.StockReleased": message("Reserved pieces are free again"),
    "market.StockReserved": message("Pieces were reserved"),
    "market.StockSold": message("Reserved pieces were sold"),
    "messages.LetterWritten": message("A letter was written"),
    "notices.NoticeChanged": message("A notice was changed"),
    "notices.NoticePublished": message("A notice was published"),
    "notices.NoticeWithdrawn": message("A notice was withdrawn"),
    "notices.NoticeWritten": message("A notice was drafted"),
    "orders.ComplaintSettled": message("A complaint was settled"),
    "orders.OrderComplained": message("A buyer complained about an order"),
    "orders.OrderConfirmed": message("An order was confirmed as received"),
    "orders.OrderDelivered": message("An order was delivered"),
    "orders.OrderPaid": message("An order was paid"),
    "orders.PurchaseCancelled": message("A purchase was cancelled"),
    "orders.PurchasePlaced": message("A purchase was placed"),
    "parties.HubSetUp": message("The hub was set up"),
    "parties.OrganisationOpened": message("An organisation was opened"),
    "ports.ContainerEventsRecorded": message("Reports about containers were recorded"),
    "ports.ContainerGranted": message("A partner may know of a container"),
    "ports.TerminalFileRefused": message("A terminal's file was refused"),
    "ports.TerminalFileTaken": message("A terminal's file was taken in"),
}

NOTES: Mapping[str, str] = {
    "exchange.took_card": message("A card of a hub was taken"),
    "facts.let_go": message("Work that had failed was let go"),
    "facts.tried_again": message("Work was given another try"),
    "facts.tried_parked_again": message("All work that had failed was given another try"),
    "finance.set_spread": message("The exchange spread was set"),
    "market.refused_damaged_offer": message("A partner's offer that can't be shown was refused"),
    "market.refused_foreign_offer": message(
        "A partner's word about an offer that is not its own was refused"
    ),
    "parties.added_app": message("An authenticator app was added"),
    "parties.added_passkey": message("A passkey was added"),
    "parties.changed_hub_profile": message("The hub's name or contact was changed"),
    "parties.changed_password": message("A password was changed"),
    "parties.chose_new_password": message("A forgotten password was replaced"),
    "parties.closed_account": message("An account was closed"),
    "parties.ended_sessions": message("Somebody was signed out elsewhere"),
    "parties.issued_api_key": message("An API key was made"),
    "parties.made_recovery_codes": message("New recovery codes were made"),
    "parties.opened_account": message("An account was opened"),
    "parties.removed_app": message("An authenticator app was removed"),
    "parties.removed_passkey": message("A passkey was removed"),
    "parties.renamed_person": message("A person's name was changed"),
    "parties.reopened_account": message("An account was opened again"),
    "parties.revoked_api_key": message("An API key was revoked"),
    "parties.revoked_api_keys": message(
        "A forgotten password was set anew, so all API keys of its owner were revoked"
    ),
    "parties.signed_in": message("Somebody signed in"),
    "parties.took_second_factor": message("A lost second factor was taken away"),
    "parties.used_recovery_code": message("A recovery code was used"),
    "parties.withdrew_invitation": message("An invitation was withdrawn"),
    "ports.registered_terminal": message("A terminal was registered"),
}

# What follows the dot or the underscore says which.
NOTES_OF_A_KIND: Mapping[str, str] = {
    "logistics.refused_": message("A partner's consignment was refused"),
    "parties.accepted_role.": message("An invitation was accepted: %(role)s"),
    "parties.gave_role.": message("A role was given: %(role)s"),
    "parties.invited.": message("A colleague was invited: %(role)s"),
    "parties.took_role.": message("A role was taken away: %(role)s"),
}

DEEDS: Mapping[str, str] = {**FACTS, **NOTES}
"""Message ids by the kind of the fact, or by what the note says that was done."""


def deed_text(did: str) -> str:
    """In the reader's edition; "" for what a package that is gone once wrote."""
    for beginning, text in NOTES_OF_A_KIND.items():
        if did.startswith(beginning):
            rest = did.removeprefix(beginning)
            role = gettext(ROLE_NAMES[Role(rest)]) if rest in set(Role) else rest
            return web.message_text(text, {"role": role})
    return gettext(DEEDS[did]) if did in DEEDS else ""


def kinds() -> list[tuple[str, str]]:
    """What one may look for, by its words; the beginning stands for all that begins so."""
    named = [(did, gettext(text)) for did, text in DEEDS.items()]
    named += [(did, re.split("[:：]", gettext(text))[0].strip()) for did, text in NOTES_OF_A_KIND.items()]
    return sorted(named, key=lambda one: one[1].casefold())
