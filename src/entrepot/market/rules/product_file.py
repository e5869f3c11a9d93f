"""A file of products as sellers send it: from bytes to rows, each with its number in the spreadsheet.

One broken row must not swallow the rest of the file, as a quote that is never closed does in the csv module; so records
are taken line by line, and a quote that opens is trusted over several lines only if a whole row comes of it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from entrepot.market.words import Finding, Severity
from entrepot.values import Refusal
from entrepot.values.editions import EDITIONS
from entrepot.values.refusal import message

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 20_000
_MOST_LINES_OF_A_ROW = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file. `about` says what belongs there."""

    name: str
    required: bool
    about: str


def _text_column(kind: str, edition: str) -> str:
    return f"{kind}_{edition.replace('-', '_')}"


TITLE_COLUMNS = {_text_column("title", edition): edition for edition in EDITIONS}
DESCRIPTION_COLUMNS = {_text_column("description", edition): edition for edition in EDITIONS}

COLUMNS: tuple[Column, ...] = (
    Column("sku", True, message("Your own number of the product, at most 40 characters without blanks. It decides what is the same product in a later file.")),
    Column("title_en", True, message("The title in English, at most 200 characters.")),
    Column("title_zh_hans", False, message("The title in simplified Chinese.")),
    Column("title_zh_hant", False, message("The title in traditional Chinese. If it is empty, a draft is made from the simplified title.")),
    Column("title_mn", False, message("The title in Mongolian, in Cyrillic or Mongolian letters.")),
    Column("title_ar", False, message("The title in Arabic.")),
    Column("description_en", False, message("What a buyer should know, in English, at most 3,000 characters.")),
    Column("description_zh_hans", False, message("The same in simplified Chinese.")),
    Column("description_zh_hant", False, message("The same in traditional Chinese.")),
    Column("description_mn", False, message("The same in Mongolian.")),
    Column("description_ar", False, message("The same in Arabic.")),
    Column("hs_code", True, message("Harmonized System code, six digits or more, with its leading zero: 090121 is roasted coffee.")),
    Column("origin", True, message("Where the product was made: ISO 3166 code of two letters, for example LK.")),
    Column("brand", False, message("Empty means the brand of the shop.")),
    Column("category", True, message("One of the category words of this hub, for example coffee.")),
    Column("price", True, message("Price of one piece in the shop's currency, a plain number such as 29.90.")),
    Column("currency", False, message("The shop's currency; a check that the file belongs to this shop.")),
    Column("stock", True, message("Whole pieces on the shelf. The number of your last file, given again, leaves the stock as sales have made it.")),
    Column("net_weight_g", True, message("Whole grams of one piece without packing.")),
    Column("gross_weight_g", True, message("Whole grams of one piece as it is sent.")),
    Column("length_mm", False, message("Length of the packed piece in whole millimetres.")),
    Column("width_mm", False, message("Width of the packed piece in whole millimetres.")),
    Column("height_mm", False, message("Height of the packed piece in whole millimetres.")),
)  # fmt: skip
COLUMN_NAMES = tuple(column.name for column in COLUMNS)
REASON_COLUMN = "reason"  # of the file of bad rows; ignored when that file comes back


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row. `cells` are as written, `broken` says why they are no row of this file."""

    number: int
    header: tuple[str, ...]
    cells: tuple[str, ...]
    broken: Finding | None = None

    def get(self, column: str) -> str:
        """The cell without blanks around it; "" if the file has no such column."""
        if column not in self.header:
            return ""
        return plain_cell(self.cells[self.header.index(column)].strip())


@dataclass(frozen=True, slots=True)
class ProductFile:
    header: tuple[str, ...]
    rows: tuple[FileRow, ...]
    first_rows: Mapping[str, int]

    def first_row_of(self, sku: str) -> int:
        """The number of the first row with this product number."""
        return self.first_rows[sku]


def read(content: bytes) -> ProductFile:
    """Refuses a file that is too big, in no encoding that we read, empty, or without the columns it needs."""
    if len(content) > MOST_BYTES:
        raise Refusal(
            "market.file_too_big",
            message("The file has more than %(most)s megabytes. Split it into several files."),
            {"most": MOST_BYTES // 1024 // 1024},
            field="file",
            status=413,
        )
    lines = _lines(decode(content))
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise _bad_file(
            "market.file_empty", message("The file is empty. Download the template and fill it in.")
        )
    delimiter = max(",;\t", key=lines[start].count)
    header = _header(lines[start], delimiter)
    records = _records(lines[start + 1 :], len(header), delimiter)
    rows = tuple(
        _row(number, header, cells, closed)
        for number, (cells, closed) in enumerate(records, start=2)
        if any(cell.strip() for cell in cells)
    )
    if not rows:
        raise _bad_file(
            "market.file_without_rows",
            message("The file has a header and no products. Fill in at least one row."),
        )
    if len(rows) > MOST_ROWS:
        raise _bad_file(
            "market.file_too_long",
            message(
                "The file has %(rows)s products; at most %(most)s fit in one. Split it into several files."
            ),
            rows=len(rows),
            most=MOST_ROWS,
        )
    first_rows: dict[str, int] = {}
    for row in rows:
        if row.broken is None:
            first_rows.setdefault(row.get("sku"), row.number)
    return ProductFile(header, rows, first_rows)


def decode(content: bytes) -> str:
    """UTF-8 with or without mark, else GB18030. Refuses what is neither."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content:
        raise _not_readable()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_readable()


