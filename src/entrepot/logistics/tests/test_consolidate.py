"""Parcels into a carrier's container."""

from dataclasses import replace
from datetime import timedelta

import pytest

from entrepot.logistics import actions, models, queries
from entrepot.logistics.events import ParcelMoved, ParcelsConsolidated
from entrepot.logistics.tests.yard import (
    AT,
    BOOKING,
    BOX,
    DEPARTS,
    OTHER_BOX,
    announced,
    consolidate,
    open_parcel,
)
from entrepot.logistics.words import ConsignmentState, ParcelState, Step
from entrepot.ports.tests.harbour import report as message
from entrepot.ports.tests.harbour import send
from entrepot.values import ContainerNumber, Refusal, UNLocode, Weight


def test_parcels_of_several_shops_travel_in_one_box(coffee, tea):
    made = consolidate(coffee, tea)
    assert made.state is ConsignmentState.DRAFT
    (box,) = made.boxes
    assert [parcel.ref for parcel in box.loads] == [coffee, tea]
    assert box.loaded_weight == Weight(2_900)
    assert made.distance_nm == 1240
    assert [parcel.state for parcel in queries.parcels_in()] == [ParcelState.IN_BOX] * 2
    assert announced(ParcelsConsolidated) == [ParcelsConsolidated(made.ref, BOX, (coffee, tea))]


def test_asked_twice_it_happens_once(coffee, tea):
    first, second = consolidate(coffee, tea), consolidate(tea, coffee, coffee)
    assert second == first
    assert models.ContainerLoad.objects.count() == 2
    assert len(announced(ParcelsConsolidated)) == 1


def test_a_second_box_joins_the_consignment_of_its_booking(coffee, tea):
    first = consolidate(coffee)
    both = consolidate(tea, container=OTHER_BOX)
    assert both.ref == first.ref
    assert [box.number for box in both.boxes] == [BOX, OTHER_BOX]
    assert models.Leg.objects.count() == 1


def test_a_parcel_that_is_in_a_box_is_not_put_into_another(coffee):
    consolidate(coffee)
    with pytest.raises(Refusal, match="parcel_not_waiting"):
        consolidate(coffee, container=OTHER_BOX)
    assert models.ContainerLoad.objects.get().box.number == BOX


def test_an_unknown_parcel_keeps_the_others_waiting(coffee):
    with pytest.raises(Refusal, match="parcel_not_found"):
        consolidate(coffee, "parcel_nobody")
    assert queries.get_parcel(coffee).state is ParcelState.WAITING
    assert not models.Consignment.objects.exists()


def test_no_parcel_is_no_consignment(kuantan):
    with pytest.raises(Refusal, match="no_parcels"):
        consolidate()


def test_more_than_the_box_may_hold_is_refused(coffee):
    heavy = open_parcel("steel", weight_g=28_129_000)
    with pytest.raises(Refusal) as refused:
        consolidate(coffee, heavy)
    assert refused.value.params == {"total": "28131 kg", "payload": "28130 kg"}
    assert not models.Box.objects.exists()


def test_what_is_inside_already_counts(coffee):
    consolidate(open_parcel("steel", weight_g=28_129_000))
    with pytest.raises(Refusal, match="too_heavy"):
        consolidate(coffee)


def test_the_plate_on_the_door_goes_before_the_figure_of_the_type(coffee):
    with pytest.raises(Refusal, match="too_heavy"):
        actions.consolidate(
            parcel_refs=[coffee],
            booking=BOOKING,
            container=BOX,
            iso_type="22G1",
            payload=Weight(1_999),
            at=AT,
        )


def test_a_type_without_a_known_payload_asks_for_the_plate(coffee):
    with pytest.raises(Refusal) as refused:
        actions.consolidate(parcel_refs=[coffee], booking=BOOKING, container=BOX, iso_type="45R1", at=AT)
    assert (refused.value.code, refused.value.field) == ("logistics.payload_unknown", "payload_kg")


def test_a_box_under_way_can_not_be_booked_again(coffee, tea):
    consolidate(coffee)
    with pytest.raises(Refusal, match="box_taken"):
        consolidate(tea, booking=replace(BOOKING, booking_ref="EXLN9"))


def test_a_booking_keeps_its_voyage(coffee, tea):
    consolidate(coffee)
    with pytest.raises(Refusal, match="booking_differs"):
        consolidate(tea, booking=replace(BOOKING, voyage="043N"))


def test_a_port_that_does_not_exist_leaves_nothing_behind(coffee):
    with pytest.raises(Refusal, match="unknown_place"):
        consolidate(coffee, booking=replace(BOOKING, port_of_discharge=UNLocode("CNZZ9")))
    assert not models.Consignment.objects.exists()
    assert queries.get_parcel(coffee).state is ParcelState.WAITING


def test_a_published_booking_takes_no_more_parcels(coffee, tea):
    made = consolidate(coffee)
    actions.publish_consignment(consignment_ref=made.ref, at=AT)
    with pytest.raises(Refusal, match="already_published"):
        consolidate(tea)
    assert consolidate(coffee).ref == made.ref


def test_what_the_terminal_said_before_is_caught_up_with(coffee):
    local = (DEPARTS - timedelta(hours=12)).strftime("%Y%m%d%H%M")
    send(message("gate_in", local=local))
    consolidate(coffee)
    assert queries.get_parcel(coffee).state is ParcelState.AT_PORT
    assert [event.step for event in announced(ParcelMoved)] == [Step.GATED_IN]


def test_a_gate_report_of_last_month_is_not_of_this_voyage(coffee):
    local = (DEPARTS - timedelta(days=40)).strftime("%Y%m%d%H%M")
    send(message("gate_in", local=local))
    consolidate(coffee)
    assert queries.get_parcel(coffee).state is ParcelState.IN_BOX


def test_a_number_of_another_form_is_no_container():
    with pytest.raises(ValueError, match="not a container number"):
        ContainerNumber.parse("BOX 12")
