"""Pictures of people: whatever photo comes in, a small square one without hidden data goes out."""

import io
from typing import BinaryIO

import puremagic
from flask_babel import gettext as _
from PIL import Image, ImageOps

from app.errors import Invalid

SIDE = 256
MOST_BYTES = 10_000_000
# A phone's photo is decoded small at once, which saves the memory; other pictures must be decoded whole.
MOST_PIXELS, MOST_PHOTO_PIXELS = 16_000_000, 50_000_000
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


def avatar(stream: BinaryIO) -> bytes:
    """A WebP picture of 256 x 256 pixels from the middle of a JPEG, PNG, GIF or WebP picture.

    The kind is told by the content. Places, dates and other hidden data do not survive, nor does anything
    hidden in the file. Raises `Invalid` with the field "avatar".
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _refusal(_("This picture is too big. 10 MB is the most."))
    try:
        with Image.open(io.BytesIO(data), formats=[_format(data)]) as picture:
            return _small(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise _too_many_pixels() from problem
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as problem:
        raise _refusal(_("This picture is damaged. Please choose another one.")) from problem


def _format(data: bytes) -> str:
    try:
        matches = puremagic.magic_string(data[:4096])
    except (puremagic.PureError, ValueError):
        matches = []
    for match in matches:
        if match.mime_type in _FORMATS:
            return _FORMATS[match.mime_type]
    raise _refusal(_("This is not a picture we know. Please choose a JPEG, PNG, GIF or WebP picture."))


def _small(picture: Image.Image) -> bytes:
    photo = picture.format in ("JPEG", "MPO") and not picture.info.get("progressive")
    if picture.width * picture.height > (MOST_PHOTO_PIXELS if photo else MOST_PIXELS):
        raise _too_many_pixels()
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))
    upright = ImageOps.exif_transpose(picture)
    whole = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    square = ImageOps.fit(whole, (SIDE, SIDE), Image.Resampling.LANCZOS)
    result = io.BytesIO()
    square.save(result, "WEBP", quality=82)
    return result.getvalue()


def _too_many_pixels() -> Invalid:
    return _refusal(_("This picture has too many pixels. Please make it smaller first."))


def _refusal(sentence: str) -> Invalid:
    return Invalid({"avatar": sentence})
