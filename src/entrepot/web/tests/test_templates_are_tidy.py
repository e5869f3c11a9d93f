"""The content policy forbids inline script and style; no template of any package may need them. Logical properties only."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
SHEETS = sorted(SOURCE.glob("*/static/**/*.css"))

FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "a javascript address": r"javascript:",
    "something from another site": r"(?:src|href)=\"https?://[^\"{]*\.(?:js|css|woff2?|png|jpg)",
}
PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)\b|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
    r"|(?:^|[;{\s])(?:left|right|top|bottom):"
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_template_needs_nothing_that_the_content_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_style_sheet_has_logical_properties_only(path: Path) -> None:
    assert PHYSICAL.findall(path.read_text()) == []


def test_the_patterns_find_what_they_are_for() -> None:
    samples = {
        "a style attribute": '<p class="x" style="color: red">',
        "a style element": "<style>",
        "an inline script": "<script>go()</script>",
        "an event attribute": '<button onclick="go()">',
        "a javascript address": '<a href="javascript:go()">',
        "something from another site": '<script src="https://cdn.example/x.js"></script>',
    }
    for what, sample in samples.items():
        assert re.search(FORBIDDEN[what], sample, re.IGNORECASE), what
    assert not re.search(FORBIDDEN["an inline script"], '<script src="/static/x.js" defer></script>')
    assert PHYSICAL.findall("p { margin-left: 1px }")
    assert not PHYSICAL.findall("p { margin-inline: 1px }")
