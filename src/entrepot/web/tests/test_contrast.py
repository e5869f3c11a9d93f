"""Every pair of colours that pages use passes WCAG 2.2 AA, in day and night colours."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[1] / "static/web/tokens.css").read_text()

TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    ("ink", "paper", TEXT), ("ink", "sand", TEXT), ("ink", "wash", TEXT),
    ("ink-soft", "paper", TEXT), ("ink-soft", "sand", TEXT), ("ink-soft", "wash", TEXT),
    ("sea", "paper", TEXT), ("sea", "sand", TEXT), ("sea", "wash", TEXT),
    ("seal", "paper", TEXT), ("seal", "sand", TEXT), ("seal", "wash", TEXT),
    ("paper", "ink", TEXT), ("paper", "seal", TEXT), ("paper", "sea", TEXT),
    ("ink-soft", "paper", SHAPE),  # the border of an input
    ("sea", "paper", SHAPE),  # the ring of focus
]  # fmt: skip


def _themes() -> dict[str, dict[str, str]]:
    pairs = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
    return {
        "light": {name: light for name, light, _ in pairs},
        "dark": {name: dark for name, _, dark in pairs},
    }


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_the_known_21_to_1() -> None:
    assert round(_contrast("#000000", "#ffffff"), 2) == 21.0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_pairs_in_use_pass_aa(theme: str, text: str, ground: str, least: float) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[text], colours[ground]) >= least, f"{text} on {ground}, {theme}"


def test_browsers_without_light_dark_get_the_day_colours() -> None:
    plain = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", TOKENS))
    assert plain == _themes()["light"]
