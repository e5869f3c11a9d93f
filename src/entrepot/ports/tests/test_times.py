from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from entrepot.ports.formats.edifact.times import read_instant, write_local, write_utc

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("text", "format", "expected"),
    [
        ("202611091012", "203", datetime(2026, 11, 9, 2, 12, tzinfo=UTC)),
        ("20261109101259", "204", datetime(2026, 11, 9, 2, 12, 59, tzinfo=UTC)),
        ("2611091012", "201", datetime(2026, 11, 9, 2, 12, tzinfo=UTC)),
        ("261109101230", "202", datetime(2026, 11, 9, 2, 12, 30, tzinfo=UTC)),
        ("202611092400", "203", datetime(2026, 11, 9, 16, 0, tzinfo=UTC)),
        ("202611091012GMT", "303", datetime(2026, 11, 9, 10, 12, tzinfo=UTC)),
        ("2611091012UTC", "301", datetime(2026, 11, 9, 10, 12, tzinfo=UTC)),
        ("202611091012+0530", "205", datetime(2026, 11, 9, 4, 42, tzinfo=UTC)),
    ],
)
def test_local_digits_are_read_on_the_clock_of_the_place(text: str, format: str, expected: datetime) -> None:
    instant = read_instant(text, format, SHANGHAI)
    assert instant is not None
    assert (instant.at, instant.day_only, instant.twice) == (expected, False, False)


def test_a_day_alone_is_its_beginning_and_says_so() -> None:
    instant = read_instant("20261109", "102", SHANGHAI)
    assert instant is not None
    assert (instant.at, instant.day_only, instant.zone) == (
        datetime(2026, 11, 8, 16, tzinfo=UTC),
        True,
        "Asia/Shanghai",
    )


def test_the_hour_that_comes_twice_is_marked() -> None:
    twice, once = read_instant("202610250230", "203", ROME), read_instant("202610250330", "203", ROME)
    assert twice is not None
    assert once is not None
    assert (twice.twice, once.twice) == (True, False)
    assert once.at == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("202613091012", "203"),
        ("2026110910", "203"),
        ("20261109101x", "203"),
        ("２０２６１１０９１０１２", "203"),
        ("202611091012EST", "303"),
        ("202611091012", ""),
        ("202611091012", "718"),
        ("202611091012+2560", "205"),
        ("202611092430", "203"),
        ("", "203"),
    ],
)
def test_what_is_no_time_is_none(text: str, format: str) -> None:
    assert read_instant(text, format, SHANGHAI) is None


def test_without_a_zone_only_texts_that_carry_one_are_read() -> None:
    assert read_instant("202611091012", "203", None) is None
    assert read_instant("202611091012+0800", "205", None) is not None


def test_instants_are_written_on_the_clock_of_the_place() -> None:
    at = datetime(2026, 11, 9, 2, 12, tzinfo=UTC)
    assert write_local(at, SHANGHAI) == ("202611091012", "203")
    assert write_local(at.replace(second=5), SHANGHAI) == ("20261109101205", "204")
    assert write_local(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), ROME) == ("202610250230+0200", "205")
    assert write_local(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), ROME) == ("202610250230+0100", "205")
    assert write_utc(at) == ("202611090212+0000", "205")
