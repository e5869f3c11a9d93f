"""The seller's desk and the operator's complaints."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from entrepot.finance import public as finance
from entrepot.orders import actions, queries
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import page, read
from entrepot.orders.words import OrderState
from entrepot.values.editions import EDITIONS


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_sellers_desk_begins_with_what_has_to_be_sent(aminah, lin_ref, street, paid, edition):
    unpaid = trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref=lin_ref)
    text = page(aminah, "desk/", edition=edition)
    needs, table = text.split('<form method="get" class="toolbar"', 1)
    assert f"/{edition}/orders/{paid.orders[0].ref}/" in needs
    assert unpaid.orders[0].ref not in needs
    assert unpaid.orders[0].ref in table
    assert paid.orders[1].ref not in text
    assert "滨海大道" not in text


def test_the_shops_desk_begins_with_the_same_needs(aminah, paid):
    def today(path: str) -> list[str]:
        text = aminah.get(path).content.decode()
        return re.findall(
            r'<a class="button" href="([^"]+)"', text.split('id="today"')[1].split("</section>")[0]
        )

    ours = today("/en/orders/desk/")
    assert ours[0] == f"/en/orders/{paid.orders[0].ref}/"
    assert today("/en/market/desk/") == ours


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
    assert rows[-1]["Reference"] == paid.orders[0].ref
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
