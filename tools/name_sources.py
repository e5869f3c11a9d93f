"""What the sources of names say of a town, by its GeoNames number; nothing of a package is run."""

from __future__ import annotations

import ast
import gettext
import json
import re
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path

from place_sources import folded
from sources import debian_package, sha256, wheel

PLAIN_WHEEL = "plaincities==0.3.1"
DEBIAN_PACKAGE = "libgeonames-common=0.3.0-1"
PINYIN_WHEEL = "pypinyin==0.55.0"

Names = dict[str, dict[str, list[str]]]
"""Language, GeoNames number, names: the first is the best."""

HAN = re.compile(r"[\u4e00-\u9fff·]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff .-]+")
ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u064a ]+")
"""Letters of Arabic alone: Persian and Urdu have others."""
SCRIPTS = {"zh": HAN, "zh_CN": HAN, "zh_SG": HAN, "zh_TW": HAN, "mn": CYRILLIC, "ar": ARABIC}
CITY = re.compile(r"^(مدينة|إمارة|ولاية) | хот$")
"""The words for city, emirate and province, which a port's name does without."""
MARKS = re.compile(r"[\u064b-\u0652\u0670\u200e\u200f]")
"""Vowel signs and marks of direction."""


def read_names() -> tuple[Names, str]:
    """The names, and what was read with its checksum."""
    names: Names = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as scratch:
        debian, folder = debian_package(DEBIAN_PACKAGE, Path(scratch))
        for language in SCRIPTS:
            file = folder / f"usr/share/locale/{language}/LC_MESSAGES/geonames.mo"
            with file.open("rb") as opened:
                catalogue = gettext.GNUTranslations(opened)._catalog  # type: ignore[attr-defined]
            _take(names, language, catalogue)
        plain = wheel(PLAIN_WHEEL, Path(scratch))
        with zipfile.ZipFile(plain) as archive:
            for member in archive.namelist():
                if found := re.fullmatch(r"plaincities/_values/(zh|ar)/[A-Z]{2}_\1\.py", member):
                    _take(names, found[1], _lists(archive.read(member).decode()))
        return names, f"{debian.name} `{sha256(debian)}`; {plain.name} `{sha256(plain)}`"


def _lists(source: str) -> dict[str, str]:
    """Each file of plaincities holds one list of numbers and one of names, in the same order."""
    lists: dict[str, list[object]] = {}
    for line in ast.parse(source).body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            lists[line.targets[0].id] = ast.literal_eval(line.value)
    return {
        str(number): str(name) for number, name in zip(lists["geoid_list"], lists["name_list"], strict=True)
    }


def _take(names: Names, language: str, said: dict[str, str]) -> None:
    """What is written in the language's own script; in plaincities the English name stands where it has none."""
    for number, name in said.items():
        plain = CITY.sub("", MARKS.sub("", name).partition("،")[0].strip())
        if number.isdigit() and SCRIPTS[language].fullmatch(plain) and plain not in names[language][number]:
            names[language][number].append(plain)


class Pinyin:
    """How Chinese characters read in Latin letters, without tones."""

    def __init__(self, readings: dict[str, set[str]]) -> None:
        self._readings = readings
        self._syllables = set().union(*readings.values())

    def reads(self, characters: str, latin: str) -> bool:
        """Whether the characters can be read as this name, e.g. 钦州 as "qinzhou"."""
        if not characters:
            return not latin
        return any(
            latin.startswith(syllable) and self.reads(characters[1:], latin[len(syllable) :])
            for syllable in self._readings.get(characters[0], ())
        )

    def spells(self, latin: str) -> bool:
        """Whether a name is made of Chinese syllables at all; "ordos" and "korla" are not."""
        ends = {0}
        for end in range(1, len(latin) + 1):
            if any(latin[start:end] in self._syllables for start in ends):
                ends.add(end)
        return len(latin) in ends


def read_pinyin() -> tuple[Pinyin, str]:
    """The readings of all characters, and what was read with its checksum."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = wheel(PINYIN_WHEEL, Path(scratch))
        listed = json.loads(zipfile.ZipFile(archive).read("pypinyin/pinyin_dict.json"))
        readings = {
            chr(int(number)): {folded(reading) for reading in text.split(",")}
            for number, text in listed.items()
        }
        return Pinyin(readings), f"{archive.name} `{sha256(archive)}`"
