"""A consignment and the terminal's report at once; two operators at once; two scans at once."""

from datetime import timedelta

import pytest

from entrepot.logistics import actions, models, queries
from entrepot.logistics.events import ParcelDelivered, ParcelMoved
from entrepot.logistics.tests.yard import AT, DEPARTS, announced, consolidate, open_parcel, react
from entrepot.logistics.words import ParcelState, Step
from entrepot.ports.tests.harbour import at_once, send
from entrepot.ports.tests.harbour import report as message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", range(6))
def test_a_report_finds_the_box_or_the_box_finds_the_report(kuantan, turn):
    coffee = open_parcel("coffee")
    local = (DEPARTS - timedelta(hours=12)).strftime("%Y%m%d%H%M")

    def gate() -> None:
        send(message("gate_in", local=local))
        react()

    at_once(lambda: consolidate(coffee), gate)
    react()
    assert queries.get_parcel(coffee).state is ParcelState.AT_PORT
    assert [moved.step for moved in announced(ParcelMoved)] == [Step.GATED_IN]


def test_two_operators_make_one_consignment(kuantan):
    coffee = open_parcel("coffee")
    at_once(*[lambda: consolidate(coffee) for _ in range(4)])
    assert models.Consignment.objects.count() == 1
    assert models.ContainerLoad.objects.count() == 1


def test_two_publications_tell_once(qinzhou):
    made = consolidate(open_parcel("coffee"))
    at_once(*[lambda: actions.publish_consignment(consignment_ref=made.ref, at=AT) for _ in range(4)])
    assert queries.get_consignment(made.ref).hubs == ("CNQZH", "MYKUA")


def test_two_scans_deliver_once(kuantan):
    coffee = open_parcel("coffee")
    consolidate(coffee)
    at_once(
        *[lambda: actions.record_delivery(parcel_ref=coffee, unreported=True, at=DEPARTS) for _ in range(4)]
    )
    assert len(announced(ParcelDelivered)) == 1
