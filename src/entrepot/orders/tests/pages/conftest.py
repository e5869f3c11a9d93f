from __future__ import annotations

import pytest
from django.template import engines
from django.test import Client

from entrepot.logistics.actions import consolidate, record_progress
from entrepot.logistics.tests import yard
from entrepot.market.tests import stall
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import UNRESOLVED, person, seller_of, signed_in
from entrepot.orders.words import Purchase
from entrepot.parties import public as parties
from entrepot.ports.words import EventCode


@pytest.fixture(autouse=True)
def _the_day_of_the_rates(clock_of_the_stall):
    """All pages are read on the day of the tests' rates."""


@pytest.fixture(autouse=True)
def _every_variable_resolves(settings):
    """A name that a template uses and no view gives is seen in the page, instead of nothing."""
    pages, *others = settings.TEMPLATES
    options = {**pages["OPTIONS"], "string_if_invalid": UNRESOLVED}
    settings.TEMPLATES = [{**pages, "OPTIONS": options}, *others]
    assert engines["django"].from_string("{{ nobody }}").render({}) == UNRESOLVED % "nobody"


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
