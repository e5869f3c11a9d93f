"""What an import linter can't see, held by tests: no vague names, no giants, no dodged contracts, docs in step."""

import re
from pathlib import Path

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


def those(paths, has) -> list[str]:
    """The names of the files whose text has what none should have."""
    return [str(path.relative_to(ROOT)) for path in paths if has(path.read_text(errors="replace"))]


def test_a_file_fits_the_mind():
    assert those(PYTHON, lambda text: len(text.splitlines()) > 600) == []


def test_a_file_has_a_name_that_says_something():
    vague = r"(utils?|helpers?|common|misc|managers?|handlers?|base|data|info|processors?)"
    assert [path for path in OWN_CODE if re.fullmatch(vague, path.stem)] == [], "say what it holds"


def test_contracts_are_not_dodged():
    signals = r"get_model\(|django\.(db\.models|dispatch|core)\.signals|from django.dispatch"
    assert those(OWN_CODE, re.compile(signals).search) == [], "announce a fact"


def test_a_public_face_hands_out_words_not_rows():
    faces = [path for path in OWN_CODE if path.name == "public.py"]
    assert len(faces) >= 10
    assert those(faces, re.compile(r"QuerySet|models\.Model|-> *models\.|: *models\.").search) == []


def test_nothing_is_left_open():
    assert those(OWN_CODE, re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError\(\))\b").search) == []


def test_no_file_names_a_registry_or_this_machine():
    hosts = (
        "pypi" + ".org",
        "registry." + "npmjs",
        "files.python" + "hosted",
        "deb." + "debian.org",
        "/work/" + "main",
    )
    assert those(TEXTS, lambda text: any(host in text for host in hosts)) == []


def test_every_package_has_a_place_in_the_architecture():
    page = (ROOT / "ARCHITECTURE.md").read_text()
    packages = [path.parent.name for path in SOURCE.glob("*/__init__.py")]
    assert [package for package in packages if f"`{package}`" not in page] == []


def test_every_package_says_on_one_screen_what_it_promises():
    packages = [path.parent for path in SOURCE.glob("*/apps.py")]
    assert [package.name for package in packages if not (package / "README.md").exists()] == []
    assert [p.name for p in packages if len((p / "README.md").read_text().splitlines()) > 80] == []
