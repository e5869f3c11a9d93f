"""The view that insight reads: our offers and partners', gone when withdrawn."""

from django.db import connection, transaction

from entrepot.exchange.tests.cast import QINZHOU
from entrepot.facts import public as facts
from entrepot.market.actions.offers import withdraw_offer
from entrepot.market.events import OfferPublished
from entrepot.market.tests import stall


def rows():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT offer_ref, hub, remote, shop_name, shop_country, brand, category, hs, origin, price_minor, currency,"
            " in_stock FROM market_offers_v1 ORDER BY remote"
        )
        return cursor.fetchall()


def test_what_is_listed_is_in_the_view(coffee, qinzhou):
    with transaction.atomic():
        facts.receive(OfferPublished(stall.description()), origin=QINZHOU, at=stall.AT)
    stall.work()
    ours, theirs = rows()
    assert ours == (
        coffee, None, False, "Gunung Tapis Coffee Roasters", "MY", "Gunung Tapis", "coffee", "090121", "MY", 2990, "MYR", True,
    )  # fmt: skip
    assert theirs[:5] == ("offer_ofqinzhou000", "CNQZH", True, "Qinzhou Pottery", "CN")
    withdraw_offer(offer_ref=coffee, by="user_aminah", at=stall.AT)
    assert [row[0] for row in rows()] == ["offer_ofqinzhou000"]
