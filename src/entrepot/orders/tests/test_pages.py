"""Pages of cart, checkout, orders and desks, as the right person gets them without script, and nobody else."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.template import engines
from django.test import Client

from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.logistics.actions import consolidate, record_delivery, record_progress
from entrepot.logistics.tests import yard
from entrepot.market import public as market
from entrepot.market.tests import stall
from entrepot.orders import actions, models, queries
from entrepot.orders.events import OrderConfirmed
from entrepot.orders.tests import trade
from entrepot.orders.words import OrderState, Purchase, Wanted
from entrepot.parties import public as parties
from entrepot.ports.words import EventCode
from entrepot.values import CountryCode, clock

pytestmark = pytest.mark.usefixtures("clock_of_the_stall", "every_variable_resolves")

EDITIONS = ["en", "zh-hans", "zh-hant", "mn"]
PASSWORD = "chart table and ledger"
UNRESOLVED = "(unresolved %s)"
ADDRESS = {"name": "林月", "street": "滨海大道 18 号", "town": "南宁", "postcode": "530000", "phone": ""}
TO_CHINA = {"to": "CN", "currency": "CNY"}


@pytest.fixture
def every_variable_resolves(settings):
    """A name that a template uses and no view gives is seen in the page, instead of nothing."""
    pages, *others = settings.TEMPLATES
    options = {**pages["OPTIONS"], "string_if_invalid": UNRESOLVED}
    settings.TEMPLATES = [{**pages, "OPTIONS": options}, *others]
    assert engines["django"].from_string("{{ nobody }}").render({}) == UNRESOLVED % "nobody"


def person(name: str) -> parties.Person:
    return parties.open_account(
        email=f"{name.lower()}@shop.example", password=PASSWORD, name=name, at=trade.AT
    )


def signed_in(user_ref: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(user_ref=user_ref))
    return client


def seller_of(name: str) -> tuple[str, Client]:
    owner = person(name)
    organisation = parties.open_organisation(
        name=f"{name} and Sons", country=CountryCode("MY"), owner_user_ref=owner.user_ref, at=trade.AT
    )
    return organisation.ref, signed_in(owner.user_ref)


@pytest.fixture
def sellers(kuantan) -> tuple[tuple[str, Client], tuple[str, Client]]:
    return seller_of("Aminah"), seller_of("Nimal")


@pytest.fixture
def street(sellers) -> trade.Street:
    (coffee_org, _), (tea_org, _) = sellers
    return trade.open_street(coffee_org=coffee_org, tea_org=tea_org)


@pytest.fixture
def aminah(sellers) -> Client:
    return sellers[0][1]


@pytest.fixture
def nimal(sellers) -> Client:
    return sellers[1][1]


@pytest.fixture
def lin_ref(kuantan) -> str:
    return person("Lin").user_ref


@pytest.fixture
def lin(lin_ref) -> Client:
    return signed_in(lin_ref)


@pytest.fixture
def wei(kuantan) -> Client:
    return signed_in(person("Wei").user_ref)


@pytest.fixture
def operator(kuantan) -> Client:
    return signed_in(parties.find_person("operator@kuantan.example").user_ref)


@pytest.fixture
def bought(street, lin_ref) -> Purchase:
    return trade.buy(trade.cart_of(**{street.coffee: 2, street.tea: 3}), buyer_ref=lin_ref)


@pytest.fixture
def paid(bought) -> Purchase:
    trade.pay_in_full(bought)
    return bought


def read(answer, status: int = 200) -> str:
    text = answer.content.decode()
    assert answer.status_code == status, re.sub(r"\s+", " ", text)[:2000]
    assert "(unresolved " not in text, text[text.index("(unresolved ") :][:80]
    return re.sub(r"\s+", " ", text)


def page(client: Client, path: str, status: int = 200, edition: str = "en", **query: str) -> str:
    return read(client.get(f"/{edition}/orders/{path}", query), status)


def fill(client: Client, street: trade.Street) -> None:
    """Two bags of coffee and three boxes of tea in the session's cart, to China in yuan."""
    for offer_ref, quantity in ((street.coffee, 2), (street.tea, 3)):
        answer = client.post("/en/orders/cart/add", {"offer_ref": offer_ref, "quantity": quantity})
        assert answer.headers["Location"] == "/en/orders/cart/"
    client.get("/en/orders/cart/", TO_CHINA)


def agreed(text: str) -> str:
    return re.search(r'name="agreed" value="([^"]*)"', text).group(1)


