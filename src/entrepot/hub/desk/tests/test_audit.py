"""The audit trail: who, what in words, about which thing; narrowed in the address, read from where one stopped."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import translation

import entrepot
from entrepot.facts import models as fact_rows
from entrepot.facts import public as facts
from entrepot.facts import queries
from entrepot.facts.words import EVENTS, Book, Place, Sought
from entrepot.finance.actions.rates import import_rates_csv
from entrepot.hub.desk import audit, deeds
from entrepot.market.tests import stall
from entrepot.orders import actions as order_actions
from entrepot.orders.tests import trade
from entrepot.parties import public as parties
from entrepot.values.editions import EDITIONS

pytestmark = pytest.mark.usefixtures("_fresh_rates")
AT = stall.AT
LONG_AGO = AT - timedelta(days=400)


def lines(operator, query: str = "") -> list[tuple[str, str]]:
    """Who and what, as the page shows them."""
    page = operator.get(f"/en/desk/audit/{query}").content.decode()
    rows = re.findall(r'data-label="Who">(.*?)</td>.*?data-label="What">(.*?)</td>', page, re.DOTALL)
    plain = [tuple(re.sub(r"<[^>]*>", "", cell).strip() for cell in row) for row in rows]
    return [(who.removesuffix(" only this one"), what) for who, what in plain]


@pytest.fixture
def three(operator) -> str:
    """Three notes of long ago, two by the operator. Returns the operator's reference."""
    person = parties.find_person("operator@kuantan.example")
    assert person is not None
    for minute, by, did, about in (
        (0, person.user_ref, "parties.gave_role.seller", "org_1 user_1"),
        (1, "user_1", "parties.issued_api_key", "key_1"),
        (2, person.user_ref, "ports.registered_terminal", "KCT1 org_1"),
    ):
        facts.note(at=LONG_AGO + timedelta(minutes=minute), by=by, did=did, about=about)
    return person.user_ref


def test_each_line_says_in_words_who_did_what_the_newest_first(operator, three):
    day = LONG_AGO.date().isoformat()
    assert lines(operator, f"?day={day}") == [
        (f"Kuantan Port Authority {three}", "A terminal was registered"),
        ("user_1", "An API key was made"),
        (f"Kuantan Port Authority {three}", "A role was given: Seller"),
    ]


def test_person_thing_kind_and_day_narrow_it_in_the_address(operator, three):
    day = f"&day={LONG_AGO.date().isoformat()}"
    by_operator = ["A terminal was registered", "A role was given: Seller"]
    for query, found in (
        ("?who=operator@kuantan.example", by_operator),
        (f"?who={three}", by_operator),
        ("?who=user_1", ["An API key was made"]),
        ("?who=nobody@nowhere.example", []),
        ("?thing=org_1", by_operator),
        ("?thing=org", []),
        ("?kind=parties.gave_role.", ["A role was given: Seller"]),
        ("?kind=ports.registered_terminal&who=user_1", []),
    ):
        assert [what for _who, what in lines(operator, query + day)] == found, query
    assert lines(operator, "?day=yesterday") == []
    assert lines(operator, f"?day={(LONG_AGO - timedelta(days=2)).date().isoformat()}") == []


def test_facts_and_notes_stand_in_one_order_and_no_line_is_lost_between_pages(operator, monkeypatch):
    with transaction.atomic():
        for number in range(6):
            at = LONG_AGO + timedelta(seconds=number // 2)
            facts.note(at=at, by="user_1", did="parties.signed_in", about=f"thing_{number}")
            facts.announce(
                EVENTS["messages.LetterWritten"](f"letter_{number}"),
                at=at,
                by="user_1",
                refs=[f"thing_{number}"],
            )
    every = queries.trail(Sought(by="user_1"), limit=100)
    assert [line.place for line in every] == sorted((line.place for line in every), reverse=True)
    assert len(every) == 12
    pages, before = [], None
    while found := queries.trail(Sought(by="user_1"), before=before, limit=5):
        pages.append(len(found))
        assert found == every[sum(pages[:-1]) : sum(pages)]
        before = found[-1].place
    assert pages == [5, 5, 2]
    monkeypatch.setattr(audit, "PER_PAGE", 5)
    page = operator.get("/en/desk/audit/?who=user_1").content.decode()
    [earlier] = re.findall(r'rel="next" href="([^"]*)"', page)
    assert len(lines(operator, earlier.replace("&amp;", "&"))) == 5
    assert "The newest" not in page


def test_a_place_that_is_none_shows_the_newest(operator, three):
    assert lines(operator, "?who=user_1&before=there") == lines(operator, "?who=user_1")


def test_a_page_far_down_is_found_by_the_index(operator):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")  # few rows have no cost
    place = Place(LONG_AGO, Book.FACT, 1)
    for sought in (Sought(), Sought(by="user_1")):
        for model, book in ((fact_rows.Fact, Book.FACT), (fact_rows.Audit, Book.NOTE)):
            plan = queries._sought(model.objects.all(), book, sought, place)[:50].explain()
            assert "Index Scan" in plan
            assert "Sort" not in plan
    thing = fact_rows.Audit.objects.alias(things=fact_rows.Things("about")).filter(things__contains=["org_1"])
    assert "facts_audit_things" in thing.explain()


def test_the_file_holds_what_the_page_is_narrowed_to(operator, three):
    answer = operator.get("/en/desk/audit/?who=user_1&export=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="audit-trail.csv"'
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "When,Who,What,Kind,About",
        f"{(LONG_AGO + timedelta(minutes=1)).isoformat()},user_1,An API key was made,parties.issued_api_key,key_1",
    ]


def test_what_hurts_says_who_did_it(operator, three):
    import_rates_csv("date,base,quote,rate\n2020-01-02,EUR,THB,33.5\n", source="A bank", by=three, at=AT)
    street = trade.open_street()
    bought = trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref="user_lin")
    trade.pay_in_full(bought)
    order = bought.orders[0]
    order_actions.complain(order_ref=order.ref, buyer_ref="user_lin", complaint="Torn.", at=trade.SOON)
    order_actions.settle_complaint(order_ref=order.ref, refund=True, settled_by=three, at=trade.SOON)
    said = {line.did: line.by for line in reversed(queries.trail(Sought(), limit=200))}
    assert said["finance.RatesLoaded"] == three
    assert said["orders.PurchasePlaced"] == "user_lin"
    assert said["orders.OrderComplained"] == "user_lin"
    assert said["orders.ComplaintSettled"] == three


def test_every_note_that_the_house_writes_has_words():
    written = {
        did
        for file in Path(entrepot.__file__).parent.rglob("*.py")
        if "tests" not in file.parts
        for did in re.findall(r'(?:did=f?|_noting\()"([^"{]*)', file.read_text())
    }
    assert {did for did in written if did} <= {*deeds.NOTES, *deeds.NOTES_OF_A_KIND}


@pytest.mark.parametrize("edition", sorted(set(EDITIONS) - {"en"}))
def test_every_kind_of_deed_is_named_in_the_edition(edition):
    with translation.override("en"):
        english = {name for _, name in deeds.kinds()}
    with translation.override(edition):
        assert english.isdisjoint(name for _, name in deeds.kinds())
