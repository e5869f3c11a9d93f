"""Every file in customs/countries/ is found by itself and keeps the rules of conformance.py."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from entrepot.customs import countries
from entrepot.customs.law import Source
from entrepot.customs.tests.asking import CHINA, COUNTRIES
from entrepot.customs.tests.conformance import faults, floats_in

FOLDER = Path(countries.__file__).parent


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_a_country_is_sound(code):
    assert faults(COUNTRIES[code]) == []


def test_every_file_of_the_folder_is_a_country():
    assert len(COUNTRIES) == len([file for file in FOLDER.glob("*.py") if file.name != "__init__.py"])
    assert {"CN", "MY"} <= set(COUNTRIES)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.name)
def test_no_country_file_holds_a_float(file):
    assert floats_in(file) == []


def test_the_conformance_test_sees_a_missing_source_and_overlapping_versions():
    limit = CHINA.limits[1]
    broken = replace(
        CHINA,
        limits=(replace(limit, source=Source("", "")), replace(limit, effective_from=date(2020, 1, 1))),
        tariff=replace(CHINA.tariff, rows=()),
    )
    found = faults(broken)
    assert "retail.order: no source" in found
    assert "retail.order: two versions in force on one day" in found


def test_a_file_without_a_country_stops_the_scan(tmp_path, monkeypatch):
    package = tmp_path / "strange_countries"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "nowhere.py").write_text("X = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = ModuleType("strange_countries")
    module.__path__ = [str(package)]
    with pytest.raises(TypeError, match=r"nowhere\.py defines no COUNTRY"):
        countries.scan(module)
