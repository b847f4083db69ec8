"""What a file is by its content; its name and what a browser says about it count for nothing (security.md T6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import puremagic

HEAD_BYTES = 64 * 1024
ANYTHING = "application/octet-stream"

Kind = Literal["image", "pdf", "video", "audio", "captions", "other"]

_ALIKE = {
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "video/avi": "video/x-msvideo",
    "video/dvd": "video/mpeg",
}
# ISO/IEC 14496-12: the brand of a file that begins with a box of type "ftyp".
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B "})
_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"avif", b"avis", b"heim", b"heis"})
# Types that no browser runs, whatever it is told; everything else is saved as plain bytes.
_HARMLESS = re.compile(
    r"application/(zip|gzip|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\..{1,80}"
    r"|vnd\.oasis\.opendocument\..{1,60}|epub\+zip|rtf)"
)
_BY_NAME = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".epub": "application/epub+zip",
}
_KINDS: dict[Kind, tuple[str, ...]] = {
    "image": ("image/jpeg", "image/png", "image/gif", "image/webp"),
    "video": ("video/mp4", "video/quicktime", "video/webm", "video/x-matroska", "video/x-msvideo", "video/mpeg"),
    "audio": ("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac"),
}
# Signs of a page or a script near the beginning of what claims to be a sound or a film.
_ACTIVE = re.compile(rb"<\s*(?:!doctype\s+html|html|script|svg|iframe|body|head)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Recognised:
    """`media_type` is what the file may be served as; of kind "other" it is only ever saved."""

    kind: Kind
    media_type: str


OTHER = Recognised("other", ANYTHING)
_SHOWN = {name: Recognised(kind, name) for kind, names in _KINDS.items() for name in names}


def recognise(head: bytes, filename: str) -> Recognised:
    """What a file is that begins with `head` (its first `HEAD_BYTES`).

    The name only tells one office file from another.
    """
    if head.startswith((b"WEBVTT", b"\xef\xbb\xbfWEBVTT")):
        return Recognised("captions", "text/vtt")
    if head.startswith(b"%PDF-"):
        return Recognised("pdf", "application/pdf")
    found = _by_signature(head)
    if found is not None and found.kind in ("video", "audio") and _ACTIVE.search(head):
        return OTHER
    return found or _package(head, filename)


def _by_signature(head: bytes) -> Recognised | None:
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if brand in _PICTURE_BRANDS:
        return OTHER
    if brand:
        return Recognised("audio", "audio/mp4") if brand in _AUDIO_BRANDS else Recognised("video", _film(brand))
    if head.startswith(b"\x1aE\xdf\xa3"):
        return Recognised("video", "video/webm" if b"webm" in head[:64] else "video/x-matroska")
    if head.startswith(b"OggS"):
        return Recognised("audio", "audio/ogg")
    return next((_SHOWN[known] for known in _magic(head) if known in _SHOWN), None)


def _film(brand: bytes) -> str:
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _magic(head: bytes) -> list[str]:
    try:
        matches = puremagic.magic_string(head[:4096])
    except (puremagic.PureError, ValueError):
        return []
    alike = {
        "audio/x-wav": "audio/wav",
        "audio/wave": "audio/wav",
        "audio/x-flac": "audio/flac",
        "video/avi": "video/x-msvideo",
    }
    return [alike.get(match.mime_type, match.mime_type) for match in matches]


def _package(head: bytes, filename: str) -> Recognised:
    """Archives and office files, which are never opened here."""
    if head.startswith(b"PK\x03\x04"):
        ending = "." + filename.rpartition(".")[2].lower()
        return Recognised("other", _BY_NAME.get(ending, "application/zip"))
    known = next((found for found in _magic(head) if _HARMLESS.fullmatch(found)), None)
    return Recognised("other", known) if known else OTHER
