"""`entrepot load-rates`: a bank's list by a machine that fetches it every day."""

import struct
import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from typer.testing import CliRunner

from entrepot.finance import models
from entrepot.hub.command_line import app

pytestmark = pytest.mark.django_db

ECB_DAY = "Date, USD, MYR, \n30 October 2026, 1.1172, 4.5325, \n"


def load(content: bytes, *arguments: str) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["load-rates", "-", *arguments], input=content)
    return ended.exit_code, ended.stdout


def test_what_is_piped_in_is_loaded_with_its_source_and_counted() -> None:
    said = load(ECB_DAY.encode(), "--source", "ECB, ecb.europa.eu")
    assert said == (0, "New rates: 2. Known already: 0. Left out: 0.\n")
    assert models.DayRate.objects.get(quote="MYR").rate == Decimal("4.5325")
    assert set(models.DayRate.objects.values_list("source", flat=True)) == {"ECB, ecb.europa.eu"}
    again = load(ECB_DAY.encode(), "--source", "ECB, ecb.europa.eu")
    assert again == (0, "New rates: 0. Known already: 2. Left out: 0.\n")


def test_a_row_that_is_left_out_is_explained_and_ends_the_command_with_1() -> None:
    status, said = load(
        b"date,base,quote,rate\n2026-10-30,USD,ETB,162.8\n2026-10-30,USD,MNT,x\n", "--source", "a bank"
    )
    assert status == 1
    assert said.splitlines() == [
        "New rates: 1. Known already: 0. Left out: 1.",
        "row 3, rate: x This is no rate. Write a number above zero with a point for the decimals, "
        "without a currency sign.",
    ]


def packed(how: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr("eurofxref.csv", ECB_DAY)
    return out.getvalue()


# A stored file that says it is longer than it is: the archive ends before it does.
CUT = packed(zipfile.ZIP_STORED).replace(
    struct.pack("<II", len(ECB_DAY), len(ECB_DAY)), struct.pack("<II", 9999, 9999)
)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"PK and no archive",
        b"a,b\n1,2\n",
        packed(zipfile.ZIP_LZMA),
        packed(zipfile.ZIP_BZIP2),
        CUT,
    ],
    ids=["no text", "no archive", "other columns", "LZMA", "BZIP2", "cut"],
)
def test_a_file_that_is_none_loads_nothing_and_ends_the_command_with_1(content: bytes) -> None:
    status, said = load(content, "--source", "a bank")
    assert status == 1
    assert said.startswith("Nothing was loaded: ")
    assert not models.DayRate.objects.exists()
