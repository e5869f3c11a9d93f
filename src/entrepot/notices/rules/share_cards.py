"""The picture of a notice that has none, for those who pass its address on: the hub's code and the way to the notice.

No words: a face with the letters of every edition is larger than the rest of the hub, and whoever shows the picture sets the
title beside it.
"""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from PIL import Image, ImageDraw, ImageFont

MEDIA_TYPE = "image/png"
WIDTH, HEIGHT = 1200, 630

# The day colours of web/tokens.css.
_PAPER, _INK, _SEAL, _RULE = "#fbfaf6", "#16202b", "#b83a26", "#d9d4c6"
_FINER = 2  # drawn twice as large and brought down, because lines of Pillow have hard edges
_QUIET_MODULES = 4  # ISO/IEC 18004, clear ground around the code
# The needle of web/favicon.svg in its square of 32.
_STAR = ((16, 5), (19, 13), (27, 16), (19, 19), (16, 27), (13, 19), (5, 16), (13, 13))
_NORTH_EAST = ((16, 5), (19, 13), (16, 16))


@lru_cache(maxsize=64)
def card_of(hub_code: str, address: str) -> bytes:
    """1200 by 630 points, the shape that most places show whole."""
    card = _sheet(hub_code)
    code = _qr(address, 400)
    card.paste(code, (WIDTH - 90 - code.width, (HEIGHT - code.height) // 2))
    out = io.BytesIO()
    card.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _sheet(hub_code: str) -> Image.Image:
    """Paper in the graduated border of a chart, the needle, and whose notice it is."""
    sheet = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), _PAPER)
    draw = ImageDraw.Draw(sheet)
    for start in range(0, WIDTH, 96):
        draw.rectangle(_fine(start, 0, start + 48, 12), fill=_INK)
    draw.rectangle(_fine(0, 14, WIDTH, 16), fill=_INK)
    draw.rectangle(_fine(0, HEIGHT - 18, WIDTH, HEIGHT - 16), fill=_RULE)
    draw.rectangle(_fine(0, HEIGHT - 12, WIDTH, HEIGHT - 10), fill=_RULE)
    for points, colour in ((_STAR, _INK), (_NORTH_EAST, _SEAL)):
        draw.polygon([_fine(100 + x * 11, 90 + y * 11) for x, y in points], fill=colour)
    face = ImageFont.load_default(110 * _FINER)
    draw.text((150 * _FINER, 420 * _FINER), hub_code, fill=_SEAL, font=face)
    return sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _fine(*numbers: int) -> tuple[int, ...]:
    return tuple(number * _FINER for number in numbers)


def _qr(address: str, about: int) -> Image.Image:
    """Whole points for each module, so that none is blurred."""
    modules = [[bool(module) for module in row] for row in segno.make_qr(address).matrix]
    size = len(modules) + 2 * _QUIET_MODULES
    drawn = Image.new("RGB", (size, size), "white")
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                drawn.putpixel((x + _QUIET_MODULES, y + _QUIET_MODULES), (0x16, 0x20, 0x2B))
    points = max(about // size, 1) * size
    return drawn.resize((points, points), Image.Resampling.NEAREST)
