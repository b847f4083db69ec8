"""Pictures in lessons: made anew from their pixels, so that nothing hidden survives (security.md T6, T20)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, BinaryIO

from flask_babel import gettext as _
from PIL import Image, ImageOps, ImageSequence

from app.errors import Invalid
from app.formats.images import MOST_PHOTO_PIXELS, MOST_PIXELS

MOST_BYTES = 50_000_000
SIDE = 3000
PREVIEW_WIDTH = 960
MOST_FRAME_PIXELS = 100_000_000
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
_SAVED: dict[str, dict[str, Any]] = {"JPEG": {"quality": 88, "optimize": True}, "WEBP": {"quality": 86}, "PNG": {}}


@dataclass(frozen=True)
class Picture:
    """What is kept of a picture, and a small one (WebP) for pages. `width` and `height` are of what is kept."""

    data: bytes
    preview: bytes
    width: int
    height: int


def clean(stream: BinaryIO, media_type: str) -> Picture:
    """The picture without places, dates and anything else but pixels, upright, at most `SIDE` pixels long.

    Its kind stays. Pixels are counted before they are decoded. Raises `Invalid` with the field "file".
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _refusal(_("This picture is too big. 50 MB is the most."))
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as picture:
            return _cleaned(picture, _FORMATS[media_type])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise _too_many_pixels() from problem
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as problem:
        raise _refusal(_("This picture is damaged. Please choose another one.")) from problem


def _cleaned(picture: Image.Image, kind: str) -> Picture:
    photo = kind == "JPEG" and not picture.info.get("progressive")
    pixels = picture.width * picture.height
    if pixels > (MOST_PHOTO_PIXELS if photo else MOST_PIXELS):
        raise _too_many_pixels()
    frames = getattr(picture, "n_frames", 1)
    if kind in ("GIF", "WEBP") and frames > 1:
        if pixels * frames > MOST_FRAME_PIXELS:
            raise _too_many_pixels()
        return _moving(picture, kind)
    picture.draft("RGB", (SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture)
    whole = _bare(upright)
    whole.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return _kept(whole, _encoded([whole], kind))


def _moving(picture: Image.Image, kind: str) -> Picture:
    lasting = [max(int(frame.info.get("duration", 100)), 20) for frame in ImageSequence.Iterator(picture)]
    frames = [_bare(frame) for frame in ImageSequence.Iterator(picture)]
    return _kept(frames[0], _encoded(frames, kind, duration=lasting, loop=0))


def _bare(picture: Image.Image) -> Image.Image:
    """Only the pixels: Pillow writes whatever `info` holds into some kinds of file."""
    whole = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    whole.info = {}
    return whole


def _encoded(frames: list[Image.Image], kind: str, **timing: Any) -> bytes:
    result = io.BytesIO()
    more = {"save_all": True, "append_images": frames[1:], "disposal": 2, **timing} if timing else {}
    if kind != "GIF":
        more.pop("disposal", None)
    frames[0].save(result, kind, **_SAVED.get(kind, {}), **more)
    return result.getvalue()


def _kept(first: Image.Image, data: bytes) -> Picture:
    small = first.copy()
    small.thumbnail((PREVIEW_WIDTH, SIDE), Image.Resampling.LANCZOS)
    preview = io.BytesIO()
    small.save(preview, "WEBP", quality=75)
    return Picture(data, preview.getvalue(), first.width, first.height)


def _too_many_pixels() -> Invalid:
    return _refusal(_("This picture has too many pixels. Please make it smaller first."))


def _refusal(sentence: str) -> Invalid:
    return Invalid({"file": sentence})
