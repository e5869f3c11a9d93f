"""Stock is exact: all lines or none, ten of ten however many come at once, and every step once."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrepot.market import models
from entrepot.market.actions.imports import import_products, load_part
from entrepot.market.actions.offers import change_stock, withdraw_offer
from entrepot.market.actions.stock import release_stock, reserve_stock, sell_stock
from entrepot.market.queries.offers import find_offer
from entrepot.market.tests import stall
from entrepot.values import Refusal


def stock_of(ref):
    offer = find_offer(ref)
    return (offer.stock, offer.available)


@pytest.fixture
def both(shop):
    """Ten bags of coffee and four boxes of tea."""
    stall.upload(shop, stall.file_of(stall.COFFEE, {**stall.TEA, "stock": "4"}))
    return stall.offer_ref("KT-250"), stall.offer_ref("HM-OP")


def refused(code, call, **given):
    with pytest.raises(Refusal) as caught, transaction.atomic():
        call(**given, at=stall.AT)
    assert caught.value.code == code
    return caught.value


def test_reserved_pieces_are_held_then_sold(coffee):
    reserve_stock(reservation_ref="r1", lines=[(coffee, 3)], at=stall.AT)
    assert stock_of(coffee) == (10, 7)
    sell_stock(reservation_ref="r1", at=stall.AT)
    assert stock_of(coffee) == (7, 7)


def test_released_pieces_are_free_again(coffee):
    reserve_stock(reservation_ref="r1", lines=[(coffee, 3)], at=stall.AT)
    release_stock(reservation_ref="r1", at=stall.AT)
    assert stock_of(coffee) == (10, 10)


def test_each_step_again_changes_nothing(coffee):
    for _ in range(2):
        reserve_stock(reservation_ref="r1", lines=[(coffee, 3)], at=stall.AT)
    assert stock_of(coffee) == (10, 7)
    for _ in range(2):
        sell_stock(reservation_ref="r1", at=stall.AT)
    assert stock_of(coffee) == (7, 7)
    reserve_stock(reservation_ref="r2", lines=[(coffee, 1)], at=stall.AT)
    for _ in range(2):
        release_stock(reservation_ref="r2", at=stall.AT)
    assert stock_of(coffee) == (7, 7)


def test_lines_of_one_product_count_together(coffee):
    refused("market.sold_out", reserve_stock, reservation_ref="r1", lines=[(coffee, 6), (coffee, 5)])
    reserve_stock(reservation_ref="r1", lines=[(coffee, 6), (coffee, 4)], at=stall.AT)
    assert stock_of(coffee) == (10, 0)


def test_all_lines_or_none(both):
    coffee, tea = both
    refusal = refused("market.sold_out", reserve_stock, reservation_ref="r1", lines=[(coffee, 2), (tea, 5)])
    assert refusal.params == {"title": "Ceylon black tea, orange pekoe", "left": 4}
    assert (stock_of(coffee), stock_of(tea)) == ((10, 10), (4, 4))
    assert not models.StockReservation.objects.exists()


def test_a_sold_out_product_says_so(coffee):
    reserve_stock(reservation_ref="r1", lines=[(coffee, 10)], at=stall.AT)
    refusal = refused("market.sold_out", reserve_stock, reservation_ref="r2", lines=[(coffee, 1)])
    assert refusal.message.startswith("%(title)s is sold out.")


def test_what_cannot_be_reserved_is_refused_by_its_name(coffee):
    refused("market.no_offer", reserve_stock, reservation_ref="r1", lines=[("offer_none", 1)])
    refused("market.bad_quantity", reserve_stock, reservation_ref="r1", lines=[(coffee, 0)])
    withdraw_offer(offer_ref=coffee, by="user_aminah", at=stall.AT)
    refused("market.offer_withdrawn", reserve_stock, reservation_ref="r1", lines=[(coffee, 1)])


def test_a_reservation_is_what_it_was(coffee):
    reserve_stock(reservation_ref="r1", lines=[(coffee, 3)], at=stall.AT)
    refused("market.reservation_differs", reserve_stock, reservation_ref="r1", lines=[(coffee, 4)])
    refused("market.no_reservation", sell_stock, reservation_ref="r2")
    sell_stock(reservation_ref="r1", at=stall.AT)
    refused("market.already_sold", release_stock, reservation_ref="r1")
    reserve_stock(reservation_ref="r3", lines=[(coffee, 1)], at=stall.AT)
    release_stock(reservation_ref="r3", at=stall.AT)
    refused("market.already_released", sell_stock, reservation_ref="r3")
    assert stock_of(coffee) == (7, 7)


def test_the_database_itself_refuses_to_oversell(coffee):
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Offer.objects.filter(ref=coffee).update(reserved=11)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Offer.objects.filter(ref=coffee).update(stock=-1)


def test_stock_cannot_be_set_below_what_buyers_hold(coffee):
    reserve_stock(reservation_ref="r1", lines=[(coffee, 3)], at=stall.AT)
    with pytest.raises(Refusal) as caught:
        change_stock(offer_ref=coffee, stock=2, by="user_aminah", at=stall.AT)
    assert (caught.value.code, caught.value.params) == ("market.stock_below_reserved", {"reserved": 3})


def test_selling_the_last_piece_is_told_and_new_stock_too(coffee):
    reserve_stock(reservation_ref="r1", lines=[(coffee, 10)], at=stall.AT)
    number = stall.last_fact()
    sell_stock(reservation_ref="r1", at=stall.AT)
    assert stall.kinds_since(number) == ["market.OfferChanged"]
    assert not find_offer(coffee).public.in_stock
    change_stock(offer_ref=coffee, stock=5, by="user_aminah", at=stall.AT)
    assert find_offer(coffee).public.in_stock
    assert find_offer(coffee).public.revision == 3


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["reserve", "release", "sell"]), st.integers(0, 3), st.integers(1, 5)),
        max_size=25,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_sold_and_left_sum_to_what_there_was(coffee, steps):
    with transaction.atomic():
        sold = held = 0
        state: dict[str, tuple[str, int]] = {}
        for verb, which, pieces in steps:
            ref = f"r{which}"
            try:
                if verb == "reserve":
                    with transaction.atomic():
                        reserve_stock(reservation_ref=ref, lines=[(coffee, pieces)], at=stall.AT)
                    if ref not in state:
                        state[ref] = ("held", pieces)
                        held += pieces
                elif verb == "release":
                    release_stock(reservation_ref=ref, at=stall.AT)
                    if state[ref][0] == "held":
                        held -= state[ref][1]
                        state[ref] = ("released", 0)
                else:
                    with transaction.atomic():
                        sell_stock(reservation_ref=ref, at=stall.AT)
                    if state[ref][0] == "held":
                        held, sold = held - state[ref][1], sold + state[ref][1]
                        state[ref] = ("sold", 0)
            except Refusal:
                pass
            assert stock_of(coffee) == (10 - sold, 10 - sold - held)
        transaction.set_rollback(True)


# Real threads, each with a connection and transactions of its own.


def at_once(count, work):
    """Run `work(number)` in so many threads that start together; returns what each gave."""
    gate = threading.Barrier(count)

    def run(number):
        try:
            connection.ensure_connection()
            gate.wait()
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def try_to_reserve(number, lines):
    try:
        reserve_stock(reservation_ref=f"purchase_{number}", lines=lines, at=stall.AT)
    except Refusal as refusal:
        return refusal.code
    return "held"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db")
def test_64_buyers_of_10_pieces_buy_exactly_10(transactional_db, kuantan):
    shop = stall.coffee_shop()
    stall.upload(shop, stall.file_of(stall.COFFEE))
    coffee = stall.offer_ref()
    answers = at_once(64, lambda number: try_to_reserve(number, [(coffee, 1)]))
    assert (answers.count("held"), answers.count("market.sold_out")) == (10, 54)
    assert stock_of(coffee) == (10, 0)

    held = [f"purchase_{number}" for number, answer in enumerate(answers) if answer == "held"]
    at_once(64, lambda number: sell_stock(reservation_ref=held[number % 10], at=stall.AT))
    assert stock_of(coffee) == (0, 0)
    assert models.StockReservation.objects.filter(state="sold").count() == 10


@pytest.mark.django_db(transaction=True)
def test_many_carts_with_the_same_goods_in_any_order_never_lock_each_other_out(transactional_db, kuantan):
    shop = stall.coffee_shop()
    stall.upload(shop, stall.file_of(*[{**stall.COFFEE, "sku": f"S{n}", "stock": "40"} for n in range(6)]))
    refs = list(models.Offer.objects.values_list("ref", flat=True))

    def buy(number):
        order = random.Random(number).sample(refs, k=4)
        answer = try_to_reserve(number, [(ref, 2) for ref in order])
        if answer == "held":
            end = sell_stock if number % 2 else release_stock
            end(reservation_ref=f"purchase_{number}", at=stall.AT)
        return answer

    answers = at_once(48, buy)
    assert set(answers) <= {"held", "market.sold_out"}
    sold = models.StockReservationLine.objects.filter(reservation__state="sold")
    for ref in refs:
        pieces = sum(line.quantity for line in sold if line.offer.ref == ref)
        assert stock_of(ref) == (40 - pieces, 40 - pieces)


@pytest.mark.django_db(transaction=True)
def test_one_reservation_asked_for_32_times_at_once_holds_once(transactional_db, kuantan):
    shop = stall.coffee_shop()
    stall.upload(shop, stall.file_of(stall.COFFEE))
    coffee = stall.offer_ref()

    def reserve(_):
        reserve_stock(reservation_ref="purchase_same", lines=[(coffee, 2)], at=stall.AT)

    at_once(32, reserve)
    assert stock_of(coffee) == (10, 8)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_loads_while_buyers_buy_loses_nothing(transactional_db, kuantan):
    shop = stall.coffee_shop()
    goods = [{**stall.COFFEE, "sku": f"S{n}", "stock": "100"} for n in range(6)]
    stall.upload(shop, stall.file_of(*goods))
    refs = list(models.Offer.objects.values_list("ref", flat=True))
    dearer = stall.file_of(*[{**row, "price": "31.00"} for row in reversed(goods)])

    def act(number):
        if number == 0:
            job = import_products(shop_ref=shop.ref, content=dearer, file_name="x.csv", by="u", at=stall.AT)
            load_part(import_ref=job.ref, next_row=0, at=stall.AT)
            return "loaded"
        order = random.Random(number).sample(refs, k=5)
        reserve_stock(reservation_ref=f"purchase_{number}", lines=[(ref, 1) for ref in order], at=stall.AT)
        sell_stock(reservation_ref=f"purchase_{number}", at=stall.AT)
        return "sold"

    assert sorted(at_once(17, act)) == ["loaded"] + ["sold"] * 16
    assert set(models.Offer.objects.values_list("price_minor", flat=True)) == {3100}
    assert sum(stock_of(ref)[0] for ref in refs) == 600 - 16 * 5
