"""What is written is read again: for any event that a report can tell, parse(render(x)) == x."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.ports.formats import FORMATS, Format, read_file
from entrepot.ports.formats.edifact.times import write_local
from entrepot.ports.tests.cast import AT, CLOCKS, context, fixture
from entrepot.ports.words import (
    Classifier,
    ContainerEvent,
    Damage,
    DangerousGoods,
    DocumentFunction,
    EmptyIndicator,
    EventCode,
    Facility,
    FreeText,
    InlandTransport,
    Leg,
    Movement,
    OtherPlace,
    Party,
    Reference,
    Seal,
    StatedWeight,
    Temperature,
    TransportMode,
    Vessel,
    WeightKind,
)
from entrepot.values import ContainerNumber, UNLocode

BY_FORMAT = {"CODECO": ("GTIN", "GTOT"), "COARRI": ("LOAD", "DISC")}
# Signs that must be released, letters of three alphabets, and no control characters, which EDIFACT cannot carry.
TEXTS = st.text("?+:'* AZaz09-/äß燕窝Ж\"\\", max_size=9)
NAMES = TEXTS.map(lambda text: f"N{text}")
CODES = st.text("ABXYZ019?+:'", min_size=2, max_size=6)
OPTIONAL = CODES | st.just("")
# Genoa changes its clocks; what is written in the hour that comes twice is another test's.
PLACES = st.sampled_from([UNLocode(code) for code in CLOCKS if code != "ITGOA"])
PARTIES = st.builds(Party, CODES, st.sampled_from(["", "172"]), st.sampled_from(["", "20"]), TEXTS)
CONTAINERS = st.integers(0, 26**3 * 3 * 10**7 - 1)
INSTANTS = st.integers(1_600_000_000, 1_900_000_000)
SOURCES = st.sampled_from(["", "CAR", "SHI", "CUS", "TER", "AA"])


def several(*parts: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.one_of(*parts), max_size=2).map(tuple)


def container(number: int) -> ContainerNumber:
    letters, digits = divmod(number, 10**7)
    owner = "".join(chr(65 + letters // 3 // 26**i % 26) for i in range(3))
    return ContainerNumber(f"{owner}{'UJZ'[letters % 3]}{digits:07}")


def text_of(subject: str, lines: list[str], code: str) -> FreeText:
    """Empty lines at the end, and a text of nothing, are not carried."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    return FreeText(subject, tuple(lines), code if lines or code else "1")


@st.composite
def events(draw: st.DrawFn, name: str) -> ContainerEvent:
    place = draw(PLACES)
    at = datetime.fromtimestamp(draw(INSTANTS), UTC)
    local_time, local_format = write_local(at, ZoneInfo(CLOCKS[place]))
    movements = [m for m in Movement if name == "CODECO" or m is not Movement.REMAINS_ON_BOARD]
    imos = st.integers(10**6, 10**7 - 1).map(str) | st.just("")
    signs = st.sampled_from(["", "9MBS7", "3ERX"])
    return ContainerEvent(
        code=draw(st.sampled_from([EventCode(code) for code in BY_FORMAT[name]])),
        classifier=Classifier.ACTUAL,
        container=container(draw(CONTAINERS)),
        event_at=at,
        local_time=local_time,
        local_format=local_format,
        zone=CLOCKS[place],
        function=draw(st.sampled_from(DocumentFunction)),
        document_ref=draw(TEXTS),
        iso_equipment_code=draw(st.sampled_from(["", "22G1", "45R1"])),
        empty_indicator=draw(st.sampled_from([None, *EmptyIndicator])),
        movement=draw(st.sampled_from([None, *movements])),
        place=place,
        facility=draw(st.none() | st.builds(Facility, CODES, TEXTS, TEXTS, TEXTS)),
        vessel=draw(st.none() | st.builds(Vessel, imos, signs, NAMES)),
        voyage=draw(TEXTS),
        carrier=draw(st.none() | PARTIES),
        operator=draw(st.none() | PARTIES),
        booking_ref=draw(OPTIONAL),
        bill_of_lading_ref=draw(OPTIONAL),
        references=draw(several(st.builds(Reference, st.sampled_from(["ABT", "RE", "ON"]), NAMES))),
        port_of_loading=draw(st.none() | PLACES),
        port_of_discharge=draw(st.none() | PLACES),
        place_of_delivery=draw(st.none() | PLACES),
        other_places=draw(several(st.builds(OtherPlace, st.sampled_from(["76", "83"]), CODES, name=TEXTS))),
        stowage_cell=draw(st.sampled_from(["", "0060284"])),
        inland=draw(
            st.none()
            | st.builds(
                InlandTransport,
                st.sampled_from(Leg),
                st.sampled_from([None, *TransportMode]),
                TEXTS,
                TEXTS,
                st.none() | PARTIES,
            )
        ),
        seals=draw(
            several(st.builds(Seal, NAMES.map(lambda name: f"{name}7"), SOURCES, st.sampled_from(["", "1"])))
        ),
        weights=draw(
            several(
                st.builds(
                    StatedWeight, st.sampled_from([*WeightKind, "AET"]), st.integers(0, 10**7).map(kilograms)
                )
            )
        ),
        temperature=draw(
            st.none() | st.builds(Temperature, st.integers(-600, 600).map(kilograms), st.just("CEL"))
        ),
        dangerous_goods=draw(
            several(st.builds(DangerousGoods, st.just("IMD"), st.just("8"), st.sampled_from(["", "2735"])))
        ),
        damages=draw(several(st.builds(Damage, CODES, CODES, CODES, TEXTS))),
        free_texts=draw(several(st.builds(text_of, st.just("AAA"), st.lists(TEXTS, max_size=5), OPTIONAL))),
        terms=draw(st.sampled_from(["", "3"])),
    )


