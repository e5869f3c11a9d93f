"""Pictures are drawn anew from their points: what a camera wrote beside them (place, time, owner) is lost, and so is
anything else that a file may hide."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import ExifTags, Image

from entrepot.notices import words

MOST_POINTS = 40_000_000
MEDIA_TYPE = "image/jpeg"
# Pixels that a page and a list can use; posters may be long.
_LARGE, _SMALL = (1600, 4800), (480, 480)
_FORMATS = ("JPEG", "PNG", "WEBP")
# How a picture stands upright, by the Orientation that the camera wrote (Exif 2.32, 4.6.4 A). Pillow's own
# exif_transpose writes the other tags anew on the way, and fails where they are damaged.
_TURNS: Mapping[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    large: bytes
    small: bytes
    width: int
    height: int


def redraw(content: bytes) -> Drawn:
    """JPEG, PNG or WebP, told by content and not by name, as two JPEGs upright on white. Refuses
    notices.picture_too_large and notices.not_a_picture."""
    if len(content) > words.MOST_PICTURE_BYTES:
        raise words.picture_too_large()
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_POINTS:
                raise words.not_a_picture()
            opened.draft("RGB", _LARGE)  # a JPEG is read no larger than it is needed
            picture = _upright_on_white(opened)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as trouble:
        raise words.not_a_picture() from trouble
    large, small = _fitted(picture, _LARGE), _fitted(picture, _SMALL)
    return Drawn(_jpeg(large), _jpeg(small), large.width, large.height)


def _upright_on_white(opened: Image.Image) -> Image.Image:
    """A sheet of its own: Pillow would write comments and the like of the one that was opened into the next file."""
    clear = opened.has_transparency_data
    drawn = opened.convert("RGBA" if clear else "RGB")
    sheet = Image.new("RGB", drawn.size, "white")
    sheet.paste(drawn, mask=drawn if clear else None)
    turn = _TURNS.get(opened.getexif().get(ExifTags.Base.Orientation))
    return sheet if turn is None else sheet.transpose(turn)


def _fitted(picture: Image.Image, most: tuple[int, int]) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail(most)
    return fitted


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    return out.getvalue()
