"""The QR code of a page: what it says, and that a reader's light and dark find it."""

import re

import segno
from django.conf import LazySettings
from django.template import engines
from django.utils import translation

HERE = "http://testserver/zh-hans/notices/notice_7h2k9m4qx0ab/"


def drawn(path: str, label: str = "On your telephone") -> str:
    with translation.override("en"):
        part = engines["django"].from_string("{% qr path label %}").render({"path": path, "label": label})
    return str(part)


def test_it_leads_to_the_whole_address_which_also_stands_beside_it() -> None:
    part = drawn("/zh-hans/notices/notice_7h2k9m4qx0ab/")
    (path,) = re.findall(r'<path stroke="#16202b" d="([^"]+)"', part)
    assert path in segno.make_qr(HERE, error="m").svg_inline(border=4)
    assert f'role="img" aria-label="QR code of {HERE}"' in part
    assert f"<small><bdi>{HERE}</bdi></small>" in part


def test_it_is_dark_on_light_with_four_quiet_modules_in_every_theme() -> None:
    part = drawn("/en/")
    side = segno.make_qr("http://testserver/en/", error="m").symbol_size(border=0)[0] + 8
    assert f'viewBox="0 0 {side} {side}"' in part
    assert f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>' in part
    assert "style" not in part


def test_letters_of_other_scripts_are_written_as_every_program_takes_them(settings: LazySettings) -> None:
    settings.SITE_URL = "https://hub.example"
    assert "<small><bdi>https://hub.example/mn/%D1%82/?q=%22</bdi></small>" in drawn('/mn/т/?q="')


def test_a_label_is_text() -> None:
    assert "<b>" not in drawn("/en/", label="<b>")
