import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from entrepot.ports.formats import find_interchange, read_file
from entrepot.ports.tests.cast import FIXTURES, GATE_IN, codes, context, fixture, interchange, message
from entrepot.ports.words import (
    Classifier,
    ContainerEvent,
    DocumentFunction,
    EmptyIndicator,
    EventCode,
    Facility,
    FileReading,
    FreeText,
    InlandTransport,
    Leg,
    Meaning,
    Movement,
    PartnerHabits,
    Party,
    Reference,
    Regrade,
    Seal,
    Severity,
    StatedWeight,
    Temperature,
    TransportMode,
    Vessel,
    WeightKind,
)
from entrepot.values import ContainerNumber, UNLocode

KUANTAN, QINZHOU = UNLocode("MYKUA"), UNLocode("CNQZH")


def reading(
    *segments: str, kind: str = "CODECO:D:95B:UN", habits: PartnerHabits | None = None
) -> FileReading:
    return read_file(interchange(message(*segments, kind=kind)), context(habits))


def without(tag: str, *more: str) -> tuple[str, ...]:
    """The gate-in of the cast without a segment, and with others after its box."""
    kept = [line for line in GATE_IN if not line.startswith(tag)]
    return (*kept[:-1], *more, kept[-1])


def test_a_gate_in_at_kuantan_becomes_an_event_with_all_it_says() -> None:
    read = read_file(fixture("kuantan_gate_in.edi"), context())
    assert read.accepted
    first, second = read.events
    assert first.event == ContainerEvent(
        code=EventCode.GATE_IN,
        classifier=Classifier.ACTUAL,
        container=ContainerNumber("ENTU1002002"),
        event_at=datetime(2026, 11, 9, 2, 12, tzinfo=UTC),
        local_time="202611091012",
        local_format="203",
        zone="Asia/Kuala_Lumpur",
        function=DocumentFunction.ORIGINAL,
        document_ref="KUA-GI-0001",
        iso_equipment_code="22G1",
        empty_indicator=EmptyIndicator.LADEN,
        movement=Movement.EXPORT,
        place=KUANTAN,
        facility=Facility("KPC", "TER", "ZZZ"),
        vessel=Vessel("9999993", "", "BEIBU STAR"),
        voyage="017N",
        carrier=Party("BBL", "172", "ZZZ", "BEIBU LINES"),
        operator=Party("BBL", "160", "ZZZ"),
        booking_ref="BBL26110017",
        bill_of_lading_ref="BBLKUAQZH0017",
        references=(Reference("ABT", "K1-2026-884411"),),
        port_of_loading=KUANTAN,
        port_of_discharge=QINZHOU,
        inland=InlandTransport(Leg.INLAND, TransportMode.TRUCK, "CCK 4412"),
        seals=(Seal("MY884411", "SHI", "1"), Seal("K1-0092", "CUS", "1")),
        weights=(
            StatedWeight(WeightKind.GROSS, Decimal(18450)),
            StatedWeight(WeightKind.VERIFIED_GROSS, Decimal("18432.5")),
        ),
        free_texts=(FreeText("AAA", ("BIRD'S NEST: CLEANED, GRADE A+",)),),
        terms="3",
    )
    assert second.event.container == "ENTU4510331"
    assert second.event.temperature == Temperature(Decimal(-18), "CEL")
    assert second.event.port_of_discharge == QINZHOU  # from the voyage; the box doesn't say


def test_each_event_points_at_the_bytes_of_its_box() -> None:
    source = fixture("kuantan_gate_in.edi")
    first, second = read_file(source, context()).events
    evidence = first.evidence
    assert source[evidence.start : evidence.end].startswith(b"EQD+CN+ENTU1002002+")
    assert source[evidence.start : evidence.end].rstrip().endswith(b"+CCK 4412:146'")
    assert source[second.evidence.start :].startswith(b"EQD+CN+ENTU4510331+")
    assert source[evidence.message_start :].startswith(b"UNH+1+")
    assert source[: evidence.message_end].endswith(b"UNT+31+1'")
    assert (evidence.segment, evidence.tag, evidence.message_ref) == (7, "EQD", "1")
    assert evidence.message_kind == "CODECO:D:95B:UN:ITG14"
    assert evidence.file_sha256 == hashlib.sha256(source).hexdigest()


