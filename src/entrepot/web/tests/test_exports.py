"""Tables as CSV and XLSX: figures stay figures, formulas stay text."""

import csv
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

from django.test import RequestFactory
from django.utils import translation

from entrepot.values import HSCode, Money, UNLocode, Weight
from entrepot.web.exports import csv_of, export, xlsx_of
from entrepot.web.words import Code, Link, Status, Table, Tone

TABLE = Table(
    caption="Parcels",
    headings=("To", "HS code", "Weight", "Price", "State"),
    rows=[
        (
            UNLocode("CNQZH"),
            HSCode("090121"),
            Weight(1250),
            Money(31240, "MYR"),
            Status(Tone.DONE, "Delivered"),
        ),
        ("=cmd|' /C calc'!A0", HSCode("0902"), Weight(5), Money(500, "JPY"), Status(Tone.PLAIN, "咖啡 <&>")),
    ],
)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _csv() -> list[list[str]]:
    with translation.override("en"):
        return list(csv.reader(io.StringIO(csv_of(TABLE).decode("utf-8-sig"))))


def test_money_becomes_a_figure_and_a_currency() -> None:
    assert _csv()[0] == ["To", "HS code", "Weight", "Price", "Currency", "State"]
    assert _csv()[1] == ["CNQZH", "090121", "1.250", "312.40", "MYR", "Delivered"]


def test_a_name_with_a_reference_behind_it_becomes_two_columns() -> None:
    table = Table(
        caption="Orders",
        headings=("Goods", "Parcel", "Desk"),
        rows=[
            (Link("Tea", "/en/", "order_1"), Code("parcel_1"), Link("Sales", "/en/")),
            ("nothing", None, None),
        ],
    )
    with translation.override("en"):
        rows = list(csv.reader(io.StringIO(csv_of(table).decode("utf-8-sig"))))
    assert rows == [
        ["Goods", "Reference", "Parcel", "Desk"],
        ["Tea", "order_1", "parcel_1", "Sales"],
        ["nothing", "", "", ""],
    ]


def test_a_text_that_a_spreadsheet_would_run_is_made_plain() -> None:
    assert _csv()[2][0] == "'=cmd|' /C calc'!A0"
    wide = Table(caption="Shops", headings=("Name",), rows=[("＝HYPERLINK(0)",), ("＠SUM(1)",), ("\n=1",)])
    assert csv_of(wide).decode("utf-8-sig").split("\r\n")[1:3] == ["'＝HYPERLINK(0)", "'＠SUM(1)"]
    assert b"'\n'=1" in csv_of(wide)


def test_no_two_columns_are_called_the_same() -> None:
    sums = Table(caption="", headings=("Now", "Before"), rows=[(Money(1, "CNY"), Money(2, "MYR"))])
    with translation.override("en"):
        lines = csv_of(sums).decode("utf-8-sig").splitlines()
    assert lines == [
        "Now,Now: Currency,Before,Before: Currency", "0.01,CNY,0.02,MYR",
    ]  # fmt: skip


def test_nor_does_a_semicolon_begin_a_formula_where_it_parts_cells() -> None:
    table = Table(caption="Shops", headings=("Name",), rows=[("Tea;=1+1; from Kandy; -5",)])
    assert csv_of(table).decode("utf-8-sig").split("\r\n")[1] == "Tea;'=1+1; from Kandy; -5"


def test_an_xlsx_opens_whatever_letters_a_name_has() -> None:
    table = Table(caption="Shops", headings=("Name",), rows=[("Tea\uffff \ufffe\x00\x0bhouse\t1",)])
    with zipfile.ZipFile(io.BytesIO(xlsx_of(table))) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert "".join(sheet.itertext()) == "NameTea house\t1"


def test_a_csv_begins_with_the_mark_that_spreadsheets_need() -> None:
    assert csv_of(TABLE).startswith(b"\xef\xbb\xbf")


def test_an_xlsx_opens_and_holds_numbers_as_numbers_and_codes_as_text() -> None:
    with translation.override("en"), zipfile.ZipFile(io.BytesIO(xlsx_of(TABLE))) as book:
        assert book.testzip() is None
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = {cell.attrib["r"]: cell for cell in sheet.iter(f"{SHEET}c")}
    assert cells["B2"].attrib["t"] == "inlineStr"
    assert "".join(cells["B2"].itertext()) == "090121"
    assert "t" not in cells["D2"].attrib
    assert Decimal("".join(cells["D2"].itertext())) == Decimal("312.40")
    assert "".join(cells["F3"].itertext()) == "咖啡 <&>"


def test_the_page_itself_is_wanted_unless_a_file_is_asked_for() -> None:
    assert export(RequestFactory().get("/en/parcels"), TABLE, "parcels") is None
    file = export(RequestFactory().get("/en/parcels?export=csv"), TABLE, "parcels")
    assert file is not None
    assert file["Content-Disposition"] == 'attachment; filename="parcels.csv"'
