from datetime import UTC, datetime
from decimal import Decimal

import pytest

from entrepot.ports.formats import read_file
from entrepot.ports.tests.cast import codes, context, fixture, interchange, message
from entrepot.ports.words import (
    Damage,
    EventCode,
    Facility,
    FileReading,
    Movement,
    Seal,
    Severity,
    StatedWeight,
    Temperature,
    Vessel,
    WeightKind,
)

LOADED = (
    "BGM+46+D1+9",
    "TDT+20+017N+1++BBL:172:ZZZ+++9999993:146:11:BEIBU STAR",
    "LOC+9+MYKUA:139:6+KPC:TER:ZZZ",
    "NAD+CF+BBL:160:ZZZ",
    "EQD+CN+ENTU1002002+22G1:102:5++2+5",
    "DTM+203:202611100131:203",
    "LOC+11+CNQZH:139:6",
    "LOC+147+0060284::5",
    "CNT+16:1",
)


def reading(*segments: str, kind: str = "COARRI:D:95B:UN:ITG13") -> FileReading:
    return read_file(interchange(message(*segments, kind=kind)), context())


def test_a_loading_at_kuantan_is_read_from_a_file_with_line_breaks() -> None:
    read = read_file(fixture("kuantan_load.edi"), context())
    assert read.accepted
    first, second = (one.event for one in read.events)
    assert (first.code, first.container, first.place) == (EventCode.LOAD, "ENTU1002002", "MYKUA")
    assert first.event_at == datetime(2026, 11, 9, 17, 31, tzinfo=UTC)
    assert (first.facility, first.stowage_cell) == (Facility("KPC", "TER", "ZZZ"), "0060284")
    assert (first.vessel, first.voyage) == (Vessel("9999993", "", "BEIBU STAR"), "017N")
    assert (first.port_of_discharge, first.booking_ref) == ("CNQZH", "BBL26110017")
    assert second.temperature == Temperature(Decimal(-18), "CEL")


def test_a_discharge_at_qinzhou_is_read_by_d00b() -> None:
    read = read_file(fixture("qinzhou_discharge.edi"), context())
    assert read.findings == ()
    first, second = (one.event for one in read.events)
    assert (first.code, first.place, first.movement) == (EventCode.DISCHARGE, "CNQZH", Movement.IMPORT)
    assert first.event_at == datetime(2026, 11, 15, 10, 22, tzinfo=UTC)
    assert first.vessel == Vessel("9999993", "9MBS7", "BEIBU STAR")
    assert first.weights == (StatedWeight(WeightKind.VERIFIED_GROSS, Decimal("18432.5")),)
    assert (first.port_of_loading, first.bill_of_lading_ref) == ("MYKUA", "BBLKUAQZH0017")
    assert second.damages == (Damage("DEN", "LEFT", "MIN", "DENT"),)
    assert second.seals == (Seal("MY884412", "SHI", "2"),)


def test_one_box_is_the_same_ship_and_voyage_at_both_ends() -> None:
    files = ("kuantan_gate_in.edi", "kuantan_load.edi", "qinzhou_discharge.edi", "qinzhou_gate_out.edi")
    events = [one.event for name in files for one in read_file(fixture(name), context()).events]
    journey = [event for event in events if event.container == "ENTU1002002"]
    assert [event.code for event in journey] == ["GTIN", "LOAD", "DISC", "GTOT"]
    assert {event.voyage for event in journey} == {"017N"}
    assert {event.vessel.imo for event in journey if event.vessel} == {"9999993"}
    assert [event.event_at for event in journey] == sorted(event.event_at for event in journey)


@pytest.mark.parametrize(
    ("code", "event"),
    [("44", "DISC"), ("98", "DISC"), ("119", "DISC"), ("46", "LOAD"), ("270", "LOAD"), ("122", "LOAD")],
)
def test_document_codes_of_several_guides_are_known(code: str, event: str) -> None:
    segments = (f"BGM+{code}+D1+9", LOADED[1], "LOC+165+MYKUA:139:6", *LOADED[3:])
    (one,) = reading(*segments).events
    assert one.event.code == event


def test_the_time_of_the_move_is_203_and_else_7() -> None:
    both = (*LOADED[:5], "DTM+7:202611100200:203", *LOADED[5:])
    assert reading(*both).events[0].event.local_time == "202611100131"
    only = [line.replace("DTM+203", "DTM+7") for line in LOADED]
    assert reading(*only).events[0].event.local_time == "202611100131"


def test_an_imported_box_that_is_loaded_makes_one_wonder_about_the_codes() -> None:
    read = reading(*(line.replace("++2+5", "++3+5") for line in LOADED))
    (found,) = [one for one in read.findings if one.code == "edifact.direction"]
    assert (found.severity, found.params["value"], found.params["event"]) == ("warning", "IMPORT", "LOAD")
    assert len(read.events) == 1


@pytest.mark.parametrize("status", ["4", "7"])
def test_a_box_that_stays_or_was_missed_was_not_moved(status: str) -> None:
    read = reading(*(line.replace("++2+5", f"++{status}+5") for line in LOADED))
    assert read.events == ()
    assert read.accepted
    assert "no_event" in codes(read.findings)


def test_the_port_of_the_voyage_is_the_place_of_the_event() -> None:
    discharge = ("BGM+44+D1+9", LOADED[1], "LOC+9+CNQZH:139:6", "LOC+11+SGSIN:139:6+PPT:TER:ZZZ", *LOADED[3:])
    (one,) = reading(*discharge).events
    assert (one.event.place, one.event.facility) == ("SGSIN", Facility("PPT", "TER", "ZZZ"))


def test_a_place_of_the_journey_on_land_is_the_place_of_delivery() -> None:
    segments = (*LOADED[:8], "TDT+30++9+31", "LOC+7+CNNNG:139:6", LOADED[8])
    (one,) = reading(*segments).events
    assert one.event.place_of_delivery == "CNNNG"


def test_a_message_without_its_voyage_lacks_a_mandatory_group() -> None:
    read = reading(LOADED[0], "LOC+165+MYKUA:139:6", *LOADED[3:])
    assert "TDT" in [found.params.get("missing") for found in read.findings]


def test_a_message_about_nothing_is_an_error() -> None:
    read = reading("TDT+20+017N+1")
    assert [one.code for one in read.findings if one.severity is Severity.ERROR] == [
        "edifact.document_missing"
    ]