def test_a_gate_out_at_qinzhou_is_read_in_chinese_and_d00b() -> None:
    (gate_out,) = read_file(fixture("qinzhou_gate_out.edi"), context()).events
    event = gate_out.event
    assert (event.code, event.place, event.movement) == (EventCode.GATE_OUT, QINZHOU, Movement.IMPORT)
    assert event.event_at == datetime(2026, 11, 17, 0, 58, tzinfo=UTC)
    assert event.place_of_delivery == "CNNNG"
    assert event.free_texts == (FreeText("AAA", ("燕窝，毛燕:一级*",)),)
    assert event.inland == InlandTransport(Leg.INLAND, TransportMode.TRUCK, "桂N 80211")


def test_the_same_number_means_another_thing_in_another_directory() -> None:
    read = reading(*GATE_IN, kind="CODECO:D:20A:UN")
    assert codes(read.findings) == ["unknown_directory"]
    assert read.events == ()
    agreed = PartnerHabits(reads_as="00B")
    assert reading(*GATE_IN, kind="CODECO:D:20A:UN", habits=agreed).events[0].event.code is EventCode.GATE_IN


def test_a_document_code_without_an_agreed_meaning_is_not_guessed() -> None:
    segments = ("BGM+GI+D1+9", *GATE_IN[1:])
    read = reading(*segments)
    (found,) = [one for one in read.findings if one.severity is Severity.ERROR]
    assert (found.code, found.position.tag, found.params["value"]) == ("edifact.document_code", "BGM", "GI")
    assert read.events == ()
    agreed = PartnerHabits(meanings=(Meaning("CODECO", "GI", EventCode.GATE_IN),))
    assert reading(*segments, habits=agreed).events[0].event.code is EventCode.GATE_IN


def test_a_partner_may_mean_the_opposite_by_the_usual_numbers() -> None:
    swapped = PartnerHabits(
        meanings=(Meaning("CODECO", "34", EventCode.GATE_OUT), Meaning("CODECO", "36", EventCode.GATE_IN))
    )
    assert reading(*GATE_IN, habits=swapped).events[0].event.code is EventCode.GATE_OUT


@pytest.mark.parametrize(
    ("code", "function"),
    [
        ("9", "ORIGINAL"),
        ("", "ORIGINAL"),
        ("5", "REPLACE"),
        ("4", "REPLACE"),
        ("1", "CANCEL"),
        ("3", "CANCEL"),
    ],
)
def test_reports_correct_and_take_back(code: str, function: str) -> None:
    (one,) = reading(f"BGM+34+D1+{code}", *GATE_IN[1:]).events
    assert one.event.function == function


def test_an_unknown_function_is_an_error() -> None:
    assert codes(reading("BGM+34+D1+31", *GATE_IN[1:]).findings) == ["document_function"]


def test_a_place_whose_clock_is_not_known_gives_no_event() -> None:
    segments = [line.replace("MYKUA", "MYPKG") for line in GATE_IN]
    read = reading(*segments)
    (found,) = [one for one in read.findings if one.severity is Severity.ERROR]
    assert (found.code, found.params["place"], found.position.tag) == ("edifact.zone_unknown", "MYPKG", "DTM")
    assert read.events == ()
    known = PartnerHabits(zone=ZoneInfo("Asia/Kuala_Lumpur"))
    (one,) = reading(*segments, habits=known).events
    assert one.event.event_at == datetime(2026, 11, 9, 2, 12, tzinfo=UTC)


def test_a_time_that_carries_its_zone_needs_no_place() -> None:
    segments = [line.replace("202611091012:203", "202611091012?+0800:205") for line in without("LOC+165")]
    (one,) = reading(*segments).events
    assert (one.event.event_at, one.event.place) == (datetime(2026, 11, 9, 2, 12, tzinfo=UTC), None)
    assert "place_missing" in codes(reading(*segments).findings)


def test_without_a_place_of_activity_the_voyages_own_port_is_taken_and_noted() -> None:
    segments = [*GATE_IN[:2], "LOC+9+MYKUA:139:6", *without("LOC+165")[2:]]
    read = reading(*segments)
    assert read.events[0].event.place == KUANTAN
    assert codes(read.findings) == ["place_derived"]


