"""What a file is, by its content, and what of it is kept.

A picture is read and written anew: whatever else was in the file (where it was taken, comments, something
hidden behind the picture) stays behind. A PDF is kept as it is and is only ever handed out as a download.
"""

import math
import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import filetype  # type: ignore[import-untyped]
from PIL import Image, ImageOps, ImageSequence

from api.attachments.errors import FileDamaged, TooManyPixels, WrongType

MAX_PIXELS = 50_000_000
KEPT_PIXELS = 16_000_000
_FORMATS = {
    "image/png": "PNG",
    "image/apng": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
}
_MEDIA = {
    "PNG": ("image/png", ".png"),
    "JPEG": ("image/jpeg", ".jpg"),
    "WEBP": ("image/webp", ".webp"),
    "GIF": ("image/gif", ".gif"),
}
_HOW: dict[str, dict[str, Any]] = {
    "PNG": {},
    "JPEG": {"quality": 90},
    "WEBP": {"quality": 90},
    "GIF": {},
}
_PDF_END_WITHIN = 2048
# What Pillow's readers raise about files that are not what they seem to be.
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error)


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """What is kept of a file; ``width`` and ``height`` of pictures only."""

    data: bytes
    media_type: str
    extension: str
    width: int | None = None
    height: int | None = None


def inspect(data: bytes, *, language: str) -> Inspected:
    """Decide by the content what a file is, and clean it.

    Raises:
        WrongType: It is none of the kinds we take.
        FileDamaged: It cannot be read as what it is.
        TooManyPixels: A picture too large to be opened.
    """
    found = filetype.guess(data[:8192])
    kind = found.mime if found else None
    if kind == "application/pdf":
        return _pdf(data, language)
    if kind not in _FORMATS:
        raise WrongType(language)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _picture(data, _FORMATS[kind], language)
    except Image.DecompressionBombError as error:
        raise TooManyPixels(language) from error
    except _UNREADABLE as error:
        raise FileDamaged(language) from error


def _pdf(data: bytes, language: str) -> Inspected:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-_PDF_END_WITHIN:]:
        raise FileDamaged(language)
    return Inspected(data=data, media_type="application/pdf", extension=".pdf")


def _picture(data: bytes, format: str, language: str) -> Inspected:
    with Image.open(BytesIO(data), formats=[format]) as first_look:
        frames = getattr(first_look, "n_frames", 1) if format in ("GIF", "WEBP") else 1
        if math.prod(first_look.size) * frames > MAX_PIXELS:
            raise TooManyPixels(language)
        first_look.verify()
    with Image.open(BytesIO(data), formats=[format]) as image:
        kept = BytesIO()
        write = _write_moving if frames > 1 else _write_still
        size = write(image, kept, format)
    media_type, extension = _MEDIA[format]
    return Inspected(
        data=kept.getvalue(), media_type=media_type, extension=extension, width=size[0], height=size[1]
    )


def _write_still(image: Image.Image, to: BytesIO, format: str) -> tuple[int, int]:
    pixels = math.prod(image.size)
    if pixels > KEPT_PIXELS:
        scale = math.sqrt(KEPT_PIXELS / pixels)
        # A JPEG is then not even unpacked in its full size.
        image.thumbnail((max(int(image.width * scale), 1), max(int(image.height * scale), 1)))
    upright = ImageOps.exif_transpose(image)
    if format == "JPEG" and upright.mode not in ("L", "RGB"):
        upright = upright.convert("RGB")
    bare = _bare(upright, "transparency")
    bare.save(to, format, **_HOW[format])
    return bare.size


def _write_moving(image: Image.Image, to: BytesIO, format: str) -> tuple[int, int]:
    loop = image.info.get("loop")
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        frame.load()
        durations.append(int(frame.info.get("duration") or 100))
        frames.append(_bare(frame.convert("RGBA")))
    again = {} if loop is None else {"loop": loop}
    frames[0].save(
        to, format, save_all=True, append_images=frames[1:], duration=durations, **again, **_HOW[format]
    )
    return frames[0].size


def _bare(image: Image.Image, *kept: str) -> Image.Image:
    """The picture without anything that came along with it."""
    bare = image.copy()
    bare.info = {key: value for key, value in bare.info.items() if key in kept}
    return bare