def later(days: int, tmp_path) -> None:
    clock.set_to(trade.AT.replace(day=trade.AT.day + days), tmp_path / "clock")


# The cart


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_empty_cart_says_what_it_is_for_and_leads_to_the_market(client, kuantan, edition):
    assert f'class="button" href="/{edition}/market/"' in page(client, "cart/", edition=edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_cart_shows_each_shops_landed_price_and_the_whole(client, street, edition):
    fill(client, street)
    text = page(client, "cart/", edition=edition)
    for value in ("29.90 MYR", "9.80 USD", "133.29 CNY"):
        assert f'value="{value}"' in text
    assert "Gunung Tapis Coffee Roasters" in text
    assert "Haputale Mist Tea Garden" in text
    assert f'href="/{edition}/orders/checkout/"' in text


def test_the_cart_counts_in_the_money_of_the_country_as_the_product_page_does(client, street):
    fill(client, street)
    client.get("/en/orders/cart/", {"to": "MY", "currency": "MYR"})
    fresh = Client()
    fresh.post("/en/orders/cart/add", {"offer_ref": street.coffee, "quantity": "2"})
    assert 'value="133.29 CNY"' in page(fresh, "cart/", to="CN")


def test_pieces_are_changed_and_taken_out(client, street):
    fill(client, street)
    client.post("/en/orders/cart/add", {"offer_ref": street.coffee, "quantity": "4"})
    client.post("/en/orders/cart/add", {"offer_ref": street.tea, "quantity": "0"})
    text = page(client, "cart/")
    assert f'name="offer_ref" value="{street.tea}"' not in text
    assert 'inputmode="numeric" value="4"' in text
    cart_ref = client.session["orders_cart"]
    assert queries.cart_lines(cart_ref) == (Wanted(street.coffee, 4),)


@pytest.mark.parametrize("typed", ["two", "1000", "-1", "1.5", "²"])
def test_an_impossible_number_is_said_at_its_product_and_kept(client, street, typed):
    fill(client, street)
    answer = client.post("/en/orders/cart/add", {"offer_ref": street.coffee, "quantity": typed})
    text = read(answer, 422)
    assert f'value="{typed}" aria-invalid="true"' in text
    assert f'id="wrong-{street.coffee}"' in text
    assert f'id="wrong-{street.tea}"' not in text
    assert queries.cart_lines(client.session["orders_cart"])[0] == Wanted(street.coffee, 2)


def test_a_product_that_is_gone_can_be_taken_out(client, street):
    fill(client, street)
    market.withdraw_offer(offer_ref=street.tea, by="user_nimal", at=trade.AT)
    text = page(client, "cart/")
    assert "This is no longer sold. Take it out to go on." in text
    assert "/orders/checkout/" not in text
    client.post("/en/orders/cart/add", {"offer_ref": street.tea, "quantity": "0"})
    assert "/orders/checkout/" in page(client, "cart/")


def test_more_pieces_than_there_are_is_said_before_the_checkout(client, street):
    fill(client, street)
    client.post("/en/orders/cart/add", {"offer_ref": street.tea, "quantity": "5"})
    text = page(client, "cart/")
    assert "Only 4 are left. Change the number." in text
    assert "/orders/checkout/" not in text


def test_without_a_price_the_cart_says_why(client, street):
    fill(client, street)
    text = page(client, "cart/", to="DE", currency="CNY")
    assert "There is no price to Germany in CNY for this cart." in text
    assert "no price from MYKUA to DE" in text
    assert "/orders/checkout/" not in text


def test_a_country_that_does_not_exist_is_not_taken(client, street):
    fill(client, street)
    assert 'value="133.29 CNY"' not in page(client, "cart/", to="ZZ", currency="MYR")


# The checkout


def test_who_is_not_signed_in_signs_in_and_finds_the_cart_again(client, street, lin_ref):
    fill(client, street)
    answer = client.get("/en/orders/checkout/")
    assert answer.headers["Location"] == "/en/account/login/?next=/en/orders/checkout/"
    client.force_login(get_user_model().objects.get(user_ref=lin_ref))
    assert "Liberica coffee beans" in page(client, "checkout/")


def test_an_empty_cart_leads_back_from_the_checkout(lin):
    assert lin.get("/en/orders/checkout/").headers["Location"] == "/en/orders/cart/"


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_checkout_shows_the_price_and_asks_for_the_recipient(lin, street, edition):
    fill(lin, street)
    text = page(lin, "checkout/", edition=edition)
    for name in ("name", "street", "town", "postcode", "phone", "declared"):
        assert f'name="{name}"' in text
    assert text.count('class="button seal"') == 1


def test_the_quota_is_asked_only_where_there_is_one(lin, street):
    fill(lin, street)
    assert 'name="declared"' in page(lin, "checkout/")
    stall.logistics.load_freight_tariff(
        text="ship_from,to_country,currency,per_kg,minimum,insurance_rate,insurance_minimum,transit_days,effective_from\n"
        "MYKUA,MY,MYR,2.00,3.00,0.01,0.30,3,2026-01-01\n",
        source="test table",
        at=trade.AT,
    )
    assert 'name="declared"' not in page(lin, "checkout/", to="MY", currency="MYR")


def test_placing_the_order_leads_to_the_purchase_and_empties_the_cart(lin, street, lin_ref):
    fill(lin, street)
    total = agreed(page(lin, "checkout/"))
    given = {**ADDRESS, "declared": "3200.00", "agreed": total}
    answer = lin.post("/en/orders/checkout/", given)
    (bought,) = queries.purchases_of(lin_ref)
    assert answer.headers["Location"] == f"/en/orders/purchases/{bought.ref}/"
    assert (str(bought.total), bought.recipient.name, bought.destination) == (total, "林月", "CN")
    assert "Your cart is empty" in page(lin, "cart/")
    assert lin.post("/en/orders/checkout/", given).headers["Location"] == answer.headers["Location"]
    assert models.Purchase.objects.count() == 1


def test_what_was_typed_stays_when_something_is_missing(lin, street):
    fill(lin, street)
    answer = lin.post("/en/orders/checkout/", {**ADDRESS, "town": "", "phone": "+86 771"})
    text = read(answer, 422)
    assert 'value="滨海大道 18 号"' in text
    assert 'value="+86 771"' in text
    assert 'href="#id_town"' in text
    assert models.Purchase.objects.count() == 0


def test_a_blank_name_is_refused_at_its_field(lin, street):
    fill(lin, street)
    text = read(lin.post("/en/orders/checkout/", {**ADDRESS, "name": "   "}), 422)
    assert 'href="#id_name"' in text


def test_a_price_that_moved_is_shown_before_it_is_bought(lin, street):
    fill(lin, street)
    total = agreed(page(lin, "checkout/"))
    text = read(lin.post("/en/orders/checkout/", {**ADDRESS, "declared": "25900", "agreed": total}), 409)
    assert f"the page showed {total}" in text
    assert models.Purchase.objects.count() == 0
    now_agreed = agreed(text)
    assert now_agreed != total
    assert 'value="25900"' in text
    lin.post("/en/orders/checkout/", {**ADDRESS, "declared": "25900", "agreed": now_agreed})
    assert f"{models.Purchase.objects.get().total_minor / 100:.2f} CNY" == now_agreed


def test_what_is_sold_out_meanwhile_is_said_and_nothing_is_lost(lin, street):
    fill(lin, street)
    text = page(lin, "checkout/")
    market.change_stock(offer_ref=street.tea, stock=1, by="user_nimal", at=trade.AT)
    text = read(lin.post("/en/orders/checkout/", {**ADDRESS, "agreed": agreed(text)}), 409)
    assert "Only 1 of Ceylon black tea, orange pekoe are left." in text
    assert 'value="林月"' in text
    assert models.Purchase.objects.count() == 0


def test_the_address_of_the_last_time_is_offered_to_its_owner_only(lin, wei, street, bought):
    fill(lin, street)
    fill(wei, street)
    assert 'value="林月"' in page(lin, "checkout/")
    assert "林月" not in page(wei, "checkout/")


# The purchase


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_purchase_is_paid_by_one_button_that_says_what_happens(lin, bought, edition):
    text = page(lin, f"purchases/{bought.ref}/", edition=edition)
    assert f'action="/{edition}/orders/purchases/{bought.ref}/pay"' in text
    assert text.count('class="button seal"') == 1
    if edition == "en":
        assert f"Pay CNY {bought.total.amount} into escrow" in text


def test_while_the_provider_is_asked_the_page_looks_again_by_itself(lin, bought):
    answer = lin.post(f"/en/orders/purchases/{bought.ref}/pay")
    assert answer.headers["Location"] == f"/en/orders/purchases/{bought.ref}/"
    text = page(lin, f"purchases/{bought.ref}/")
    assert f'hx-get="/en/orders/purchases/{bought.ref}/"' in text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text
    assert "/pay" not in text
    assert "HX-Refresh" not in lin.get(f"/en/orders/purchases/{bought.ref}/", headers={"HX-Request": "true"})
    stall.work()
    trade.provider_says(bought.ref)
    answer = lin.get(f"/en/orders/purchases/{bought.ref}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    text = page(lin, f"purchases/{bought.ref}/")
    assert "refresh" not in text
    assert "hx-get" not in text


def test_a_slow_provider_is_said_to_be_slow(lin, bought, tmp_path):
    trade.pay(bought)
    assert "This page looks again by itself." in page(lin, f"purchases/{bought.ref}/")
    later(1, tmp_path)
    assert "The provider takes longer than usual." in page(lin, f"purchases/{bought.ref}/")


def test_a_declined_payment_says_why_and_offers_the_goods_again(lin, street, bought):
    trade.pay(bought)
    trade.provider_says(bought.ref, "declined", "limit_exceeded")
    text = page(lin, f"purchases/{bought.ref}/")
    assert "The amount is above the limit of your card or account." in text
    assert "Nothing was charged." in text
    answer = lin.post(f"/en/orders/purchases/{bought.ref}/again")
    assert answer.headers["Location"] == "/en/orders/cart/"
    assert queries.cart_lines(lin.session["orders_cart"]) == (Wanted(street.coffee, 2), Wanted(street.tea, 3))


def test_money_that_came_too_late_is_said_to_go_back(lin, bought):
    trade.pay(bought)
    actions.cancel_purchase(purchase_ref=bought.ref, reason="not_paid_in_time", at=trade.SOON)
    trade.provider_says(bought.ref)
    text = page(lin, f"purchases/{bought.ref}/")
    assert "It goes back to you, whole." in text
    assert "Nothing was charged." not in text


def test_after_the_time_there_is_nothing_to_pay(lin, bought, tmp_path):
    later(1, tmp_path)
    text = page(lin, f"purchases/{bought.ref}/")
    assert "It was not paid in time" in text
    assert f"/orders/purchases/{bought.ref}/pay" not in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_my_orders_begin_with_what_needs_me(lin, street, lin_ref, paid, edition):
    unpaid = trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref=lin_ref)
    trade.deliver(paid.orders[0].ref)
    text = page(lin, "", edition=edition)
    needs, rest = text.split("<table", 1)
    assert f"/orders/purchases/{unpaid.ref}/" in needs
    assert f"/orders/{paid.orders[0].ref}/" in needs
    assert paid.orders[1].ref not in needs
    assert paid.ref in rest


def test_whoever_ordered_nothing_is_led_to_the_market(wei, paid):
    text = page(wei, "")
    assert "You have not ordered anything yet" in text
    assert paid.ref not in text


# The order


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


def test_a_member_who_does_not_sell_sees_no_recipient(sellers, paid, wei):
    org_ref, _ = sellers[0]
    treasurer = person("Wei").user_ref
    owner = parties.Actor("user_x", memberships=(parties.Membership(org_ref, parties.Role.OWNER),))
    parties.give_role(org_ref=org_ref, user_ref=treasurer, role=parties.Role.TREASURER, by=owner, at=trade.AT)
    page(wei, f"{paid.orders[0].ref}/", status=404)


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


@pytest.fixture
def at_sea(paid) -> Purchase:
    """Both parcels in a box that is on board."""
    consolidate(
        parcel_refs=[order.ref.replace("order_", "parcel_") for order in paid.orders],
        booking=yard.BOOKING,
        container=yard.BOX,
        iso_type="22G1",
        at=trade.SOON,
    )
    record_progress(
        events=[yard.event(EventCode.GATE_IN), yard.event(EventCode.LOAD)], withdrawn=[], at=yard.DEPARTS
    )
    stall.work()
    return paid


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_voyage_is_shown_as_marks_chart_and_words(lin, at_sea, edition):
    text = page(lin, f"{at_sea.orders[0].ref}/", edition=edition)
    assert text.count('<li class="done">') == 2
    assert '<li class="estimated">' in text
    assert text.count('class="geo-chart"') == 2
    assert yard.BOX in text
    assert "Bunga Teratai" in text
    assert "style=" not in text


def test_rival_times_stand_side_by_side_with_their_sources(lin, at_sea):
    text = page(lin, f"{at_sea.orders[0].ref}/")
    assert "Reckoned from loading: distance at the planned speed" in text
    assert "Planned for" in text
    assert "The carrier" in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_at_the_door_the_buyer_confirms_with_the_consequence_in_words(lin, at_sea, edition):
    order = at_sea.orders[0]
    record_delivery(parcel_ref=order.ref.replace("order_", "parcel_"), at=trade.DELIVERED_AT)
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


# The desks


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_sellers_desk_begins_with_what_has_to_be_sent(aminah, lin_ref, street, paid, edition):
    unpaid = trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref=lin_ref)
    text = page(aminah, "desk/", edition=edition)
    needs, table = text.split('<form method="get" class="toolbar"', 1)
    assert paid.orders[0].ref in needs
    assert unpaid.orders[0].ref not in needs
    assert unpaid.orders[0].ref in table
    assert paid.orders[1].ref not in text
    assert "滨海大道" not in text