def test_the_port_of_the_voyage_that_is_ours_depends_on_the_direction() -> None:
    ports = ("LOC+9+CNQZH:139:6", "LOC+11+MYKUA:139:6")
    returned = [line.replace("++2+5", "++3+4") for line in without("LOC+165")]
    (one,) = reading(*returned[:2], *ports, *returned[2:]).events
    assert (one.event.code, one.event.place) == (EventCode.GATE_IN, KUANTAN)
    directionless = [line.replace("++2+5", "+++5") for line in without("LOC+165")]
    read = reading(*directionless[:2], *ports, *directionless[2:])
    assert read.events == ()
    assert codes(read.findings) == ["place_missing", "zone_unknown"]


def test_a_booking_of_the_whole_message_is_that_of_each_box() -> None:
    (one,) = reading(*GATE_IN[:2], "RFF+BN:B1", *GATE_IN[2:]).events
    assert (one.event.booking_ref, one.event.references) == ("B1", ())


def test_a_partner_whose_messages_name_no_place_has_one_agreed() -> None:
    habits = PartnerHabits(place=KUANTAN, facility=Facility("KPC", "TER", "ZZZ"))
    (one,) = reading(*without("LOC+165"), habits=habits).events
    assert (one.event.place, one.event.facility) == (KUANTAN, Facility("KPC", "TER", "ZZZ"))


def test_a_depot_code_in_the_place_is_kept_as_the_facility() -> None:
    segments = [line.replace("LOC+165+MYKUA:139:6", "LOC+165+DEPOT001:139:6") for line in GATE_IN]
    read = reading(*segments, habits=PartnerHabits(place=KUANTAN))
    assert read.events[0].event.facility == Facility("DEPOT001", "139", "6")
    assert read.events[0].event.place == KUANTAN
    assert "place_form" in codes(read.findings)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("DTM+7:202611091012:203", "DTM+7", "time_missing"),
        ("DTM+7:202611091012:203", "DTM+132:202611091012:203", "time_missing"),
        ("DTM+7:202611091012:203", "DTM+7:202602301012:203", "time_form"),
        ("EQD+CN+ENTU1002002", "EQD+CN+", "container_missing"),
        ("EQD+CN+ENTU1002002", "EQD+CN+SHIPPERS OWN", "container_form"),
    ],
)
def test_what_an_event_cannot_do_without_is_an_error(before: str, after: str, code: str) -> None:
    read = reading(*(line.replace(before, after) for line in GATE_IN))
    errors = [one.code for one in read.findings if one.severity is Severity.ERROR]
    assert errors == [f"edifact.{code}"]
    assert read.events == ()
    assert not read.accepted


def test_a_wrong_check_digit_is_a_warning_with_the_right_one() -> None:
    read = reading(*(line.replace("ENTU1002002", "ENTU1002003") for line in GATE_IN))
    (found,) = [one for one in read.findings if one.code == "edifact.check_digit"]
    assert (found.severity, found.params["value"], found.params["expected"]) == ("warning", "ENTU1002003", 2)
    assert read.events[0].event.container == "ENTU1002003"


def test_a_container_number_is_read_with_blanks_and_dashes() -> None:
    (one,) = reading(*(line.replace("ENTU1002002", "entu 100200-2") for line in GATE_IN)).events
    assert one.event.container == "ENTU1002002"


def test_an_imo_number_with_a_wrong_check_digit_is_kept_and_said() -> None:
    read = reading(*(line.replace("9999993", "1111111") for line in GATE_IN))
    assert "imo_check_digit" in codes(read.findings)
    assert read.events[0].event.vessel == Vessel("1111111", "", "BEIBU STAR")


def test_a_call_sign_under_the_qualifier_of_imo_numbers_is_a_call_sign() -> None:
    (one,) = reading(*(line.replace("9999993:146:11", "A8BI5:146:") for line in GATE_IN)).events
    assert one.event.vessel == Vessel("", "A8BI5", "BEIBU STAR")


def test_placeholders_are_not_taken_for_values() -> None:
    read = reading(*without("-", "SEL+SI+CA", "RFF+ABT", "SEL+123+XX+9"))
    (one,) = read.events
    assert one.event.seals == (Seal("123", "XX", "9"),)
    assert one.event.references == ()
    assert codes(read.findings).count("placeholder") == 2


