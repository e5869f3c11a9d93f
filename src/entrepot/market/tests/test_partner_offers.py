"""Partners' offers: listed beside our own, changed, withdrawn; older words change nothing; nobody speaks for another."""

import pytest
from django.db import transaction

from entrepot.exchange import public as exchange
from entrepot.exchange.events import PartnerRevoked
from entrepot.exchange.tests.cast import PORT_KLANG, QINZHOU, PaperHub
from entrepot.facts import public as facts
from entrepot.market import models
from entrepot.market.actions import partners
from entrepot.market.actions.offers import change_price, list_offer_again, withdraw_offer
from entrepot.market.actions.stock import reserve_stock
from entrepot.market.events import OfferChanged, OfferPublished, OfferWithdrawn
from entrepot.market.queries import listing
from entrepot.market.queries.offers import find_offer, find_offers, get_offer, get_offers
from entrepot.market.queries.shops import currencies_on_offer
from entrepot.market.tests import stall
from entrepot.market.words import OfferState, Text
from entrepot.values import Money, Refusal

REF = "offer_ofqinzhou000"


def hear(event, origin=QINZHOU):
    with transaction.atomic():
        facts.receive(event, origin=origin, at=stall.AT)
    stall.work()


def titles():
    return [offer.title_in("en") for offer in listing.search(listing.Search())[:50]]


def told_to(hub) -> int:
    """Facts that wait for this partner or were told already."""
    return exchange.get_channels(hub).outgoing.behind


def test_a_partners_offer_is_listed_beside_our_own(coffee, qinzhou):
    hear(OfferPublished(stall.description()))
    assert titles() == ["Nixing pottery cup", "Liberica coffee beans, dark roast"]
    offer = get_offer(REF)
    assert (offer.remote, offer.hub, offer.site_url) == (True, "CNQZH", "https://hub.example")
    assert (offer.stock, offer.available, offer.org_ref) == (None, None, "")
    assert offer.price == Money(8800, "CNY")


def test_offers_are_found_together_ours_and_a_partners_for_sale_or_not(shop, coffee, qinzhou):
    hear(OfferPublished(stall.description()))
    stall.upload(shop, stall.file_of(stall.TEA))
    tea = stall.offer_ref("HM-OP")
    withdraw_offer(offer_ref=tea, by="user_aminah", at=stall.AT)
    found = find_offers([REF, tea, "offer_000000000000", coffee])
    assert {ref: (offer.remote, offer.state) for ref, offer in found.items()} == {
        coffee: (False, OfferState.LISTED),
        REF: (True, OfferState.LISTED),
        tea: (False, OfferState.WITHDRAWN),
    }
    for refs, code in (([coffee, tea, REF], "offer_withdrawn"), (["offer_000000000000", tea], "no_offer")):
        with pytest.raises(Refusal, match=rf"market\.{code}"):
            get_offers(refs)
    assert set(get_offers([REF, coffee])) == {coffee, REF}


def test_listed_offers_are_found_with_one_question_for_all(coffee, qinzhou, django_assert_num_queries):
    hear(OfferPublished(stall.description()))
    get_offer(coffee)
    with django_assert_num_queries(1):
        assert set(get_offers([coffee, REF])) == {coffee, REF}


def test_the_currencies_on_offer_are_those_of_every_price_ours_or_a_partners(shop, qinzhou):
    assert currencies_on_offer() == frozenset()
    stall.upload(shop, stall.file_of(stall.COFFEE, stall.TEA))
    assert currencies_on_offer() == {"MYR"}
    hear(OfferPublished(stall.description()))
    assert currencies_on_offer() == {"CNY", "MYR"}


def test_the_same_word_again_changes_nothing(qinzhou):
    hear(OfferPublished(stall.description()))
    before = list(models.Listing.objects.order_by("pk").values())
    hear(OfferPublished(stall.description()))
    assert list(models.Listing.objects.order_by("pk").values()) == before


def test_the_newer_word_wins_in_either_order(qinzhou):
    newer = OfferChanged(stall.description(revision=3, price=Money(9900, "CNY")))
    older = OfferChanged(stall.description(revision=2, price=Money(7700, "CNY")))
    hear(newer)
    hear(older)
    assert get_offer(REF).price == Money(9900, "CNY")
    assert get_offer(REF).public.revision == 3


def test_a_withdrawn_offer_goes_and_no_older_word_brings_it_back(qinzhou):
    hear(OfferPublished(stall.description()))
    hear(OfferWithdrawn(REF, 2))
    assert titles() == []
    hear(OfferChanged(stall.description(revision=2)))
    assert titles() == []
    assert find_offer(REF).state is OfferState.WITHDRAWN
    hear(OfferPublished(stall.description(revision=3)))
    assert titles() == ["Nixing pottery cup"]


