"""Reading a file: encodings, headers, and that one broken row leaves the others whole."""

import pytest

from entrepot.market.rules import product_file
from entrepot.market.rules.product_file import (
    COLUMN_NAMES,
    DESCRIPTION_COLUMNS,
    MOST_BYTES,
    TITLE_COLUMNS,
    plain_cell,
    read,
    safe_cell,
)
from entrepot.values import Refusal

HEADER = "sku,title_en,title_zh_hans,hs_code,origin,category,price,stock,net_weight_g,gross_weight_g"
COFFEE = "KT-250,Coffee,咖啡,090121,MY,coffee,29.90,10,250,300"


def file(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([HEADER, *rows]).encode(encoding)


def refused(content: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(content)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_is_read_in_each_encoding_that_spreadsheets_write(encoding):
    row = read(file(COFFEE, encoding=encoding)).rows[0]
    assert (row.number, row.get("title_zh_hans"), row.get("sku")) == (2, "咖啡", "KT-250")
    assert row.broken is None


def test_utf16_is_refused_and_says_what_to_save():
    assert refused(file(COFFEE, encoding="utf-16")).code == "market.file_encoding"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_seen_from_the_header(delimiter):
    content = file(COFFEE).decode().replace(",", delimiter).encode()
    assert read(content).rows[0].get("price") == "29.90"


def test_a_quote_that_never_closes_breaks_its_own_row_only():
    found = read(file('KT-1,"Coffee,咖啡,090121,MY,coffee,1,1,1,1', COFFEE, COFFEE.replace("KT-250", "KT-3")))
    assert [(row.number, row.broken.code if row.broken else None) for row in found.rows] == [
        (2, "row_not_closed"),
        (3, None),
        (4, None),
    ]
    assert found.rows[1].get("sku") == "KT-250"


def test_a_text_over_several_lines_stays_one_row():
    found = read(file('KT-1,"Coffee\nfrom the hills",咖啡,090121,MY,coffee,1,1,1,1', COFFEE))
    assert [row.number for row in found.rows] == [2, 3]
    assert found.rows[0].get("title_en") == "Coffee\nfrom the hills"


def test_a_broken_row_before_a_text_over_several_lines_does_not_eat_it():
    found = read(file('KT-1,"broken', 'KT-2,"Two\nlines",咖啡,090121,MY,coffee,1,1,1,1'))
    assert [row.broken is None for row in found.rows] == [False, True]
    assert found.rows[1].get("sku") == "KT-2"


def test_a_file_of_open_quotes_is_read_once_however_many_rows_it_breaks(monkeypatch):
    read_letters = 0

    def counted(text: str, delimiter: str) -> tuple[str, ...]:
        nonlocal read_letters
        read_letters += len(text)
        return cells(text, delimiter)

    cells = product_file._cells
    monkeypatch.setattr(product_file, "_cells", counted)
    content = file(*['"' + "a," * 30] * 1000)
    assert {row.broken.code for row in read(content).rows[:-1] if row.broken} == {"row_not_closed"}
    assert read_letters < 4 * len(content)


def test_a_row_with_a_cell_too_many_says_so_and_keeps_its_number():
    found = read(file(COFFEE, COFFEE.replace("Coffee", "Coffee, roasted"), COFFEE.replace("KT-250", "KT-2")))
    broken = found.rows[1].broken
    assert (found.rows[1].number, broken.code, broken.params) == (
        3,
        "row_width",
        (("cells", "11"), ("columns", "10")),
    )
    assert [row.broken is None for row in found.rows] == [True, False, True]


def test_empty_rows_are_skipped_and_still_counted():
    found = read(file(COFFEE, "", ",,,,,,,,,", COFFEE.replace("KT-250", "KT-2")))
    assert [row.number for row in found.rows] == [2, 5]


def test_a_line_separator_inside_a_title_ends_no_row():
    found = read(file(COFFEE.replace("Coffee", "Coffee\u2028roasted")))
    assert len(found.rows) == 1
    assert found.rows[0].get("title_en") == "Coffee\u2028roasted"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "market.file_empty"),
        (b"\n \n", "market.file_empty"),
        (HEADER.encode(), "market.file_without_rows"),
        (b"sku,title_en\n1,2", "market.file_columns_missing"),
        (file(COFFEE).replace(b"title_zh_hans", b"tittle_zh"), "market.file_columns_unknown"),
        (file(COFFEE).replace(b"title_zh_hans", b"title_en"), "market.file_columns_twice"),
        (f"{HEADER}{',sku' * 200_000}".encode(), "market.file_columns_twice"),
        (f"{HEADER},{'x' * 200_000}".encode(), "market.file_columns_missing"),
        (b"sku\xff\xff\xff\xff", "market.file_encoding"),
        (b"x" * (MOST_BYTES + 1), "market.file_too_big"),
    ],
)
def test_what_is_no_file_of_products_is_refused_whole(content, code):
    assert refused(content).code == code


def test_the_refusal_names_the_columns():
    assert refused(b"sku,title_en\n1,2").params["columns"].startswith("hs_code, origin, category")
    assert refused(file(COFFEE).replace(b"title_zh_hans", b"tittle_zh")).params == {"columns": "tittle_zh"}


def test_the_reason_column_of_returned_rows_is_no_stranger():
    content = file(COFFEE).decode().splitlines()
    again = f"{content[0]},reason\n{content[1]},no HS code".encode()
    assert read(again).rows[0].broken is None


def test_the_first_row_of_a_product_number_is_known():
    found = read(file(COFFEE, COFFEE))
    assert found.first_row_of("KT-250") == 2


@pytest.mark.parametrize("cell", ["=1+1", "+60 9", "-5", "@cmd", "＝1+1", "＠cmd", "plain", "", "'quoted"])
def test_no_cell_leaves_as_a_formula_and_each_comes_back_as_it_was(cell):
    assert not safe_cell(cell).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert plain_cell(safe_cell(cell)) == cell


def test_every_column_is_documented():
    assert len(set(COLUMN_NAMES)) == len(COLUMN_NAMES)
    assert {*TITLE_COLUMNS, *DESCRIPTION_COLUMNS} <= set(COLUMN_NAMES)
