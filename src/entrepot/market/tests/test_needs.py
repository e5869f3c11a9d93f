"""What waits for a seller: goods that ran out or are few, and those that are withdrawn with pieces left."""

from __future__ import annotations

from entrepot.market import public as market
from entrepot.market.needs import needs
from entrepot.market.tests import stall


def test_stock_that_ends_and_goods_that_are_withdrawn_wait_for_their_seller(kuantan, clock_of_the_stall):
    shop = stall.coffee_shop()
    stall.upload(shop, stall.file_of(stall.COFFEE))
    stall.work()
    ref, by = stall.offer_ref("KT-250"), "user_aminah"

    def said() -> list[tuple[str, str]]:
        return [
            (str(one), one.way.text if one.way else "")
            for one in needs(frozenset({shop.org_ref}), stall.AT)
            if "drafted" not in one.message
        ]

    title = market.get_offer(ref).public.text("en").title
    assert said() == []
    market.change_stock(offer_ref=ref, stock=5, by=by, at=stall.AT)
    assert said() == [(f"Only 5 left of {title}.", "Change the stock")]
    market.change_stock(offer_ref=ref, stock=0, by=by, at=stall.AT)
    assert said() == [(f"{title} is sold out.", "Change the stock")]
    market.change_stock(offer_ref=ref, stock=7, by=by, at=stall.AT)
    market.withdraw_offer(offer_ref=ref, by=by, at=stall.AT)
    assert said() == [(f"{title} is withdrawn, with 7 still in stock.", "Sell it again or empty its stock")]
    assert list(needs(frozenset(), stall.AT)) == []


def test_a_text_that_a_machine_drafted_waits_under_the_names_of_its_editions(kuantan, clock_of_the_stall):
    shop = stall.coffee_shop()
    stall.upload(shop, stall.file_of({**stall.COFFEE, "title_zh_hant": ""}))
    stall.work()
    assert [str(one) for one in needs(frozenset({shop.org_ref}), stall.AT)] == [
        "Liberica coffee beans, dark roast has no text of yours in 中文繁體: "
        "what stands there was drafted by a machine."
    ]
