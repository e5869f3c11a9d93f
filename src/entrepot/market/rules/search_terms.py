"""Terms by which offers are found.

Chinese is written without blanks and most words have two characters, too short for PostgreSQL's trigrams; so runs of Han
characters become pairs of neighbours, in one script. All else is words. Trigrams put a mistyped word right by the words
that are known, which are few; the offers, which are many, are then found by whole terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from entrepot.market.rules.texts import is_han, to_simplified

LONGEST_QUERY = 100
MOST_WORDS = 8

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# Arabic as people type it: no vowel signs and no long line, one alef, one final letter for each sound, no article.
_ARABIC = str.maketrans("أإآٱىة", "اااايه", "ـٰ" + "".join(map(chr, range(0x64B, 0x660))))
_ARTICLE = re.compile(r"\b(?:[وبكف]?ال|لل)(?=\w{3})")


@dataclass(frozen=True, slots=True)
class Terms:
    """`pairs`: Han characters two by two (one alone if the run has one); `words`: all else, folded."""

    pairs: tuple[str, ...]
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.pairs or self.words)


def terms_of_query(text: str) -> Terms:
    """What an offer must contain to be found."""
    return _terms([text[:LONGEST_QUERY]], also_single=False)


def terms_of_offer(texts: Iterable[str]) -> Terms:
    """What an offer is found by: every pair of its Han characters, every single one, every word."""
    return _terms(texts, also_single=True)


def is_pair(term: str) -> bool:
    """Whether a term is Han characters rather than a word."""
    return is_han(term[0])


def _terms(texts: Iterable[str], *, also_single: bool) -> Terms:
    pairs: dict[str, None] = {}
    words: dict[str, None] = {}
    for text in texts:
        folded = fold(text)
        for word in _WORD.findall(folded):
            for run, han in _runs(word):
                if not han:
                    words[run] = None
                    continue
                if also_single or len(run) == 1:
                    pairs.update(dict.fromkeys(run))
                pairs.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    kept = tuple(words) if also_single else tuple(words)[:MOST_WORDS]
    return Terms(tuple(pairs), kept)


def fold(text: str) -> str:
    """Small letters, one width, Latin letters without accents, Arabic without its article, Chinese in simplified characters."""
    plain = _ARTICLE.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_ARABIC))
    if any(map(is_han, plain)):
        plain = to_simplified(plain)
    return "".join(_without_accent(character) for character in plain)


def _without_accent(character: str) -> str:
    bare = unicodedata.normalize("NFD", character)[0]
    return bare if bare.isascii() else character


def _runs(word: str) -> list[tuple[str, bool]]:
    """ "v60手冲" is "v60" and "手冲"."""
    runs: list[tuple[str, bool]] = []
    for character in word:
        han = is_han(character)
        if runs and runs[-1][1] == han:
            runs[-1] = (runs[-1][0] + character, han)
        else:
            runs.append((character, han))
    return runs
