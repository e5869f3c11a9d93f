"""What the market does when files wait, and when partner hubs tell of their offers."""

from datetime import datetime, timedelta

from entrepot.exchange.events import PartnerConfirmed, PartnerRevoked
from entrepot.facts.words import Fact, chore, hears, reacts_to
from entrepot.finance.events import RatesLoaded
from entrepot.logistics.events import FreightTariffLoaded
from entrepot.market.actions import estimates, imports, partners
from entrepot.market.events import (
    ImportAdvanced,
    ImportRequested,
    OfferChanged,
    OfferPublished,
    OffersToldToPartner,
    OfferWithdrawn,
)
from entrepot.values import HubCode


@reacts_to(ImportRequested)
def begin_import(event: ImportRequested, fact: Fact) -> None:
    imports.load_part(import_ref=event.import_ref, next_row=0, at=fact.at)


@reacts_to(ImportAdvanced)
def go_on_with_import(event: ImportAdvanced, fact: Fact) -> None:
    imports.load_part(import_ref=event.import_ref, next_row=event.next_row, at=fact.at)


@reacts_to(PartnerConfirmed)
def tell_new_partner(event: PartnerConfirmed, fact: Fact) -> None:
    partners.tell_all_offers(hub=event.hub, after_id=0, at=fact.at)


@reacts_to(OffersToldToPartner)
def tell_new_partner_more(event: OffersToldToPartner, fact: Fact) -> None:
    partners.tell_all_offers(hub=event.hub, after_id=event.after_id, at=fact.at)


@reacts_to(PartnerRevoked)
def forget_partner(event: PartnerRevoked, fact: Fact) -> None:
    partners.forget_partner(hub=event.hub)


@hears(OfferPublished)
def list_offer(event: OfferPublished, fact: Fact) -> None:
    partners.list_remote_offer(description=event.offer, hub=_origin(fact), at=fact.at)


@hears(OfferChanged)
def list_changed_offer(event: OfferChanged, fact: Fact) -> None:
    partners.list_remote_offer(description=event.offer, hub=_origin(fact), at=fact.at)


@hears(OfferWithdrawn)
def take_offer_down(event: OfferWithdrawn, fact: Fact) -> None:
    partners.withdraw_remote_offer(
        offer_ref=event.offer_ref, revision=event.revision, hub=_origin(fact), at=fact.at
    )


@reacts_to(RatesLoaded)
def count_with_new_rates(event: RatesLoaded, fact: Fact) -> None:
    estimates.drop_all()


@reacts_to(FreightTariffLoaded)
def count_with_new_freight(event: FreightTariffLoaded, fact: Fact) -> None:
    estimates.drop_all()


@chore(every=timedelta(hours=6))
def drop_old_estimates(at: datetime) -> None:
    estimates.drop_before(at.date())


def _origin(fact: Fact) -> HubCode:
    if fact.origin is None:
        raise ValueError(f"fact {fact.id} is our own")
    return fact.origin
