"""The catalogues of the editions: found in code and templates, kept in locale/*.po, compiled for gettext.

Babel reads and writes the files, so neither xgettext nor msgfmt is needed. Texts are marked by _(), gettext, ngettext,
pgettext, by `message("...")` in plain Python rooms, and by translate and blocktranslate in templates.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1]
LOCALES = SOURCE / "locale"
_TRANSLATOR = "Translators:"

_KEYWORDS: Mapping[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "message": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_UNWRITTEN = tuple(
    f'"{field}:'
    for field in (
        "Project-Id-Version", "Report-Msgid-Bugs-To", "Last-Translator", "Language-Team", "POT-Creation-Date",
        "PO-Revision-Date", "Generated-By",
    )
)  # fmt: skip
_PLACE = re.compile(r"%\((\w+)\)[sd]|%%")
_FILLED = re.compile(r"%\(\w+\)[sd](?: ?%%)?")
_ISOLATED = "\N{FIRST STRONG ISOLATE}\\g<0>\N{POP DIRECTIONAL ISOLATE}"
_COUNTED = {"n", "count"}


@dataclass(frozen=True, slots=True)
class Lack:
    """A text that an edition does not have right. `why`: missing, doubtful, or its places differ."""

    edition: str
    text: str
    why: str
    found_in: tuple[str, ...]


def editions() -> list[str]:
    """All but the one that the texts are written in."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def extract(source: Path = SOURCE) -> Catalog:
    """Every marked text below `source`, with the files that it stands in."""
    template = Catalog(project="Entrepot", charset="utf-8")
    for path in sorted(
        [*source.rglob("*.py"), *source.rglob("templates/**/*.html"), *source.rglob("templates/**/*.txt")]
    ):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        where = path.relative_to(source).as_posix()
        for text, context, comments in _texts(path):
            template.add(text, locations=[(where, 0)], auto_comments=comments, context=context)
    return template


def update(locales: Path = LOCALES, source: Path = SOURCE) -> list[str]:
    """Bring each edition's .po up to what is marked; translations are kept, those without a place are dropped."""
    template = extract(source)
    said = []
    for edition in editions():
        path = _po(locales, edition)
        catalogue = _read(path, edition)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(catalogue))
        done = sum(1 for one in catalogue if one.id and _is_done(one))
        said.append(f"{edition}: {done} of {sum(1 for one in catalogue if one.id)}")
    return said


def compile_all(locales: Path = LOCALES) -> list[Path]:
    """A .mo beside every .po. They are made, not kept in the repository."""
    made = []
    for edition in editions():
        path = _po(locales, edition)
        if not path.exists():
            continue
        compiled = path.with_suffix(".mo")
        scratch = compiled.with_suffix(".mo.new")
        with scratch.open("wb") as out:
            write_mo(out, _isolating(_read(path, edition)))
        scratch.rename(compiled)
        made.append(compiled)
    return made


def check(locales: Path = LOCALES, source: Path = SOURCE) -> list[Lack]:
    """What is marked in the code and not rightly translated in every edition."""
    template = extract(source)
    lacks = []
    for edition in editions():
        catalogue = _read(_po(locales, edition), edition)
        singular = _forms_of_one_number(catalogue)
        for wanted in template:
            if wanted.id:
                why = _why_not(catalogue.get(wanted.id, context=wanted.context), wanted, singular)
                if why:
                    found_in = tuple(dict.fromkeys(file for file, _ in wanted.locations))
                    lacks.append(Lack(edition, _first(wanted.id), why, found_in))
    return lacks


def _texts(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
    code = path.read_text()
    if path.suffix != ".py":
        # What stood around the texts comes out as letters at its old place; without indentation Python's reader takes it.
        code = "\n".join(line.lstrip() for line in templatize(code, origin=str(path)).splitlines())
    for _, function, texts, comments in extract_python(
        io.BytesIO(code.encode()), _KEYWORDS, [_TRANSLATOR], {"encoding": "utf-8"}
    ):
        # A variable or an f-string in the place of a text comes as None: it is marked where it is written.
        given: list[object] = list(texts) if isinstance(texts, list | tuple) else [texts]
        name = str(function).removesuffix("_lazy")
        context = str(given.pop(0)) if name in ("pgettext", "npgettext") else None
        counted = name in ("ngettext", "npgettext")
        marked = [text for text in given[: 2 if counted else 1] if isinstance(text, str) and text]
        if len(marked) == (2 if counted else 1):
            notes = [comment.removeprefix(_TRANSLATOR).strip() for comment in comments or ()]
            yield (marked[0], marked[1]) if counted else marked[0], context, notes


def _po(locales: Path, edition: str) -> Path:
    return locales / to_locale(edition) / "LC_MESSAGES" / "django.po"


def _read(path: Path, edition: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=to_locale(edition), project="Entrepot", charset="utf-8", fuzzy=False)
    with path.open("rb") as opened:
        return read_po(opened, locale=to_locale(edition), abort_invalid=True)


def _written(catalogue: Catalog) -> bytes:
    """Without line numbers and dates, so that a catalogue changes only where a text does."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_UNWRITTEN)).encode()


def _isolating(catalogue: Catalog) -> Catalog:
    """Where lines run from the right, every place is isolated (UAX #9): a Latin name, a figure with its per cent sign or
    an amount keeps its own order and leaves that of the sentence alone."""
    if catalogue.locale and catalogue.locale.character_order == "right-to-left":
        for one in catalogue:
            if one.id:
                texts = [_FILLED.sub(_ISOLATED, text) for text in _all(one.string)]
                one.string = tuple(texts) if one.pluralizable else texts[0]
    return catalogue


def _forms_of_one_number(catalogue: Catalog) -> set[int]:
    """The plural forms that stand for a single number and may say it in a word: Arabic has a form for two."""
    form_of = c2py(catalogue.plural_expr)
    return {form for form, numbers in Counter(map(form_of, range(1000))).items() if numbers == 1}


def _is_done(one: Message) -> bool:
    return all(_all(one.string)) and not one.fuzzy


def _why_not(found: Message | None, wanted: Message, forms_of_one_number: set[int]) -> str:
    if found is None or not any(_all(found.string)):
        return "missing"
    if not _is_done(found):
        return "doubtful"
    allowed = set().union(*(_places(text) for text in _all(wanted.id)))
    needed = set.intersection(*(_places(text) for text in _all(wanted.id)))
    for form, text in enumerate(_all(found.string)):
        spoken = _COUNTED if wanted.pluralizable and form in forms_of_one_number else set()
        if not needed - spoken <= _places(text) <= allowed:
            return "its places differ"
    return ""


def _all(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def _first(text: str | tuple[str, ...] | list[str]) -> str:
    return _all(text)[0]


def _places(text: str | None) -> set[str]:
    return {name for name in _PLACE.findall(text or "") if name}
