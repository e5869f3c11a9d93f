"""QR codes, drawn as SVG into the page."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """Dark on light with its quiet zone, day and night: many readers take no other."""
    drawn = segno.make_qr(text, error="m").svg_inline(
        border=4, dark="#16202b", light="#ffffff", omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn from modules
