"""This hub's own freight table: loaded whole from the operator's file, or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from entrepot.facts import public as facts
from entrepot.logistics import models
from entrepot.logistics.events import FreightTariffLoaded
from entrepot.logistics.words import TariffRow
from entrepot.values import BadAmount, BadValue, CountryCode, Money, Refusal, UNLocode
from entrepot.values.refusal import message

COLUMNS = (
    "ship_from",
    "to_country",
    "currency",
    "per_kg",
    "minimum",
    "insurance_rate",
    "insurance_minimum",
    "transit_days",
    "effective_from",
)
MOST_ROWS = 20_000


@transaction.atomic
def load_freight_tariff(*, text: str, source: str, by: str = "", at: datetime) -> int:
    """Take in a CSV file with COLUMNS; a row for a way and day that is known replaces it. Returns the rows loaded.

    source: whose table it is, as pages show it. Refuses the whole file with logistics.bad_tariff and the line at fault.
    """
    rows = list(_read(text, source))
    if not rows:
        raise _bad(1, message("The table has no rows."))
    models.FreightTariff.objects.bulk_create(
        [_row(row) for row in rows],
        update_conflicts=True,
        unique_fields=["ship_from", "to_country", "effective_from"],
        update_fields=[
            "currency",
            "per_kg_minor",
            "minimum_minor",
            "insurance_rate",
            "insurance_minimum_minor",
            "transit_days",
            "source",
        ],
    )
    facts.announce(FreightTariffLoaded(len(rows), source), at=at, by=by)
    return len(rows)


def _read(text: str, source: str) -> Iterator[TariffRow]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise Refusal(
            "logistics.bad_tariff",
            message("The table lacks the column %(column)s."),
            {"column": missing[0]},
            field="file",
            status=422,
        )
    seen: set[tuple[str, str, date]] = set()
    for line, cells in enumerate(reader, start=2):
        if line > MOST_ROWS + 1:
            raise _bad(line, message("A table has at most 20,000 rows."))
        try:
            row = _parse({column: (cells[column] or "").strip() for column in COLUMNS}, source)
        except (BadValue, BadAmount, InvalidOperation, ValueError) as error:
            raise _bad(line, str(error)) from error
        way = (row.ship_from, row.to_country, row.effective_from)
        if way in seen:
            raise _bad(line, message("The same way and day came before."))
        seen.add(way)
        yield row


def _parse(cells: dict[str, str], source: str) -> TariffRow:
    currency = cells["currency"]
    rate, days = Decimal(cells["insurance_rate"]), int(cells["transit_days"])
    row = TariffRow(
        ship_from=UNLocode.parse(cells["ship_from"]),
        to_country=CountryCode.parse(cells["to_country"]),
        per_kg=Money.parse(cells["per_kg"], currency),
        minimum=Money.parse(cells["minimum"], currency),
        insurance_rate=rate,
        insurance_minimum=Money.parse(cells["insurance_minimum"], currency),
        transit_days=days,
        effective_from=date.fromisoformat(cells["effective_from"]),
        source=source,
    )
    if (
        min(row.per_kg.minor, row.minimum.minor, row.insurance_minimum.minor) < 0
        or not 0 <= rate < 1
        or days < 0
    ):
        raise ValueError(
            message("amounts are not negative, and insurance is a fraction of the value below 1")
        )
    return row


def _row(row: TariffRow) -> models.FreightTariff:
    return models.FreightTariff(
        ship_from=row.ship_from,
        to_country=row.to_country,
        currency=row.per_kg.currency,
        per_kg_minor=row.per_kg.minor,
        minimum_minor=row.minimum.minor,
        insurance_rate=row.insurance_rate,
        insurance_minimum_minor=row.insurance_minimum.minor,
        transit_days=row.transit_days,
        effective_from=row.effective_from,
        source=row.source,
    )


def _bad(line: int, why: str) -> Refusal:
    return Refusal(
        "logistics.bad_tariff",
        message("Line %(line)s of the table: %(why)s Nothing was loaded."),
        {"line": line, "why": why},
        field="file",
        status=422,
    )
