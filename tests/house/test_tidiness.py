"""What an import linter can't see, held by tests: no vague names, no giants, no dodged contracts, docs in step."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "entrepot"
PYTHON = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
OWN_CODE = [path for path in PYTHON if "tests" not in path.parts]
TEXTS = [
    path
    for path in ROOT.rglob("*")
    if path.suffix in {".py", ".md", ".html", ".css", ".js", ".toml", ".ini", ".csv", ".txt", ".lock", ".po"}
    and not {".venv", "var", ".git", "node_modules"} & set(path.parts)
]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_file_fits_the_mind(path):
    assert len(path.read_text().splitlines()) <= 600


@pytest.mark.parametrize("path", OWN_CODE, ids=name)
def test_a_file_has_a_name_that_says_something(path):
    vague = r"(utils?|helpers?|common|misc|managers?|handlers?|base|data|info|processors?)"
    assert not re.fullmatch(vague, path.stem), "say what it holds"


@pytest.mark.parametrize("path", OWN_CODE, ids=name)
def test_contracts_are_not_dodged(path):
    text = path.read_text()
    assert "get_model(" not in text
    assert not re.search(r"django\.(db\.models|dispatch|core)\.signals|from django.dispatch", text), (
        "announce a fact"
    )


@pytest.mark.parametrize("path", [path for path in OWN_CODE if path.name == "public.py"], ids=name)
def test_a_public_face_hands_out_words_not_rows(path):
    text = path.read_text()
    assert not re.search(r"QuerySet|models\.Model|-> *models\.|: *models\.", text)


@pytest.mark.parametrize("path", OWN_CODE, ids=name)
def test_nothing_is_left_open(path):
    assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError\(\))\b", path.read_text())


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_no_file_names_a_registry_or_this_machine(path):
    if path == Path(__file__):
        return
    text = path.read_text(errors="replace")
    for host in ("pypi" + ".org", "registry." + "npmjs", "files.python" + "hosted", "deb." + "debian.org"):
        assert host not in text
    assert "/work/" + "main" not in text


def test_every_package_has_a_place_in_the_architecture():
    page = (ROOT / "ARCHITECTURE.md").read_text()
    packages = [path.parent.name for path in SOURCE.glob("*/__init__.py")]
    assert [package for package in packages if f"`{package}`" not in page] == []


def test_every_package_says_on_one_screen_what_it_promises():
    packages = [path.parent for path in SOURCE.glob("*/apps.py")]
    assert [package.name for package in packages if not (package / "README.md").exists()] == []
    assert [p.name for p in packages if len((p / "README.md").read_text().splitlines()) > 80] == []
