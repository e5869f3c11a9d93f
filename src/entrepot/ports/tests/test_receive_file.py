"""A terminal's file is taken whole, once, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest

from entrepot.facts.public import timeline
from entrepot.ports import models
from entrepot.ports.actions import files as intake
from entrepot.ports.actions import receive_file
from entrepot.ports.events import TerminalFileRefused, TerminalFileTaken
from entrepot.ports.public import container_events
from entrepot.ports.records import FileState
from entrepot.ports.tests.cast import interchange
from entrepot.ports.tests.harbour import AT, BOOKING, BOX, OTHER_BOX, report, send, send_bytes
from entrepot.ports.words import EventCode
from entrepot.values import Refusal


def test_a_report_becomes_an_event_with_its_instant_place_and_evidence(kuantan):
    content = interchange(report("gate_in"))
    taken = send_bytes(content)
    assert (taken.state, taken.events, taken.events_new) == (FileState.TAKEN, 1, 1)
    (event,) = container_events(BOX)
    assert (event.code, event.place, event.source_hub) == (EventCode.GATE_IN, "MYKUA", "MYKUA")
    assert event.event_at == datetime(2026, 11, 9, 2, 12, tzinfo=UTC)
    assert (event.local_time, event.zone) == ("202611091012", "Asia/Kuala_Lumpur")
    assert (event.booking_ref, event.voyage, event.vessel_name) == (BOOKING, "042N", "BUNGA TERATAI")
    row = models.ContainerEvent.objects.get()
    assert content[row.start : row.end].startswith(b"EQD+CN+CSQU3054383")
    assert row.file_sha256 == taken.sha256
    assert [type(line.event) for line in timeline(taken.ref)] == [TerminalFileTaken]


def test_the_same_file_twice_records_its_events_once(kuantan):
    first, second = send(report("gate_in")), send(report("gate_in"), at=AT + timedelta(hours=1))
    assert second == first
    assert models.ContainerEvent.objects.count() == 1
    assert models.TerminalFile.objects.count() == 1
    assert len(timeline(first.ref)) == 1


def test_the_same_report_in_another_file_is_known_already(kuantan):
    send(report("gate_in"))
    again = send(report("gate_in"), report("load", document="D2", ref="2"))
    assert (again.events, again.events_new) == (2, 1)
    assert [event.code for event in container_events(BOX)] == [EventCode.GATE_IN, EventCode.LOAD]
    assert models.ContainerEvent.objects.count() == 2


def test_a_file_that_was_cut_is_refused_and_leaves_no_event(kuantan):
    content = interchange(report("gate_in", BOX, OTHER_BOX))
    cut = content[: content.index(b"EQD+CN+ENTU") + 12]
    refused = send_bytes(cut)
    assert (refused.state, refused.events, refused.events_new) == (FileState.REFUSED, 0, 0)
    assert models.ContainerEvent.objects.count() == 0
    errors = [(found.code, found.segment, found.tag) for found in refused.findings if found.is_error]
    assert errors == [("edifact.unz_missing", 11, ""), ("edifact.cut", 12, "EQD")]
    assert [type(line.event) for line in timeline(refused.ref)] == [TerminalFileRefused]


def test_wrong_counts_are_refused_and_the_segment_is_shown(kuantan):
    content = interchange(report("gate_in")).replace(b"UNT+12+1", b"UNT+13+1")
    refused = send_bytes(content)
    assert refused.state == FileState.REFUSED
    assert [(found.code, found.tag) for found in refused.findings if found.is_error] == [
        ("edifact.unt_count", "UNT")
    ]
    assert refused.findings[0].segment_text == "UNT+13+1'"
    assert models.ContainerEvent.objects.count() == 0


def test_one_bad_message_keeps_the_good_ones_of_its_file_out(kuantan):
    bad = report("gate_in", "CSQU3054383X", ref="2")
    refused = send(report("gate_in"), bad)
    assert refused.state == FileState.REFUSED
    assert [found.code for found in refused.findings if found.is_error] == ["edifact.container_form"]
    assert models.ContainerEvent.objects.count() == 0


def test_a_terminal_that_speaks_for_another_port_is_refused(kuantan):
    refused = send(report("discharge", place="CNQZH"))
    assert refused.state == FileState.REFUSED
    assert refused.findings[0].code == "ports.other_port"
    assert refused.findings[0].params["place"] == "CNQZH"
    assert refused.findings[0].segment_text.startswith("EQD+CN+CSQU3054383")
    assert models.ContainerEvent.objects.count() == 0


def test_what_is_no_edifact_is_refused_with_a_finding(kuantan):
    refused = send_bytes(b"container,time\nCSQU3054383,2026-11-09\n")
    assert refused.state == FileState.REFUSED
    assert refused.findings[0].code == "edifact.not_edifact"


def test_a_test_interchange_is_read_and_nothing_is_recorded(kuantan):
    head = "UNB+UNOA:2+KPCKUA+ENTREPOT+261109:1030+R1++++++1"
    tried = send_bytes(interchange(report("gate_in"), head=head))
    assert (tried.state, tried.events, tried.events_new) == (FileState.TEST, 1, 0)
    assert models.ContainerEvent.objects.count() == 0


def test_a_refused_file_is_read_again_when_it_comes_again(kuantan, monkeypatch):
    monkeypatch.setattr(intake, "_zone_of", lambda place: None)
    assert send(report("gate_in")).state == FileState.REFUSED
    monkeypatch.undo()
    mended = send(report("gate_in"))
    assert (mended.state, mended.events_new) == (FileState.TAKEN, 1)
    assert models.TerminalFile.objects.count() == 1


def test_the_same_bytes_of_another_terminal_are_another_file_with_the_same_events(kuantan):
    send(report("gate_in"))
    other = send(report("gate_in"), terminal="KCT2")
    assert (other.events, other.events_new) == (1, 0)
    assert models.TerminalFile.objects.count() == 2


def test_a_file_that_is_too_large_is_refused_before_it_is_read(kuantan, monkeypatch):
    monkeypatch.setattr(intake, "MOST_BYTES", 100)
    with pytest.raises(Refusal) as refused:
        receive_file(terminal="MYKUA", name="big.edi", content=b"x" * 101, by="clerk", at=AT)
    assert (refused.value.code, refused.value.status) == ("ports.file_too_large", 413)
    assert models.TerminalFile.objects.count() == 0
