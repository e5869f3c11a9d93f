"""API keys and names: what they look like and how one is checked. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from entrepot.parties import words

_FORM = re.compile(r"entrepot_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]|://")
_NO_DIGEST = "0" * 64

# What a User-Agent holds, the narrower first: most name the browsers that they descend from too.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "YaBrowser": "Yandex Browser",
    "MicroMessenger": "WeChat",
    "UCBrowser": "UC Browser",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Windows": "Windows",
    "HarmonyOS": "HarmonyOS",
    "OpenHarmony": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iOS",
    "iPad": "iPadOS",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True)
class Secret:
    """A new key: `text` for its owner, `prefix` and `digest` for us."""

    text: str
    prefix: str
    digest: str


@dataclass(frozen=True, slots=True)
class Given:
    """A key as somebody sent it."""

    prefix: str
    digest: str


def new_secret() -> Secret:
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return Secret(f"entrepot_{prefix}_{secret}", prefix, digest_of(secret))


def new_token() -> tuple[str, str]:
    """The text of a link that opens once, and the digest by which it is found."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def read_key(text: str) -> Given | None:
    """None if the text does not have the form of a key."""
    found = _FORM.fullmatch(text.strip())
    return Given(found[1], digest_of(found[2])) if found else None


def same_key(given: Given, kept_digest: str | None) -> bool:
    """Takes the same time for a wrong key and for an unknown one."""
    return hmac.compare_digest(given.digest, kept_digest or _NO_DIGEST)


def clean_name(name: str, *, field: str = "name") -> str:
    """Blanks around and inside are put right; refuses an empty or long name, signs that are no letters or turn those that
    follow around, and addresses, as a name stands in letters that this hub writes to anybody."""
    cleaned = " ".join(name.split())
    if not 1 <= len(cleaned) <= 120 or _NOT_IN_NAMES.search(cleaned):
        raise words.bad_name(field)
    return cleaned


def clean_currency(text: str) -> str:
    code = text.strip().upper()
    if not re.fullmatch("[A-Z]{3}", code):
        raise words.bad_currency()
    return code


def browser_and_system(user_agent: str) -> tuple[str, str]:
    """As their makers call them; empty for what is unknown. Browsers say of themselves what they like."""
    return _first_in(_BROWSERS, user_agent), _first_in(_SYSTEMS, user_agent)


def _first_in(names: Mapping[str, str], text: str) -> str:
    return next((name for mark, name in names.items() if mark in text), "")


def short_ref(secret: str | bytes) -> str:
    """A name for what has none that may be shown."""
    return hashlib.sha256(secret.encode() if isinstance(secret, str) else secret).hexdigest()[:16]


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