def plain_cell(text: str) -> str:
    """Undo `safe_cell`."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in _FORMULA_SIGNS else text


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text and text[0] in _FORMULA_SIGNS else text


# OWASP, CSV injection; a spreadsheet of East Asia takes the wide signs as well.
_FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"


def _lines(text: str) -> list[str]:
    """With their ends, and only at ends that files have: a title may hold U+2028."""
    return list(io.StringIO(text, newline=""))


def _header(line: str, delimiter: str) -> tuple[str, ...]:
    header = tuple(cell.strip().lower() for cell in _cells(line, delimiter))
    while header and not header[-1]:
        header = header[:-1]
    missing = [column.name for column in COLUMNS if column.required and column.name not in header]
    if missing:
        raise _bad_file(
            "market.file_columns_missing",
            message("The file has no column %(columns)s. Take the header line of the template."),
            columns=", ".join(missing),
        )
    unknown = [name for name in header if name not in {*COLUMN_NAMES, REASON_COLUMN}]
    if unknown:
        raise _bad_file(
            "market.file_columns_unknown",
            message("The column %(columns)s is not known. Rename it as in the template, or take it out."),
            columns=", ".join(name or "–" for name in unknown),
        )
    twice = sorted(name for name, times in Counter(header).items() if times > 1)
    if twice:
        raise _bad_file(
            "market.file_columns_twice",
            message("The column %(columns)s is there twice. Keep one."),
            columns=", ".join(twice),
        )
    return header


def _records(lines: list[str], width: int, delimiter: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Cells of each record, and whether its quotes are closed."""
    at = 0
    while at < len(lines):
        taken = _lines_of_record(lines, at, width, delimiter)
        text = "".join(lines[at : at + max(taken, 1)])
        yield _cells(text, delimiter), taken > 0
        at += max(taken, 1)


def _lines_of_record(lines: list[str], at: int, width: int, delimiter: str) -> int:
    """How many lines make the record that begins here; 0 if its quotes never close. Each line is read once: to read what
    is closed again with every further line takes hours for a file of open quotes."""
    cells, part = 0, ""
    for count, line in enumerate(lines[at : at + _MOST_LINES_OF_A_ROW], start=1):
        part += line
        if part.count('"') % 2:
            continue
        if count == 1:
            return 1
        cells, part = cells + len(_cells(part, delimiter)), ""
        if cells >= width:
            return count if cells == width else 0
    return 0


def _cells(text: str, delimiter: str) -> tuple[str, ...]:
    try:
        rows = list(csv.reader(_lines(text), delimiter=delimiter))
    except csv.Error:  # a cell longer than the csv module takes
        return (text[:1000],)
    return tuple(cell for row in rows for cell in row)


def _row(number: int, header: tuple[str, ...], cells: tuple[str, ...], closed: bool) -> FileRow:
    full = cells
    while len(full) > len(header) and not full[-1].strip():
        full = full[:-1]
    if not closed:
        return FileRow(number, header, cells, Finding(number, "", Severity.ERROR, "row_not_closed", ""))
    if len(full) != len(header):
        params = (("cells", str(len(full))), ("columns", str(len(header))))
        return FileRow(number, header, cells, Finding(number, "", Severity.ERROR, "row_width", "", params))
    return FileRow(number, header, full)


def _bad_file(code: str, text: str, **params: object) -> Refusal:
    return Refusal(code, text, params, field="file", status=422)


def _not_readable() -> Refusal:
    return _bad_file(
        "market.file_encoding",
        message("The file is not a text in UTF-8 or GB18030. Save it as “CSV UTF-8” and upload it again."),
    )
