"""Words of a title as part of an address: for people only, a reference before them finds the page."""

import re
import unicodedata

LONGEST_SLUG = 60
# A script that puts no blanks between its words is cut where the room ends.
_WORD = re.compile(rf"[^\W_]{{1,{LONGEST_SLUG - 1}}}")


def slug_of(title: str) -> str:
    """As many words as fit, in small letters of their own script, joined by hyphens; "-" if there are none."""
    slug = ""
    for word in _WORD.findall(unicodedata.normalize("NFC", title).lower()):
        if len(slug) + len(word) + 1 > LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "-"
