"""docs/recipes/add-a-message-format.md, followed word for word."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import entrepot

SOURCE = Path(entrepot.__file__).parent
RECIPE = (Path(__file__).parents[4] / "docs/recipes/add-a-message-format.md").read_text(encoding="utf-8")
NEEDED = (
    "__init__.py",
    "values",
    "ports/__init__.py",
    "ports/words.py",
    "ports/formats",
    "ports/tests/__init__.py",
    "ports/tests/cast.py",
    "ports/tests/test_formats.py",
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", RECIPE, re.DOTALL)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a format needs of this checkout, with the one file of step 2 under the name that the step gives it."""
    root = tmp_path_factory.mktemp("checkout")
    for name in NEEDED:
        here, there = SOURCE / name, root / "src/entrepot" / name
        there.parent.mkdir(parents=True, exist_ok=True)
        if here.is_dir():
            shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(here, there)
    (named,) = set(re.findall(r"Save this as `([\w/.]+)`", RECIPE))
    (root / named).write_text(blocks("python")[0], encoding="utf-8")
    return root


def run(checkout: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_tests_that_the_recipe_names_find_the_new_file_and_pass(checkout: Path) -> None:
    (command,) = [line for line in blocks("sh")[0].splitlines() if "pytest" in line]
    file = command.split()[-1]
    said = run(
        checkout,
        "-m",
        "pytest",
        "-c",
        os.devnull,
        "--rootdir=.",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "-v",
        file,
    )
    assert said.count("[COPRAR] PASSED") == 5
    assert "FAILED" not in said


def test_the_example_of_the_recipe_prints_what_the_recipe_says(checkout: Path) -> None:
    assert run(checkout, "-X", "utf8", "-c", blocks("python")[1]) == blocks("text")[0]


def test_the_recipe_names_no_second_file_that_is_needed() -> None:
    named = set(re.findall(r"`(src/[\w/]+\.py)`", RECIPE))
    assert named == {"src/entrepot/ports/formats/coprar.py"}