def test_weights_are_kilograms_whatever_the_unit() -> None:
    read = reading(
        *without(
            "-",
            "MEA+AAE+G+TNE:24,5",
            "MEA+WT+T+LBR:4850",
            "MEA+AAE+AET+KGM:x",
            "MEA+AAE+G+CEL:3",
            "MEA+AAE+ZZ+KGM:1",
        )
    )
    assert read.events[0].event.weights == (
        StatedWeight(WeightKind.GROSS, Decimal(24500)),
        StatedWeight(WeightKind.TARE, Decimal("2199.92299450")),
        StatedWeight("ZZ", Decimal(1)),
    )
    assert [code for code in codes(read.findings) if code in ("number_form", "unit")] == [
        "number_form",
        "unit",
    ]


def test_equipment_that_is_no_container_is_noted_and_left() -> None:
    read = reading(*(line.replace("EQD+CN", "EQD+CH") for line in GATE_IN))
    assert read.events == ()
    assert read.accepted
    assert "not_a_container" in codes(read.findings)


def test_a_total_that_does_not_fit_is_a_warning() -> None:
    read = reading(*(line.replace("CNT+16:1", "CNT+16:4") for line in GATE_IN))
    (found,) = [one for one in read.findings if one.code == "edifact.total"]
    assert (found.severity, found.params["stated"], found.params["counted"]) == ("warning", "4", 1)


def test_a_finding_may_weigh_more_for_one_partner() -> None:
    strict = PartnerHabits(regrades=(Regrade("edifact.check_digit", Severity.ERROR),))
    segments = [line.replace("ENTU1002002", "ENTU1002003") for line in GATE_IN]
    assert reading(*segments, habits=strict).events == ()
    lenient = PartnerHabits(regrades=(Regrade("edifact.unt_count", Severity.WARNING),))
    source = interchange(message(*GATE_IN).replace("UNT+9", "UNT+534"))
    assert read_file(source, context()).events == ()
    assert len(read_file(source, context(lenient)).events) == 1


def test_a_bad_message_gives_nothing_and_the_others_all() -> None:
    good = message(*GATE_IN, ref="1")
    bad = message(*GATE_IN[:3], "EQD+CN+ENTU1002018", *GATE_IN[4:5], "EQD+CN+NONSENSE", *GATE_IN[4:], ref="2")
    read = read_file(interchange(good, bad, message(*GATE_IN, ref="3")), context())
    assert [one.accepted for one in read.messages] == [True, False, True]
    assert [one.evidence.message_ref for one in read.events] == ["1", "3"]
    assert not read.accepted
    assert read.interchanges[0].accepted


def test_nothing_of_an_interchange_is_taken_when_its_end_is_wrong() -> None:
    whole = interchange(message(*GATE_IN, ref="1"), tail="UNZ+2+R1'")
    after = interchange(message(*GATE_IN, ref="9"))
    read = read_file(whole + after, context())
    assert [one.accepted for one in read.interchanges] == [False, True]
    assert [(one.ref, one.accepted) for one in read.messages] == [("1", False), ("9", True)]
    assert [one.evidence.message_ref for one in read.events] == ["9"]


def test_a_test_interchange_is_marked() -> None:
    read = read_file(interchange(message(*GATE_IN), head="UNB+UNOA:2+A+B+261109:1030+R1++++++1"), context())
    assert read.interchanges[0].is_test
    assert codes(read.interchanges[0].findings) == ["test"]


def test_a_message_of_another_kind_is_said_to_be_not_read() -> None:
    read = reading("BGM+23", kind="IFTSTA:D:00B:UN")
    assert codes(read.findings) == ["unknown_message"]
    assert not read.accepted


def test_a_reading_does_not_depend_on_how_the_file_is_held() -> None:
    source = fixture("kuantan_gate_in.edi")
    with (FIXTURES / "kuantan_gate_in.edi").open("rb") as file:
        assert read_file(file, context()) == read_file(source, context())


def test_the_sender_is_known_before_the_file_is_read() -> None:
    found = find_interchange(fixture("kuantan_gate_in.edi"))
    assert found is not None
    assert (found.sender, found.control_ref) == ("KPCKUA", "KUA0001")
    assert find_interchange(message(*GATE_IN).encode()) is None
