"""Are pictures whole, not too large, and shown without their secrets?"""

import io
import struct
import zlib

import pytest
from PIL import Image

from yiwang.kernel.files.examination import pictures
from yiwang.kernel.files.tests.examination.examined import examined, refusal
from yiwang.kernel.files.tests.makers import make_located_picture, make_picture

FAMILIES = ("jpeg", "png", "gif", "webp")


def redrawn(content: bytes, tmp_path, family: str = "jpeg", width: int = 0) -> Image.Image:
    path = tmp_path / "source"
    path.write_bytes(content)
    return Image.open(io.BytesIO(pictures.rendered(path, family, width)))


def png(width: int, height: int) -> bytes:
    """A picture that claims a size and brings one line."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_a_whole_picture_is_measured_and_a_truncated_one_refused(family, tmp_path):
    content = make_picture(family, (300, 200))
    name = f"a.{family}"
    assert examined(content, name, tmp_path).size == pictures.Size(300, 200)
    assert "已损坏或不完整" in refusal(content[: len(content) // 2], name, tmp_path)


def test_a_picture_with_more_pixels_than_allowed_is_refused_before_it_is_opened(tmp_path):
    assert "的上限" in refusal(png(30_000, 30_000), "a.png", tmp_path)
    assert "像素的上限" in refusal(png(8_000, 8_000), "a.png", tmp_path)


def test_frames_count_as_pixels(tmp_path, monkeypatch):
    frames = [Image.new("RGB", (100, 100), (20 * n, 0, 0)) for n in range(9)]
    moving = make_picture("gif", (100, 100), save_all=True, append_images=frames)
    assert examined(moving, "a.gif", tmp_path).size == pictures.Size(100, 100)
    monkeypatch.setattr(pictures, "MOST_PIXELS", 99_999)
    assert "像素的上限" in refusal(moving, "a.gif", tmp_path)


@pytest.mark.parametrize("family", ["jpeg", "png", "webp"])
def test_a_redrawn_picture_is_upright_and_says_neither_where_nor_with_what(family, tmp_path):
    content = make_located_picture(family)
    assert b"PhoneMaker" in content
    assert examined(content, f"a.{family}", tmp_path).size == pictures.Size(48, 64)
    drawn = redrawn(content, tmp_path, family)
    assert drawn.size == (48, 64)
    red, _, blue = drawn.convert("RGB").getpixel((24, 60))
    assert blue > 200 > red, "orientation 6 turns the right half to the bottom"
    assert not drawn.getexif()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_redrawn_picture_carries_no_foreign_bytes_and_no_comment(family, tmp_path):
    options = {"comment": b"alert(1)"} if family in {"jpeg", "gif"} else {}
    content = make_picture(family, **options) + b";*/=1;alert(1)//"
    path = tmp_path / "source"
    path.write_bytes(content)
    assert b"alert" in content
    assert b"alert" not in pictures.rendered(path, family)


def test_a_redrawn_picture_is_no_wider_than_asked(tmp_path):
    content = make_picture("jpeg", (2000, 1000))
    assert redrawn(content, tmp_path, width=320).size == (320, 160)
    assert redrawn(content, tmp_path, width=0).size == (2000, 1000)
    assert redrawn(make_picture("png", (100, 50)), tmp_path, "png", 320).size == (100, 50)


def test_a_moving_picture_keeps_moving(tmp_path):
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("green", "blue", "white")]
    drawn = redrawn(make_picture("gif", (40, 40), save_all=True, append_images=frames), tmp_path, "gif", 320)
    assert drawn.n_frames == 4


def test_colour_profile_and_transparency_survive(tmp_path):
    image = Image.new("P", (4, 4), 0)
    out = io.BytesIO()
    image.save(out, "GIF", transparency=0)
    assert "transparency" in redrawn(out.getvalue(), tmp_path, "gif").info
    profile = b"\0" * 128
    assert redrawn(make_picture(icc_profile=profile), tmp_path).info["icc_profile"] == profile
