"""What the tests of notices share: an operator and others at Kuantan, texts, and pictures as cameras and attackers make them."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.test import Client
from PIL import Image

from entrepot.notices import actions
from entrepot.notices.words import Notice, NoticeText
from entrepot.parties import public as parties

AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
PASSWORD = "chart table and ledger"
BERTH = NoticeText(
    "en",
    "Berth 4 is closed on Friday",
    "The crane is *looked at* from 06:00.\n\n- call at berth 5\n- see https://port.example/berths, please",
    "A crane over an empty berth",
)
BERTH_ZH = NoticeText(
    "zh-hans", "四号泊位周五关闭", "起重机检修。详见https://port.example/泊位。", "空泊位上的起重机"
)
BY = "user_operator"


def draft(*texts: NoticeText, at: datetime = AT) -> Notice:
    return actions.write_notice(written=texts or (BERTH,), by=BY, at=at)


def published(*texts: NoticeText, at: datetime = AT) -> Notice:
    return actions.publish(notice_ref=draft(*texts, at=at).ref, by=BY, at=at)


def pictured(*texts: NoticeText) -> Notice:
    return actions.set_picture(notice_ref=published(*texts).ref, content=photograph(), by=BY, at=AT)


def photograph(size: tuple[int, int] = (640, 480), kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0f5e6b").save(out, kind, **options)
    return out.getvalue()


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(email=email))
    return client


def person(name: str) -> parties.Person:
    return parties.open_account(email=f"{name.lower()}@shop.example", password=PASSWORD, name=name, at=AT)


def key_of(user_ref: str) -> dict[str, str]:
    """The header of a call with a new API key."""
    issued = parties.issue_api_key(user_ref=user_ref, name="test", at=AT)
    return {"Authorization": f"Bearer {issued.text}"}


def read(answer: object, status: int = 200) -> str:
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == status, re.sub(r"\s+", " ", text)[:2000]  # type: ignore[attr-defined]
    assert "(unresolved " not in text, text[text.index("(unresolved ") :][:80]
    return re.sub(r"\s+", " ", text)
