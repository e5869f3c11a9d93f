"""docs/recipes/add-an-edition.md, followed word for word on a copy of the source."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "docs/recipes/add-an-edition.md").read_text(encoding="utf-8")
LINES = re.findall(
    r"In `(src/[\w/]+\.py)`, below the line with `([^`]+)`:\n\n```plain\n(.*?)```", RECIPE, re.DOTALL
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", RECIPE, re.DOTALL)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """A copy of the house with the lines of the recipe in it."""
    house = tmp_path_factory.mktemp("house")
    left_out = shutil.ignore_patterns("__pycache__", "*.mo", "tests")
    shutil.copytree(ROOT / "src/entrepot", house / "src/entrepot", ignore=left_out)
    for path, anchor, line in LINES:
        file = house / path
        before, found, after = file.read_text(encoding="utf-8").partition(anchor)
        rest_of_line, _, below = after.partition("\n")
        file.write_text(f"{before}{found}{rest_of_line}\n{line}{below}", encoding="utf-8")
    return house


def run(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(house / "src"),
        "ENTREPOT_HOME": str(house / "var"),
        "DATABASE_URL": "postgresql:///none",
        "DJANGO_SETTINGS_MODULE": "entrepot.hub.settings",
    }
    return subprocess.run(
        [sys.executable, *arguments], cwd=house, env=surroundings, capture_output=True, text=True, check=False
    )


def catalogues(house: Path, command: str) -> subprocess.CompletedProcess[str]:
    assert f"entrepot catalogues {command}\n" in blocks("sh")
    return run(house, "-m", "entrepot.hub.command_line", "catalogues", command)


def test_the_recipe_has_three_lines_and_each_its_place(house):
    assert len(LINES) == 3
    for path, _, line in LINES:
        assert (house / path).read_text(encoding="utf-8").count(line) == 1


def test_its_catalogue_is_made_and_lacks_every_text_until_they_are_written(house):
    updated = catalogues(house, "update")
    assert re.search(r"^eo: 0 of \d{4}$", updated.stdout, re.MULTILINE), updated.stderr
    catalogue = re.search(r"makes `(src/\S+\.po)`", RECIPE)
    assert catalogue is not None
    assert (house / catalogue[1]).exists()
    checked = catalogues(house, "check")
    assert checked.returncode == 1
    assert "eo: missing: The title in Esperanto.\n" in checked.stdout


def test_the_edition_answers_what_the_recipe_says(house):
    asked = run(house, "-c", "import django; django.setup()\n" + blocks("python")[-1])
    assert asked.stdout == blocks("text")[0], asked.stderr
