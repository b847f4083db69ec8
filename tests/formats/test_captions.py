"""What browsers read as captions."""

from __future__ import annotations

import pytest

from app.formats.captions import is_webvtt

CUE = "00:01.000 --> 00:02.500\nHello\n"


@pytest.mark.parametrize(
    "text",
    [
        f"WEBVTT\n\n{CUE}",
        f"\ufeffWEBVTT\r\n\r\n{CUE}",
        f"WEBVTT - made by hand\n\nNOTE hello\n\n1\n{CUE}",
        "WEBVTT\n\n01:00:01.000 --> 01:00:02.500 align:start\nनमस्ते\n",
    ],
)
def test_captions(text: str) -> None:
    assert is_webvtt(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"WEBVTT\n\n",
        b"WEBVTTX\n\n" + CUE.encode(),
        CUE.encode(),
        b"1\n00:00:01,000 --> 00:00:02,500\nSubRip\n",
        f"WEBVTT\n\n{CUE}".encode("utf-16"),
        b"WEBVTT\n\n" + CUE.encode() + b"\xff\xfe",
        b"WEBVTT\n\n" + CUE.encode() + b"\x00",
        b"WEBVTT\n\n" + CUE.encode() * 50_000,
    ],
)
def test_no_captions(data: bytes) -> None:
    assert not is_webvtt(data)
