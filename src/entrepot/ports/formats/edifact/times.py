"""Dates and times as EDIFACT writes them (DTM, code list 2379), and the instants they mean.

Most formats carry no zone. They are read in the zone of the place, which the caller knows; never in one guessed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

# 2379, UNTDID D.95B: digits of year, and whether hours, minutes and seconds follow.
_DIGITS = {
    "101": re.compile(r"(\d\d)(\d\d)(\d\d)"),
    "102": re.compile(r"(\d{4})(\d\d)(\d\d)"),
    "201": re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)"),
    "202": re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)"),
    "203": re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)"),
    "204": re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)"),
}
_WITH_ZONE_NAME = {"301": "201", "302": "202", "303": "203", "304": "204"}
_WITH_OFFSET = re.compile(r"(\d{12})([+-])(\d\d)(\d\d)")
_DAYS = {"101", "102"}


@dataclass(frozen=True, slots=True)
class Instant:
    """at: in UTC. zone: the zone it was read in. day_only: the text had no time of day.
    twice: the clocks changed, and the local time came twice or never."""

    at: datetime
    zone: str
    day_only: bool = False
    twice: bool = False


def carries_zone(text: str, format: str) -> bool:
    return format == "205" or (format in _WITH_ZONE_NAME and text[-3:].upper() in ("UTC", "GMT"))


def read_instant(text: str, format: str, zone: tzinfo | None) -> Instant | None:
    """None if the text has not the form of its format, or no such day exists. `zone` may be None if the text has one."""
    if format == "205":
        return _with_offset(text)
    if carries_zone(text, format):
        return _in_zone(text[:-3], _WITH_ZONE_NAME[format], UTC)
    return _in_zone(text, format, zone) if zone else None


def write_local(at: datetime, zone: tzinfo) -> tuple[str, str]:
    """The digits of an instant on a place's clock, and their format; with the offset where that hour came twice."""
    local = at.astimezone(zone)
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        return local.strftime("%Y%m%d%H%M%z"), "205"
    return (local.strftime("%Y%m%d%H%M%S"), "204") if local.second else (local.strftime("%Y%m%d%H%M"), "203")


def write_utc(at: datetime) -> tuple[str, str]:
    """Digits that carry their zone, to the minute, and their format."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M+0000"), "205"


def zone_name(zone: tzinfo) -> str:
    """The IANA name of a zone if it has one."""
    return str(getattr(zone, "key", None) or zone)


def _in_zone(text: str, format: str, zone: tzinfo) -> Instant | None:
    digits = _DIGITS.get(format)
    found = digits.fullmatch(text) if digits and text.isascii() else None
    if found is None:
        return None
    year, month, day, *clock = map(int, found.groups())
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    midnight_after = hour == 24 and not minute and not second
    try:
        local = datetime(
            year + 2000 if year < 100 else year,
            month,
            day,
            0 if midnight_after else hour,
            minute,
            second,
            tzinfo=UTC,
        )
        if midnight_after:
            local += timedelta(days=1)
        name, offset = _clock_of_day(local.year, local.month, local.day, zone)
        if offset is not None:
            return Instant(local - offset, name, format in _DAYS)
        local = local.replace(tzinfo=zone)
        twice = local.utcoffset() != local.replace(fold=1).utcoffset()
        return Instant(local.astimezone(UTC), name, format in _DAYS, twice)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def _clock_of_day(year: int, month: int, day: int, zone: tzinfo) -> tuple[str, timedelta | None]:
    """Name of a zone, and its offset if that is the same all day and the day after begins with it."""
    begin = datetime(year, month, day, tzinfo=zone)
    end = begin + timedelta(days=1)
    offsets = {at.replace(fold=fold).utcoffset() for at in (begin, end) for fold in (0, 1)}
    return zone_name(zone), offsets.pop() if len(offsets) == 1 else None


def _with_offset(text: str) -> Instant | None:
    found = _WITH_OFFSET.fullmatch(text)
    if found is None or int(found[3]) > 23 or int(found[4]) > 59:
        return None
    offset = timedelta(hours=int(found[3]), minutes=int(found[4])) * (-1 if found[2] == "-" else 1)
    return _in_zone(found[1], "203", timezone(offset))
