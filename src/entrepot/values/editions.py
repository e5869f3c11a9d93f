"""The editions: the languages that a hub speaks. A line here begins one; docs/recipes/add-an-edition.md says the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """name: in its own language. locale: CLDR's, for figures, days and names. near: editions that its readers read too."""

    name: str
    locale: str
    near: tuple[str, ...] = ()


# By the code that is the first part of every page's path. The texts of the code are written in the first.
EDITIONS: Mapping[str, Edition] = {
    "en": Edition("English", "en_GB"),
    "zh-hans": Edition("中文简体", "zh_Hans_CN", near=("zh-hant",)),
    "zh-hant": Edition("中文繁體", "zh_Hant", near=("zh-hans",)),
    "mn": Edition("Монгол", "mn"),
    "ar": Edition("العربية", "ar"),
}


def next_best(edition: str) -> tuple[str, ...]:
    """All editions in the order in which a reader of this one would have a text: its own, near ones, English, others."""
    own = (edition, *EDITIONS[edition].near) if edition in EDITIONS else ()
    return tuple(dict.fromkeys((*own, "en", *EDITIONS)))