def test_what_is_in_a_box_needs_no_packing(aminah, at_sea):
    text = page(aminah, "desk/")
    assert "Nothing waits for you." in text
    assert at_sea.orders[0].ref in text


def test_the_desk_is_narrowed_by_state_and_text_in_the_address(aminah, lin_ref, street, paid):
    unpaid = trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref=lin_ref).orders[0].ref

    def table(**query: str) -> str:
        return page(aminah, "desk/", **query).split("</form>")[-1]

    assert paid.orders[0].ref not in table(state="placed")
    assert unpaid in table(state="placed")
    assert paid.orders[0].ref in table(q=paid.orders[0].ref[6:12])
    assert unpaid not in table(q=paid.orders[0].ref[6:12])
    assert unpaid in table(q="利比里卡")
    assert "No order is like that." in page(aminah, "desk/", q="locomotive")
    assert unpaid in table(state="unheard")


def test_the_desk_is_downloaded_whole_as_csv(aminah, lin_ref, street, paid):
    for _ in range(2):
        trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref=lin_ref)
    answer = aminah.get("/en/orders/desk/", {"export": "csv"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["State"] for row in rows] == [
        "Waiting for payment",
        "Waiting for payment",
        "Paid into escrow",
    ]
    assert rows[-1]["Goods value"] == "59.80"
    assert rows[-1]["Order"] == paid.orders[0].ref
    assert "林月" not in answer.content.decode()


def test_a_desk_without_shops_or_orders_says_what_it_is_for(wei, aminah, street):
    assert "You sell nothing here yet" in page(wei, "desk/")
    assert "Nobody has ordered from your shops yet" in page(aminah, "desk/")


def test_complaints_are_for_the_operator(operator, aminah, lin, paid):
    assert "No complaint is open" in page(operator, "complaints/")
    for client in (aminah, lin):
        page(client, "complaints/", status=404)
        read(client.post(f"/en/orders/{paid.orders[0].ref}/settlement", {"decision": "refund"}), 404)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("decision", "state"), [("refund", OrderState.REFUNDED), ("release", OrderState.COMPLETED)]
)
def test_the_operator_settles_with_the_consequence_in_words(
    operator, lin_ref, paid, edition, decision, state
):
    order = paid.orders[0]
    actions.complain(order_ref=order.ref, buyer_ref=lin_ref, complaint="Torn.", at=trade.SOON)
    text = page(operator, "complaints/", edition=edition)
    assert "Torn." in text
    assert 'value="133.29 CNY"' in text
    assert "滨海大道" not in text
    answer = operator.post(f"/{edition}/orders/{order.ref}/settlement", {"decision": decision})
    assert answer.headers["Location"] == f"/{edition}/orders/complaints/"
    assert queries.get_order(order.ref).state is state


@pytest.mark.parametrize("decision", ["", "seller"])
def test_without_a_decision_no_money_moves(operator, lin_ref, paid, decision):
    order = paid.orders[0]
    actions.complain(order_ref=order.ref, buyer_ref=lin_ref, complaint="Torn.", at=trade.SOON)
    text = read(operator.post(f"/en/orders/{order.ref}/settlement", {"decision": decision}), 422)
    assert "Nothing was moved." in text
    assert queries.get_order(order.ref).state is OrderState.COMPLAINED
    assert finance.escrow_of(order.ref).state == "held"


@pytest.mark.parametrize(
    "path", ["cart/add", "purchases/purchase_x/pay", "order_x/confirm", "order_x/settlement"]
)
def test_what_changes_something_is_only_posted(lin, path):
    assert lin.get(f"/en/orders/{path}").status_code == 405


def test_a_form_from_elsewhere_changes_nothing(lin_ref, bought):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.get(user_ref=lin_ref))
    assert strict.post(f"/en/orders/purchases/{bought.ref}/pay").status_code == 403
    assert finance.find_payment(bought.ref) is None
