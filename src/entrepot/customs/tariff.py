"""Schedules of rates: read from a table, looked up by goods, origin and day."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from entrepot.customs.law import Combine, Group, Per, Row, Source
from entrepot.values import CountryCode, HSCode, Money

COLUMNS = (
    "schedule,hs,origin,percent,specific,per,combine,source,address,source_date,"
    "effective_from,effective_until,last_checked"
).split(",")


class BadTable(ValueError):
    """A table of rates that cannot be read; the message names file and line."""


def read_table(path: Path, *, country: str, currency: str) -> tuple[Row, ...]:
    """Rows of a CSV file with exactly the COLUMNS. percent is written as people say it ("15" is 15 %)."""
    return parse_table(path.read_text(encoding="utf-8"), country=country, currency=currency, name=path.name)


def parse_table(text: str, *, country: str, currency: str, name: str = "table") -> tuple[Row, ...]:
    """As read_table, from the text itself: a small country keeps its rates in its own file."""
    reader = csv.DictReader(text.strip().splitlines(), skipinitialspace=True, strict=True)
    if reader.fieldnames != COLUMNS:
        raise BadTable(f"{name}: the columns are {','.join(COLUMNS)}")
    rows = []
    for cells in reader:
        if None in cells or None in cells.values():
            raise BadTable(f"{name}, line {reader.line_num}: not {len(COLUMNS)} cells")
        try:
            rows.append(_row(cells, country, currency))
        except (ValueError, ArithmeticError) as error:
            raise BadTable(f"{name}, line {reader.line_num}: {error}") from error
    return tuple(rows)


def _row(cells: dict[str, str], country: str, currency: str) -> Row:
    hs, origin, since = (
        HSCode.parse(cells["hs"]),
        cells["origin"],
        date.fromisoformat(cells["effective_from"]),
    )
    return Row(
        id=f"{country}.{cells['schedule']}.{hs}.{origin}.{since}",
        source=Source(cells["source"], cells["address"], _date(cells["source_date"])),
        effective_from=since,
        effective_until=_date(cells["effective_until"]),
        last_checked=date.fromisoformat(cells["last_checked"]),
        schedule=cells["schedule"],
        hs=hs,
        origin=origin,
        ad_valorem=Decimal(cells["percent"]) / 100 if cells["percent"] else None,
        specific=Money.parse(cells["specific"], currency) if cells["specific"] else None,
        per=Per(cells["per"]) if cells["per"] else None,
        combine=Combine(cells["combine"] or "only"),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Tariff:
    """Rows and the groups of origin that they name."""

    rows: tuple[Row, ...]
    groups: tuple[Group, ...] = ()
    _index: dict[tuple[str, str], list[Row]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            index.setdefault((row.schedule, row.hs), []).append(row)
        object.__setattr__(self, "_index", index)

    def find(
        self, schedule: str, hs: HSCode, origin: CountryCode, at: date
    ) -> tuple[Row, Group | None] | None:
        """The row in force for these goods: the longest code wins, then the country before its group before "*".

        A row of eight digits says nothing of goods that are known by six only: then the rate is not known.
        """
        for length in range(len(hs), 0, -2):
            rows = self._index.get((schedule, hs[:length]))
            if rows is None:
                continue
            found = [hit for row in rows if row.in_force(at) and (hit := self._match(row, origin, at))]
            if found:
                _rank, row, group = min(found, key=lambda hit: hit[0])
                return row, group
        return None

    def _match(self, row: Row, origin: CountryCode, at: date) -> tuple[int, Row, Group | None] | None:
        if row.origin == origin:
            return 0, row, None
        for group in self.groups:
            if group.id == row.origin and group.in_force(at) and origin in group.members:
                return 1, row, group
        return (2, row, None) if row.origin == "*" else None

    def longer(self, schedules: Iterable[str], hs: HSCode, at: date) -> Iterator[Row]:
        """Rows that would apply if the code of the goods had more digits."""
        for row in self.rows:
            if row.schedule in schedules and row.hs != hs and row.hs.startswith(hs) and row.in_force(at):
                yield row