def test_an_older_withdrawal_does_not_take_a_newer_offer_down(qinzhou):
    hear(OfferPublished(stall.description(revision=5)))
    hear(OfferWithdrawn(REF, 4))
    assert titles() == ["Nixing pottery cup"]


def test_a_withdrawal_of_what_was_never_heard_is_nothing(qinzhou):
    hear(OfferWithdrawn(REF, 4))
    assert find_offer(REF) is None


def test_nobody_speaks_for_anothers_offer_or_for_ours(coffee, qinzhou):
    PaperHub(PORT_KLANG).join()
    hear(OfferPublished(stall.description()))
    hear(OfferChanged(stall.description(revision=9, price=Money(1, "CNY"))), origin=PORT_KLANG)
    hear(OfferWithdrawn(REF, 9), origin=PORT_KLANG)
    hear(OfferPublished(stall.description(coffee, revision=9)))
    hear(OfferWithdrawn(coffee, 9))
    assert get_offer(REF).price == Money(8800, "CNY")
    assert get_offer(coffee).price == Money(2990, "MYR")
    assert not get_offer(coffee).remote


@pytest.mark.parametrize(
    "differs",
    [
        {"texts": ()},
        {"texts": (Text("en", ""),)},
        {"texts": (Text("en", "x" * 201),)},
        {"texts": (Text("xx", "cup"),)},
        {"texts": (Text("en", "a"), Text("en", "b"))},
        {"price": Money(0, "CNY")},
        {"brand": "x" * 81},
        {"revision": 0},
    ],
)
def test_what_cannot_be_shown_is_not_listed(qinzhou, differs):
    hear(OfferPublished(stall.description(**differs)))
    assert titles() == []
    assert find_offer(REF) is None


def test_an_edition_that_only_the_partner_has_does_not_hide_the_others(qinzhou):
    hear(OfferPublished(stall.description(texts=(Text("xx", "cup"), Text("en", "Nixing pottery cup")))))
    assert find_offer(REF).title_in("mn") == "Nixing pottery cup"


def test_every_confirmed_partner_is_told_of_each_public_change(coffee, qinzhou, shop):
    stall.work()
    assert told_to(QINZHOU) == 1
    for _ in range(2):
        change_price(offer_ref=coffee, price=Money(3100, "MYR"), by="user_aminah", at=stall.AT)
    assert told_to(QINZHOU) == 2
    withdraw_offer(offer_ref=coffee, by="user_aminah", at=stall.AT)
    withdraw_offer(offer_ref=coffee, by="user_aminah", at=stall.AT)
    assert told_to(QINZHOU) == 3
    list_offer_again(offer_ref=coffee, by="user_aminah", at=stall.AT)
    assert told_to(QINZHOU) == 4
    assert get_offer(coffee).public.revision == 4
    stall.upload(shop, stall.file_of(stall.COFFEE, stall.TEA))
    assert told_to(QINZHOU) == 6


def test_what_is_heard_is_never_told_on(qinzhou):
    PaperHub(PORT_KLANG).join()
    stall.work()
    hear(OfferPublished(stall.description()))
    assert told_to(PORT_KLANG) == 0


def test_a_new_partner_is_told_of_everything_for_sale(shop, monkeypatch):
    monkeypatch.setattr(partners, "OFFERS_AT_A_TIME", 2)
    stall.upload(shop, stall.file_of(*[{**stall.COFFEE, "sku": f"S{n}"} for n in range(5)]))
    withdraw_offer(offer_ref=stall.offer_ref("S3"), by="user_aminah", at=stall.AT)
    PaperHub().join()
    assert told_to(QINZHOU) == 0
    stall.work()
    assert told_to(QINZHOU) == 4


def test_a_revoked_partners_offers_are_gone_and_can_be_told_anew(qinzhou):
    hear(OfferPublished(stall.description(revision=7)))
    with transaction.atomic():
        facts.announce(PartnerRevoked(QINZHOU), at=stall.AT)
    stall.work()
    assert titles() == []
    hear(OfferPublished(stall.description(revision=1)))
    assert titles() == ["Nixing pottery cup"]


def test_a_partners_offer_is_not_ours_to_sell(qinzhou):
    hear(OfferPublished(stall.description()))
    with pytest.raises(Refusal) as refused:
        reserve_stock(reservation_ref="r1", lines=[(REF, 1)], at=stall.AT)
    assert refused.value.code == "market.sold_by_partner"
