"""The catalogues are whole, and the tool that keeps them finds what it should."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from entrepot.web import catalogues

OURS = ("web/", "parties/", "files/", "messages/", "hub/")


def test_every_text_of_pages_and_accounts_is_translated_in_every_edition() -> None:
    lacks = [lack for lack in catalogues.check() if any(file.startswith(OURS) for file in lack.found_in)]
    assert [(lack.edition, lack.text, lack.why) for lack in lacks] == []


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "market/templates/market").mkdir(parents=True)
    (tmp_path / "market/words.py").write_text(
        "from x import message, _, ngettext\n"
        'A = message("Only %(left)s of %(title)s are left.")\n'
        'B = _("Goods")\n'
        'C = ngettext("%(n)s box", "%(n)s boxes", 2)\n'
        "D = message(variable)\n"
    )
    (tmp_path / "market/templates/market/page.html").write_text(
        '{% translate "Add to cart" %}{% status "done" _("Sold out") %}'
        "{% blocktranslate with name=shop.name %}Sold by {{ name }}{% endblocktranslate %}"
        '{% translate "nm" context "nautical miles" %}'
    )
    return tmp_path


def test_texts_are_found_in_code_and_templates(source: Path) -> None:
    found = {message.id for message in catalogues.extract(source) if message.id}
    assert found == {
        "Only %(left)s of %(title)s are left.",
        "Goods",
        ("%(n)s box", "%(n)s boxes"),
        "Add to cart",
        "Sold out",
        "Sold by %(name)s",
        "nm",
    }


def test_a_context_tells_two_short_words_apart(source: Path) -> None:
    assert catalogues.extract(source).get("nm", context="nautical miles") is not None


def test_missing_doubtful_and_broken_translations_are_named(source: Path, tmp_path: Path) -> None:
    locales = tmp_path / "locale"
    catalogues.update(locales, source)
    path = locales / "mn/LC_MESSAGES/django.po"
    text = path.read_text()
    text = text.replace('msgid "Goods"\nmsgstr ""', 'msgid "Goods"\nmsgstr "Бараа"')
    text = text.replace('msgid "Sold out"\nmsgstr ""', '#, fuzzy\nmsgid "Sold out"\nmsgstr "Дууссан"')
    text = text.replace('msgid "Sold by %(name)s"\nmsgstr ""', 'msgid "Sold by %(name)s"\nmsgstr "%(shop)s"')
    path.write_text(text)
    lacks = {lack.text: lack.why for lack in catalogues.check(locales, source) if lack.edition == "mn"}
    assert lacks == {
        "Only %(left)s of %(title)s are left.": "missing",
        "%(n)s box": "missing",
        "Add to cart": "missing",
        "Sold out": "doubtful",
        "Sold by %(name)s": "its places differ",
        "nm": "missing",
    }


def test_updating_twice_changes_nothing_and_keeps_translations(source: Path, tmp_path: Path) -> None:
    locales = tmp_path / "locale"
    catalogues.update(locales, source)
    path = locales / "zh_Hans/LC_MESSAGES/django.po"
    path.write_text(path.read_text().replace('msgid "Goods"\nmsgstr ""', 'msgid "Goods"\nmsgstr "货物"'))
    catalogues.update(locales, source)
    once = path.read_bytes()
    catalogues.update(locales, source)
    assert path.read_bytes() == once
    with path.open("rb") as opened:
        kept = read_po(opened, locale="zh_Hans").get("Goods")
    assert kept is not None
    assert kept.string == "货物"


def test_a_text_that_is_gone_leaves_the_catalogue(source: Path, tmp_path: Path) -> None:
    locales = tmp_path / "locale"
    catalogues.update(locales, source)
    (source / "market/words.py").write_text("")
    catalogues.update(locales, source)
    assert "Only %(left)s" not in (locales / "mn/LC_MESSAGES/django.po").read_text()


def test_a_form_for_one_number_may_say_it_in_a_word(source: Path, tmp_path: Path) -> None:
    locales = tmp_path / "locale"
    catalogues.update(locales, source)
    path = locales / "ar/LC_MESSAGES/django.po"
    forms = ["لا صناديق", "صندوق", "صندوقان", "%(n)s صناديق", "صندوقًا", "%(n)s صندوق"]

    def lacks_of_boxes() -> list[str]:
        found = catalogues.check(locales, source)
        return [lack.why for lack in found if (lack.edition, lack.text) == ("ar", "%(n)s box")]

    text = path.read_text()
    for number, form in enumerate(forms):
        text = text.replace(f'msgstr[{number}] ""', f'msgstr[{number}] "{form}"')
    path.write_text(text)
    assert lacks_of_boxes() == ["its places differ"]
    path.write_text(text.replace('"صندوقًا"', '"%(n)s صندوقًا"'))
    assert lacks_of_boxes() == []


def test_what_is_filled_in_is_isolated_where_lines_run_from_the_right(source: Path, tmp_path: Path) -> None:
    locales = tmp_path / "locale"
    (source / "market/words.py").write_text('A = message("%(rate)s %% of %(base)s")\n')
    catalogues.update(locales, source)
    for edition in ("ar", "mn"):
        path = locales / f"{edition}/LC_MESSAGES/django.po"
        path.write_text(path.read_text().replace('msgstr ""\n\n', 'msgstr "%(base)s: %(rate)s %%"\n\n'))
    catalogues.compile_all(locales)
    spoken = [
        gettext.translation("django", locales, [edition]).gettext("%(rate)s %% of %(base)s")
        for edition in ("ar", "mn")
    ]
    assert spoken == ["\u2068%(base)s\u2069: \u2068%(rate)s %%\u2069", "%(base)s: %(rate)s %%"]


def test_compiled_catalogues_speak(source: Path, tmp_path: Path) -> None:
    locales = tmp_path / "locale"
    catalogues.update(locales, source)
    path = locales / "mn/LC_MESSAGES/django.po"
    path.write_text(path.read_text().replace('msgid "Goods"\nmsgstr ""', 'msgid "Goods"\nmsgstr "Бараа"'))
    made = catalogues.compile_all(locales)
    assert locales / "mn/LC_MESSAGES/django.mo" in made
    spoken = gettext.translation("django", locales, ["mn"])
    assert spoken.gettext("Goods") == "Бараа"
    assert spoken.gettext("Add to cart") == "Add to cart"
