"""What the tests of formats share: the two ports, their clocks and their files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from entrepot.ports.words import Finding, PartnerHabits, ReadingContext
from entrepot.values import UNLocode

FIXTURES = Path(__file__).parent / "fixtures"
CLOCKS = {
    "MYKUA": "Asia/Kuala_Lumpur",
    "CNQZH": "Asia/Shanghai",
    "SGSIN": "Asia/Singapore",
    "ITGOA": "Europe/Rome",
    "PHMNL": "Asia/Manila",
}
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def clock_of(place: UNLocode) -> tzinfo | None:
    return ZoneInfo(CLOCKS[place]) if place in CLOCKS else None


def context(habits: PartnerHabits | None = None) -> ReadingContext:
    return ReadingContext(zone_of=clock_of, habits=habits or PartnerHabits())


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def interchange(
    *messages: str, head: str = "UNB+UNOA:2+KPCKUA+ENTREPOT+261109:1030+R1", tail: str = ""
) -> bytes:
    """Messages as they are, with an end that fits unless another is given."""
    end = tail or f"UNZ+{len(messages)}+R1'"
    return (head + "'" + "".join(messages) + end).encode()


def message(*segments: str, kind: str = "CODECO:D:95B:UN", ref: str = "1") -> str:
    """A message with a UNT that fits."""
    lines = [f"UNH+{ref}+{kind}", *segments]
    return "'".join([*lines, f"UNT+{len(lines) + 1}+{ref}"]) + "'"


GATE_IN = (
    "BGM+34+D1+9",
    "TDT+20+017N+1++BBL:172:ZZZ+++9999993:146:11:BEIBU STAR",
    "NAD+CF+BBL:160:ZZZ",
    "EQD+CN+ENTU1002002+22G1:102:5++2+5",
    "DTM+7:202611091012:203",
    "LOC+165+MYKUA:139:6",
    "CNT+16:1",
)


def codes(found: Iterable[Finding]) -> list[str]:
    """The codes of findings, in their order."""
    return [one.code.removeprefix("edifact.") for one in found]
