"""One order, as its buyer and its seller read it, and nobody else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.logistics.actions import consolidate, record_delivery
from entrepot.logistics.tests import yard
from entrepot.market.tests import stall
from entrepot.orders import queries
from entrepot.orders.events import OrderConfirmed
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import page, person, read
from entrepot.orders.words import OrderState
from entrepot.parties import public as parties
from entrepot.values import clock
from entrepot.values.editions import EDITIONS


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_buyer_reads_the_order_with_its_price_and_recipient(lin, paid, edition):
    text = page(lin, f"{paid.orders[0].ref}/", edition=edition)
    assert 'value="133.29 CNY"' in text
    assert "滨海大道 18 号" in text
    assert "test bank" in text
    assert paid.orders[0].ref.replace("order_", "parcel_") in text


def test_a_seller_sees_its_own_order_and_its_recipient_and_no_other(aminah, nimal, paid):
    coffee, tea = paid.orders
    text = page(aminah, f"{coffee.ref}/")
    assert "滨海大道 18 号" in text
    assert 'value="56.81 MYR"' in text
    page(aminah, f"{tea.ref}/", status=404)
    assert "滨海大道" not in page(nimal, f"{coffee.ref}/", status=404)
    assert "滨海大道 18 号" in page(nimal, f"{tea.ref}/")


def test_a_seller_learns_neither_a_recipient_before_the_payment_nor_the_buyers_quota(aminah, street, lin_ref):
    unpaid = trade.buy(
        trade.cart_of(**{street.coffee: 1}), buyer_ref=lin_ref, declared=stall.Money(320000, "CNY")
    )
    text = page(aminah, f"{unpaid.orders[0].ref}/")
    assert "滨海大道" not in text
    assert "3200.00" not in text
    assert "Do not send anything." in text
    trade.pay_in_full(unpaid)
    assert "滨海大道" in page(aminah, f"{unpaid.orders[0].ref}/")


def test_a_member_who_does_not_sell_sees_no_order_on_a_page_or_by_the_api(sellers, paid, wei):
    org_ref, _ = sellers[0]
    treasurer = person("Wei").user_ref
    owner = parties.Actor("user_x", memberships=(parties.Membership(org_ref, parties.Role.OWNER),))
    parties.give_role(org_ref=org_ref, user_ref=treasurer, role=parties.Role.TREASURER, by=owner, at=trade.AT)
    page(wei, f"{paid.orders[0].ref}/", status=404)
    assert wei.get("/api/v1/orders").json() == []
    for path in ("", "/timeline"):
        assert wei.get(f"/api/v1/orders/{paid.orders[0].ref}{path}").status_code == 404


@pytest.mark.parametrize("kind", ["order", "purchase"])
def test_anothers_answers_like_one_that_never_was(wei, operator, paid, kind):
    theirs = paid.orders[0].ref if kind == "order" else paid.ref
    nobodys = f"{kind}_000000000000"
    path = "{}/" if kind == "order" else "purchases/{}/"
    for client in (wei, operator):
        known, unknown = (page(client, path.format(ref), status=404) for ref in (theirs, nobodys))
        assert known.replace(theirs, nobodys) == unknown


@pytest.mark.parametrize("deed", ["confirm", "complaint"])
def test_nobody_else_confirms_or_complains(wei, aminah, paid, deed):
    order = paid.orders[0]
    trade.deliver(order.ref)
    for client in (wei, aminah):
        answer = client.post(f"/en/orders/{order.ref}/{deed}", {"complaint": "No."})
        read(answer, 404)
    assert queries.get_order(order.ref).state is OrderState.DELIVERED


def test_who_is_not_signed_in_signs_in_first(client, paid):
    for path in ("", "desk/", "complaints/", f"{paid.orders[0].ref}/", f"purchases/{paid.ref}/"):
        answer = client.get(f"/en/orders/{path}")
        assert answer.headers["Location"] == f"/en/account/login/?next=/en/orders/{path}"


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_voyage_is_shown_as_marks_chart_and_words(lin, at_sea, edition):
    text = page(lin, f"{at_sea.orders[0].ref}/", edition=edition)
    assert text.count('<li class="done">') == 2
    assert '<li class="estimated">' in text
    assert text.count('class="geo-chart"') == 2
    assert yard.BOX in text
    assert "Bunga Teratai" in text
    assert "style=" not in text


def test_the_live_chart_shows_where_the_ship_is_to_those_who_may_read_the_order(
    lin, aminah, wei, operator, client, at_sea, tmp_path, monkeypatch
):
    clock.set_to(yard.DEPARTS + timedelta(days=2), tmp_path / "later")
    monkeypatch.setenv(clock.VARIABLE, str(tmp_path / "later"))
    ref = at_sea.orders[0].ref
    assert f'data-live-chart="/en/orders/{ref}/chart.json"' in page(lin, f"{ref}/")
    answer = lin.get(f"/en/orders/{ref}/chart.json")
    assert "private" in answer["Cache-Control"]
    told = json.loads(answer.content)
    (lane,) = told["lanes"]["features"]
    title = "Voyage of Bunga Teratai from Kuantan to Qinzhou"
    assert lane["properties"] == {"title": title, "layer": "goods", "volume": 1, "moving": True}
    (mark,) = told["marks"]["features"]
    assert mark["properties"]["title"] == f"{title}, its position estimated"
    assert [round(degrees) for degrees in mark["geometry"]["coordinates"]] == [110, 12]
    assert json.loads(aminah.get(f"/en/orders/{ref}/chart.json").content) == told
    for stranger in (wei, operator):
        assert stranger.get(f"/en/orders/{ref}/chart.json").status_code == 404
    assert client.get(f"/en/orders/{ref}/chart.json").status_code == 302


def test_before_the_box_is_on_board_nothing_moves_on_the_live_chart(lin, paid):
    consolidate(
        parcel_refs=[order.ref.replace("order_", "parcel_") for order in paid.orders],
        booking=yard.BOOKING, container=yard.BOX, iso_type="22G1", at=trade.SOON,
    )  # fmt: skip
    told = json.loads(lin.get(f"/en/orders/{paid.orders[0].ref}/chart.json").content)
    assert [lane["properties"]["moving"] for lane in told["lanes"]["features"]] == [False]
    assert told["marks"]["features"] == []


def test_the_order_leads_a_telephone_to_where_it_is(lin, aminah, paid):
    for client in (lin, aminah):
        text = page(client, f"{paid.orders[0].ref}/")
        assert text.count("QR code of") == 1
        assert f'aria-label="QR code of http://testserver/en/orders/{paid.orders[0].ref}/"' in text


def test_rival_times_stand_side_by_side_with_their_sources(lin, at_sea):
    text = page(lin, f"{at_sea.orders[0].ref}/")
    assert "Reckoned from loading: distance at the planned speed" in text
    assert "Planned for" in text
    assert "The carrier" in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_at_the_door_the_buyer_confirms_with_the_consequence_in_words(lin, at_sea, edition):
    order = at_sea.orders[0]
    parcel = order.ref.replace("order_", "parcel_")
    record_delivery(parcel_ref=parcel, unreported=True, at=trade.DELIVERED_AT)
    stall.work()
    text = page(lin, f"{order.ref}/", edition=edition)
    assert text.count('class="button seal"') == 1
    assert f'action="/{edition}/orders/{order.ref}/confirm"' in text
    answer = lin.post(f"/{edition}/orders/{order.ref}/confirm")
    assert answer.headers["Location"] == f"/{edition}/orders/{order.ref}/"
    stall.work()
    text = page(lin, f"{order.ref}/", edition=edition)
    assert "/confirm" not in text
    assert "/complaint" not in text
    assert finance.escrow_of(order.ref).state == "released"


def test_a_complaint_is_kept_when_it_is_too_long_and_taken_when_it_is_not(lin, paid):
    order = paid.orders[0]
    text = read(lin.post(f"/en/orders/{order.ref}/complaint", {"complaint": "y" * 4001}), 422)
    assert "y" * 4001 in text
    assert '<details class="confirm" open>' in text
    read(lin.post(f"/en/orders/{order.ref}/complaint", {"complaint": " "}), 422)
    assert queries.get_order(order.ref).state is OrderState.PAID
    lin.post(f"/en/orders/{order.ref}/complaint", {"complaint": "Nothing came.\n<b>"})
    text = page(lin, f"{order.ref}/")
    assert "Nothing came." in text
    assert "<b>" not in text.split('id="complaint"')[1].split("</section>")[0]


def test_a_buyer_who_complained_can_end_it(lin, paid):
    order = paid.orders[0]
    trade.deliver(order.ref)
    lin.post(f"/en/orders/{order.ref}/complaint", {"complaint": "Torn."})
    assert "Your complaint ends" in page(lin, f"{order.ref}/")
    lin.post(f"/en/orders/{order.ref}/confirm")
    assert queries.get_order(order.ref).state is OrderState.COMPLETED


def test_a_complaint_too_late_is_refused_and_kept(lin, paid):
    order = paid.orders[0]
    trade.deliver(order.ref)
    lin.post(f"/en/orders/{order.ref}/confirm")
    read(lin.post(f"/en/orders/{order.ref}/complaint", {"complaint": "Torn after all."}), 409)
    assert OrderConfirmed in [type(line.event) for line in facts.timeline(order.ref)]
    assert queries.get_order(order.ref).state is OrderState.COMPLETED
