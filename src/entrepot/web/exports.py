"""A table as a file: CSV and XLSX of the same rows that the page shows. Figures stay figures, codes stay text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from entrepot.values import Money, Weight
from entrepot.web.words import Cell, Link, Status, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARAMETER = "export"

Plain = str | int | Decimal

# A spreadsheet of East Asia takes the wide signs as well.
_FORMULA = re.compile(r"^(?=[-=+@\t\r\n＝＋－＠])|(?<=[;\t\r\n])(?=[-=+@＝＋－＠])")
# What XML 1.0 holds in no document; one in a name, and no spreadsheet opens the file.
_NO_LETTERS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def export(request: HttpRequest, table: Table, name: str) -> HttpResponse | None:
    """The file that ?export=csv or ?export=xlsx asks for; None if the page itself is wanted."""
    match request.GET.get(PARAMETER):
        case "csv":
            response = HttpResponse(csv_of(table), content_type="text/csv; charset=utf-8")
        case "xlsx":
            response = HttpResponse(xlsx_of(table), content_type=XLSX)
        case _:
            return None
    response["Content-Disposition"] = f'attachment; filename="{name}.{request.GET[PARAMETER]}"'
    return response


def csv_of(table: Table) -> bytes:
    """UTF-8 with a byte order mark, without which spreadsheets misread Chinese and Mongolian."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in _rows(table):
        writer.writerow([_guarded(value) if isinstance(value, str) else value for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _guarded(text: str) -> str:
    """A text that a spreadsheet would run as a formula is made plain (OWASP, CSV injection).

    Where the comma is the decimal sign, spreadsheets part cells at semicolons, even within our quotes.
    """
    return _FORMULA.sub("'", text)


def xlsx_of(table: Table) -> bytes:
    """One sheet, ECMA-376 at its smallest: inline strings, numbers as numbers."""
    sheet = io.StringIO()
    sheet.write(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    for number, row in enumerate(_rows(table), 1):
        sheet.write(f'<row r="{number}">')
        for column, value in enumerate(row):
            at = f"{_letters(column)}{number}"
            if isinstance(value, str):
                text = escape(_NO_LETTERS.sub("", value))
                sheet.write(f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
            else:
                sheet.write(f'<c r="{at}"><v>{value}</v></c>')
        sheet.write("</row>")
    sheet.write("</sheetData></worksheet>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for path, text in _BOOK.items():
            book.writestr(path, text)
        book.writestr("xl/worksheets/sheet1.xml", sheet.getvalue())
    return out.getvalue()


def _rows(table: Table) -> Iterator[list[Plain]]:
    """Headings, then rows and footer. A column of money becomes two, figure and currency; so does one of names with
    the reference behind each."""
    every = [*table.rows, *([table.footer] if table.footer else [])]
    seconds = [
        next((second for row in every if (second := _second_heading(row[column]))), "")
        for column in range(len(table.headings))
    ]
    headings: list[Plain] = []
    for heading, second in zip(table.headings, seconds, strict=True):
        if second and seconds.count(second) > 1:  # no two columns are called the same
            second = f"{heading}: {second}"
        headings += [heading, second] if second else [heading]
    yield headings
    for row in every:
        values: list[Plain] = []
        for cell, second in zip(row, seconds, strict=True):
            values += [_plain(cell), _second(cell)] if second else [_plain(cell)]
        yield values


def _second_heading(cell: Cell) -> str:
    if isinstance(cell, Money):
        return gettext("Currency")
    return gettext("Reference") if isinstance(cell, Link) and cell.code else ""


def _second(cell: Cell) -> str:
    match cell:
        case Money():
            return cell.currency
        case Link():
            return cell.code
    return ""


def _plain(cell: Cell) -> Plain:
    match cell:
        case None:
            return ""
        case Money():
            return cell.amount
        case Weight():
            return cell.kg
        case datetime() | date():
            return cell.isoformat()
        case Link() | Status():
            return cell.text
        case int() | Decimal():
            return cell
    return str(cell)


def _letters(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_BOOK = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_MAIN}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    f'xmlns:r="{_RELATIONS}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
