"""Which bytes mean which letters: the syntax identifiers of UNB (0001) and what people really send under them."""

from __future__ import annotations

import re

# ISO 9735:2002 part 1, table of 0001. UNOA and UNOB are parts of ISO 646.
CODECS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
    "UNOX": "iso2022_jp_2",
    "UNOY": "utf-8",
    # Not in the standard, but sent: Korea's KECA, IATA's own.
    "KECA": "euc_kr",
    "IATA": "ascii",
    "IATB": "ascii",
}

# A two-byte run of ISO 2022: from the escape that opens it to the one that goes back to ASCII. Its bytes may look like
# separators and are not.
_TWO_BYTE_RUN = re.compile(rb"\x1b\$[(-/]?[@-Z].*?(?:\x1b\([@-Z]|\Z)", re.DOTALL)

# What no text may hold. Line breaks and tabs are looked at apart: they are sent, between segments and inside.
CONTROLS = bytes(sorted(set(range(0x20)) - set(b"\t\n\r"))) + b"\x7f"


def codec_of(syntax_identifier: str) -> str | None:
    """The Python codec of a syntax identifier, None for one that is not known."""
    return CODECS.get(syntax_identifier.strip().upper())


def hide_two_byte_runs(raw: bytes) -> bytes:
    """The same bytes, as many, with two-byte text out of the way of a search for separators."""
    return _TWO_BYTE_RUN.sub(lambda run: b"\xff" * len(run.group()), raw)


def utf8_of_two_byte_runs(raw: bytes) -> bytes:
    """Two-byte text as UTF-8, the rest as it was. Raises UnicodeDecodeError."""
    return _TWO_BYTE_RUN.sub(lambda run: run.group().decode("iso2022_jp_2").encode(), raw)


def to_utf8(raw: bytes, codec: str) -> tuple[bytes, str]:
    """The same text in UTF-8, and the codec that could read it: `codec`, else UTF-8, else ISO 8859-1, which reads all.

    Separators are ASCII in all codecs here, so this may run before or after they are replaced.
    """
    if codec == "iso2022_jp_2" and b"\x1b" in raw:
        try:
            return utf8_of_two_byte_runs(raw), codec
        except UnicodeDecodeError:
            raw = raw.replace(b"\x1b", b"")
    for candidate in (codec, "utf-8"):
        try:
            return raw.decode(candidate).encode(), candidate
        except UnicodeDecodeError:
            continue
    return raw.decode("iso8859-1").encode(), "iso8859-1"
