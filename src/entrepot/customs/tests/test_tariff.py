"""Tables of rates: how they are read and looked up."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.customs.law import Group
from entrepot.customs.tariff import COLUMNS, BadTable, Tariff, parse_table
from entrepot.customs.tests.asking import TEXTBOOK, TODAY
from entrepot.values import CountryCode, HSCode, Money

HEAD = ",".join(COLUMNS)
TAIL = ",Book,ISBN 1,2024-05-01,2024-06-01,,2026-11-24"


def table(*rows: str) -> Tariff:
    group = Group(
        id="PACT",
        members=(CountryCode("MY"), CountryCode("TH")),
        source=TEXTBOOK,
        effective_from=date(2024, 1, 1),
        last_checked=TODAY,
    )
    return Tariff(parse_table("\n".join([HEAD, *rows]), country="AQ", currency="JPY"), (group,))


def test_a_row_holds_what_its_cells_say():
    (row,) = table(f"MFN,0901.21,*,6.5,120,kg,greater{TAIL}").rows
    assert (row.hs, row.ad_valorem, row.specific) == ("090121", Decimal("0.065"), Money(120, "JPY"))
    assert row.id == "AQ.MFN.090121.*.2024-06-01"
    assert (row.source.title, row.source.address, row.source.dated) == ("Book", "ISBN 1", date(2024, 5, 1))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (f"MFN,0901.2,*,6.5,,,{TAIL}", "line 2"),
        (f"MFN,090121,*,six,,,{TAIL}", "line 2"),
        (f"MFN,090121,*,6.5,1.5,kg,{TAIL}", "more decimals than JPY"),
        (f"MFN,090121,*,6.5,1,barrel,{TAIL}", "barrel"),
        ("MFN,090121,*,6.5,,,,Book,ISBN 1,,,,", "line 2"),
        ("MFN,090121", "line 2"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(row, complaint):
    with pytest.raises(BadTable, match=complaint):
        table(row)


def test_other_columns_are_refused():
    with pytest.raises(BadTable, match="the columns are"):
        parse_table("hs,rate\n090121,5", country="AQ", currency="USD")


@pytest.mark.parametrize(
    ("hs", "origin", "percent"),
    [
        ("09012100", "BR", "7"),  # eight digits before six
        ("090121", "BR", "5"),
        ("090122", "BR", "3"),  # only the heading is known
        ("090121", "TH", "4"),  # a group before everyone
        ("090121", "MY", "1"),  # the country before its group
    ],
)
def test_the_longest_code_wins_then_the_country_then_its_group(hs, origin, percent):
    tariff = table(
        f"MFN,0901,*,3,,,{TAIL}",
        f"MFN,090121,*,5,,,{TAIL}",
        f"MFN,090121,PACT,4,,,{TAIL}",
        f"MFN,090121,MY,1,,,{TAIL}",
        f"MFN,09012100,*,7,,,{TAIL}",
    )
    found = tariff.find("MFN", HSCode(hs), CountryCode(origin), TODAY)
    assert found is not None
    assert found[0].ad_valorem == Decimal(percent) / 100


def test_nothing_is_found_before_its_day_or_for_fewer_digits():
    tariff = table(f"MFN,09012100,*,7,,,{TAIL}")
    assert tariff.find("MFN", HSCode("09012100"), CountryCode("BR"), date(2024, 5, 31)) is None
    assert tariff.find("MFN", HSCode("09012100"), CountryCode("BR"), date(2024, 6, 1)) is not None
    assert tariff.find("MFN", HSCode("090121"), CountryCode("BR"), TODAY) is None