def kilograms(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def render(format: Format, events: list[ContainerEvent], directory: str) -> bytes:
    return format.render(
        events, sender="KPC?KUA", receiver="ENTREPOT", control_ref="R+1", at=AT, directory=directory
    )


@pytest.mark.parametrize("directory", ["95B", "00B"])
@pytest.mark.parametrize("name", sorted(BY_FORMAT))
def test_every_event_comes_back_as_it_was(name: str, directory: str) -> None:
    @settings(max_examples=settings.default.max_examples // 3)
    @given(st.lists(events(name), min_size=1, max_size=3))
    def check(told: list[ContainerEvent]) -> None:
        read = read_file(render(FORMATS[name], told, directory), context())
        assert read.accepted, [str(found) for found in read.findings]
        assert [one.event for one in read.events] == told
        structure = {"edifact.out_of_order", "edifact.not_in_message", "edifact.too_many", "edifact.missing"}
        assert not structure & {found.code for found in read.findings}

    check()


@pytest.mark.parametrize(
    "name", ["kuantan_gate_in.edi", "kuantan_load.edi", "qinzhou_discharge.edi", "qinzhou_gate_out.edi"]
)
def test_a_terminals_file_can_be_told_on(name: str) -> None:
    read = read_file(fixture(name), context())
    format = FORMATS[read.messages[0].kind.split(":")[0]]
    told = [one.event for one in read.events]
    again = read_file(render(format, told, "95B"), context())
    assert [one.event for one in again.events] == told


def test_an_event_of_unknown_digits_is_told_in_its_own_zone() -> None:
    (first, *_) = read_file(fixture("kuantan_gate_in.edi"), context()).events
    plain = ContainerEvent(
        code=EventCode.GATE_IN,
        classifier=Classifier.ACTUAL,
        container=first.event.container,
        event_at=first.event.event_at,
        place=first.event.place,
        zone="Asia/Kuala_Lumpur",
    )
    (again,) = read_file(render(FORMATS["CODECO"], [plain], "95B"), context()).events
    assert again.event.event_at == plain.event_at
    assert (again.event.local_time, again.event.local_format) == ("202611091012", "203")


def test_events_of_several_ships_are_told_in_several_messages() -> None:
    gate_in = [one.event for one in read_file(fixture("kuantan_gate_in.edi"), context()).events]
    (gate_out,) = [one.event for one in read_file(fixture("qinzhou_gate_out.edi"), context()).events]
    source = render(FORMATS["CODECO"], [*gate_in, gate_out], "95B")
    read = read_file(source, context())
    assert [len(message.events) for message in read.messages] == [2, 1]
    assert source.count(b"UNZ+2+R?+1'") == 1


def test_a_report_tells_no_event_of_another_kind() -> None:
    gate_in = [one.event for one in read_file(fixture("kuantan_gate_in.edi"), context()).events]
    with pytest.raises(ValueError, match="COARRI does not tell of GTIN"):
        render(FORMATS["COARRI"], gate_in, "95B")
    with pytest.raises(ValueError, match="not written by directory 20A"):
        render(FORMATS["CODECO"], gate_in, "20A")


def test_a_report_tells_only_of_deeds_that_it_can_be_read_for() -> None:
    loaded = [one.event for one in read_file(fixture("kuantan_load.edi"), context()).events]
    with pytest.raises(ValueError, match="tells of ACT events, not of PLN"):
        render(FORMATS["COARRI"], [replace(loaded[0], classifier=Classifier.PLANNED)], "95B")
    with pytest.raises(ValueError, match="stay on board"):
        render(FORMATS["COARRI"], [replace(loaded[0], movement=Movement.REMAINS_ON_BOARD)], "95B")


def test_text_that_edifact_cannot_carry_is_refused_not_altered() -> None:
    (first, *_) = read_file(fixture("kuantan_gate_in.edi"), context()).events
    told = ContainerEvent(
        code=EventCode.GATE_IN,
        classifier=Classifier.ACTUAL,
        container=first.event.container,
        event_at=AT,
        free_texts=(FreeText("AAA", ("two\nlines",)),),
    )
    with pytest.raises(ValueError, match="EDIFACT cannot carry"):
        render(FORMATS["CODECO"], [told], "95B")
