"""docs/recipes/add-a-country.md, followed word for word."""

import contextlib
import importlib
import io
import re
from pathlib import Path

import pytest

from entrepot.customs import countries, queries
from entrepot.customs.tests.conformance import faults, floats_in
from entrepot.values import CountryCode

RECIPE = next(
    parent / "docs/recipes/add-a-country.md"
    for parent in Path(__file__).parents
    if (parent / "docs/recipes/add-a-country.md").exists()
).read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", RECIPE, re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder of countries, with the one file of step 2 under the name that the step gives it."""
    name = re.search(r"src/entrepot/customs/countries/(\w+\.py)", RECIPE)
    assert name is not None
    package = tmp_path / "recipe_countries"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / name[1]).write_text(blocks("python")[0], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return package


def test_the_one_file_of_the_recipe_is_found_and_sound(folder):
    found = countries.scan(importlib.import_module(folder.name))
    assert list(found) == ["AQ"]
    assert faults(found[CountryCode("AQ")]) == []
    assert floats_in(folder / "atlantis.py") == []


def test_the_quote_of_the_recipe_prints_what_the_recipe_says(folder, monkeypatch):
    found = countries.scan(importlib.import_module(folder.name))
    monkeypatch.setattr(queries, "COUNTRIES", {**queries.COUNTRIES, **found})
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(blocks("python")[1], {})
    assert printed.getvalue() == blocks("text")[0]


def test_the_recipe_names_no_second_file_that_is_needed():
    files = set(re.findall(r"`(src/[\w/]+\.\w+)`", RECIPE))
    assert files == {"src/entrepot/customs/countries/atlantis.py"}
