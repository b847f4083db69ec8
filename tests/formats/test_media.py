"""What a file is by its content, whatever its name says (security.md T6)."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.formats.media import ANYTHING, recognise
from tests.files.samples import PDF, WEBVTT, picture

MP4, QT = b"\0\0\0\x18ftypisom\0\0\0\0isommp42", b"\0\0\0\x14ftypqt  \0\0\0\0qt  "


def package() -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as kept:
        kept.writestr("a.txt", "a")
    return result.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind", "media_type"),
    [
        (picture("PNG"), "x.png", "image", "image/png"),
        (picture("JPEG"), "x.html", "image", "image/jpeg"),
        (picture("GIF"), "x.js", "image", "image/gif"),
        (picture("WEBP"), "x", "image", "image/webp"),
        (PDF, "x.html", "pdf", "application/pdf"),
        (MP4, "x.mp4", "video", "video/mp4"),
        (QT, "x.mov", "video", "video/quicktime"),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01B\x82\x84webm", "x.webm", "video", "video/webm"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0M4A ", "x.m4a", "audio", "audio/mp4"),
        (b"OggS\0\x02" + b"\0" * 40, "x.ogg", "audio", "audio/ogg"),
        (b"fLaC\0\0\0\x22", "x.flac", "audio", "audio/flac"),
        (WEBVTT, "x.vtt", "captions", "text/vtt"),
        (package(), "x.zip", "other", "application/zip"),
        (package(), "x.docx", "other", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (package(), "x.html", "other", "application/zip"),
        (b"<html><script>alert(1)</script>", "x.png", "other", ANYTHING),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "x.svg", "other", ANYTHING),
        (b"<?xml version='1.0'?><svg/>", "x.jpg", "other", ANYTHING),
        (b"alert(1)", "x.js", "other", ANYTHING),
        (b" %PDF-1.4 <html>", "x.pdf", "other", ANYTHING),
        (MP4 + b"<script>alert(1)</script>", "x.mp4", "other", ANYTHING),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "x.heic", "other", ANYTHING),
        (b"plain words", "x.mp4", "other", ANYTHING),
        (b"", "x", "other", ANYTHING),
    ],
)
def test_by_content(data: bytes, name: str, kind: str, media_type: str) -> None:
    found = recognise(data, name)
    assert (found.kind, found.media_type) == (kind, media_type)
