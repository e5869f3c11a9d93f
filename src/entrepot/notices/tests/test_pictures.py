"""What becomes of a picture: drawn anew, upright, without what a camera wrote beside it; and what is none."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageOps

from entrepot.notices.rules.pictures import redraw
from entrepot.notices.tests.newsroom import photograph
from entrepot.notices.words import MOST_PICTURE_BYTES
from entrepot.values import Refusal


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        redraw(content)
    return refusal.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_jpeg_and_a_small_one(kind):
    drawn = redraw(photograph((2000, 1000), kind))
    assert (drawn.width, drawn.height) == (1600, 800)
    large, small = opened(drawn.large), opened(drawn.small)
    assert (large.format, large.size, small.format, small.size) == ("JPEG", (1600, 800), "JPEG", (480, 240))


def test_a_small_picture_is_not_blown_up():
    drawn = redraw(photograph((300, 200)))
    assert (drawn.width, drawn.height) == (300, 200)


def test_where_when_and_by_whom_it_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x010F] = "Aminah's telephone"
    exif.get_ifd(0x8825)[1] = "N"
    content = photograph(exif=exif.tobytes(), comment=b"at home")
    assert b"telephone" in content
    assert b"at home" in content
    for made in (redraw(content).large, redraw(content).small):
        assert b"telephone" not in made
        assert b"at home" not in made
        assert not opened(made).getexif()
        assert "comment" not in opened(made).info


def held(orientation: int) -> bytes:
    """What a camera adds to say how it was held."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return exif.tobytes()


@pytest.mark.parametrize("orientation", range(10))
def test_a_picture_stands_upright_however_the_camera_was_held(orientation):
    picture = Image.new("RGB", (64, 48), "blue")
    picture.paste("red", (0, 0, 32, 24))
    out = io.BytesIO()
    picture.save(out, "PNG", exif=held(orientation))
    upright, drawn = ImageOps.exif_transpose(opened(out.getvalue())), opened(redraw(out.getvalue()).large)
    assert drawn.size == upright.size
    for corner in ((4, 4), (drawn.width - 4, 4), (4, drawn.height - 4)):
        red, _, blue = upright.getpixel(corner)
        assert (drawn.getpixel(corner)[0] > 200, drawn.getpixel(corner)[2] > 200) == (red == 255, blue == 255)


def test_what_one_could_look_through_stands_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(redraw(out.getvalue()).large).getpixel((5, 5)) == (255, 255, 255)


def test_what_is_hidden_behind_a_picture_is_lost():
    content = photograph() + b"<script>alert(1)</script>PK\x03\x04"
    assert b"script" not in redraw(content).large


def png_of_size(width: int, height: int) -> bytes:
    """A few bytes that promise a picture of that size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<html><script>alert(1)</script>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\xff\xd8\xff\xe0 not a picture at all",
        photograph()[:-200],
        png_of_size(8000, 8000),
        png_of_size(40_000, 40_000),
        png_of_size(10, 10),
    ],
    ids=["nothing", "gif", "svg", "html", "eps", "jpeg by its first bytes", "torn", "64 million points",
         "a bomb", "fewer points than promised"],
)  # fmt: skip
def test_what_only_looks_like_a_picture_is_refused(content):
    assert refused(content) == "notices.not_a_picture"


def test_more_than_five_megabytes_are_refused_before_anything_is_drawn():
    assert refused(photograph() + b"\0" * MOST_PICTURE_BYTES) == "notices.picture_too_large"


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow tells of damaged tags and goes on
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    places=st.lists(st.integers(0, 10_000), min_size=1, max_size=8),
    value=st.integers(0, 255),
)
def test_damaged_pictures_are_drawn_or_refused_and_never_a_mistake_of_ours(kind, places, value):
    content = bytearray(photograph((64, 48), kind, exif=held(6)))
    for place in places:
        content[place % len(content)] = value
    try:
        said = opened(redraw(bytes(content)).large).format
    except Refusal as refusal:
        said = refusal.code
    assert said in ("JPEG", "notices.not_a_picture")
