"""Is a picture whole, how large is it as seen, and how is it shown without its secrets?"""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from yiwang.kernel.errors import Refused

# Phones reach 50 megapixels; an A3 page scanned at 400 dpi has 31.
MOST_PIXELS = 60_000_000
# What pages ask for; 0 stands for as wide as the original.
WIDTHS = (320, 640, 960, 1600)
_ORIENTATION = 0x0112
# What decoders raise on hostile bytes.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    UnidentifiedImageError,
)
# Colour profile, transparency and the timing of frames; everything else could say who, where and when.
_KEPT = ("icc_profile", "transparency", "duration", "loop")
_OPTIONS: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 88, "optimize": True, "progressive": True},
    "png": {"compress_level": 6},
    "gif": {},
    "webp": {"quality": 85, "method": 4},
}


@dataclass(frozen=True)
class Size:
    """In pixels, upright as a viewer shows it."""

    width: int
    height: int


def size_of(file: BinaryIO, family: str, name: str) -> Size:
    """Raises Refused for a picture that is broken, cut short, or too large to be opened without harm."""
    try:
        with _opened(file, family) as image:
            if _pixels(image) > MOST_PIXELS:
                raise Refused(
                    f"“{name}”有 {image.width}×{image.height} 像素，"
                    f"超过 {MOST_PIXELS // 10_000} 万像素的上限，请缩小后上传。"
                )
            turned = image.getexif().get(_ORIENTATION, 1) in {5, 6, 7, 8}
            width, height = image.size
            _decode(image)
    except Image.DecompressionBombError:
        raise Refused(f"“{name}”的像素远超 {MOST_PIXELS // 10_000} 万的上限，请缩小后上传。") from None
    except _BROKEN:
        raise Refused(f"“{name}”已损坏或不完整，无法打开，请重新选择图片。") from None
    return Size(height, width) if turned else Size(width, height)


@contextmanager
def _opened(file: BinaryIO, family: str) -> Iterator[Image.Image]:
    file.seek(0)
    with warnings.catch_warnings():
        # A decoder warns about what size_of measures itself and about metadata that we drop.
        warnings.simplefilter("ignore")
        with Image.open(file, formats=[family.upper()]) as image:
            yield image


def _pixels(image: Image.Image) -> int:
    """Over all frames, counted no further than the limit."""
    area = image.width * image.height
    if area > MOST_PIXELS or not getattr(image, "is_animated", False):
        return area
    return area * getattr(image, "n_frames", 1)


def _decode(image: Image.Image) -> None:
    """Every byte is read; a JPEG at an eighth of its size, which needs a sixty-fourth of the memory."""
    if image.format == "JPEG":
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
    for frame in ImageSequence.Iterator(image):
        frame.load()


def rendered(source: Path, family: str, width: int = 0) -> bytes:
    """The picture drawn anew: upright, without metadata or foreign bytes, no wider than ``width`` if given.

    A moving picture keeps its frames and its size.
    """
    drawn = BytesIO()
    _draw(source, drawn, family, width)
    return drawn.getvalue()


def _draw(source: Path, target: BinaryIO, family: str, width: int) -> None:
    with source.open("rb") as file, _opened(file, family) as image:
        if getattr(image, "is_animated", False):
            _write_frames(image, target, family)
            return
        if width and family == "jpeg" and image.width > width * 2:
            image.draft("RGB", (width * 2, image.height * width * 2 // image.width))
        upright = ImageOps.exif_transpose(image)
        if width and upright.width > width:
            height = max(1, round(upright.height * width / upright.width))
            upright = upright.resize((width, height), Image.Resampling.LANCZOS)
        _forget(upright)
        upright.save(target, family.upper(), **_options(upright, family))


def _write_frames(image: Image.Image, target: BinaryIO, family: str) -> None:
    frames = [frame.copy() for frame in ImageSequence.Iterator(image)]
    options = _options(image, family)
    durations = [frame.info.get("duration", 100) for frame in frames]
    for frame in frames:
        _forget(frame)
    frames[0].save(
        target,
        family.upper(),
        save_all=True,
        append_images=frames[1:],
        **options | {"duration": durations, "loop": image.info.get("loop", 0)},
    )


def _forget(image: Image.Image) -> None:
    image.info = {key: value for key, value in image.info.items() if key in _KEPT}


def _options(image: Image.Image, family: str) -> dict[str, Any]:
    kept = {"icc_profile": image.info["icc_profile"]} if image.info.get("icc_profile") else {}
    return _OPTIONS[family] | kept
