"""Pictures that are little to send and much to unpack do not go off."""

import io
import struct
import subprocess
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from app.errors import Invalid
from app.formats.images import avatar
from tests.formats.test_images import picture, refusal


def png(width: int, height: int, rows: bytes = b"", *more: tuple[bytes, bytes]) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), *more, (b"IDAT", rows or zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in chunks)


def gif(width: int, height: int) -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HH", width, height)
        + b"\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0"
        + struct.pack("<HH", width, height)
        + b"\0\2\2\x44\1\0;"
    )


def webp(width: int, height: int) -> bytes:
    small = bytearray(picture("WEBP", (16, 16), lossless=True))
    bits = int.from_bytes(small[21:25], "little") & ~0xFFFFFFF | (width - 1) | (height - 1) << 14
    small[21:25] = bits.to_bytes(4, "little")
    return bytes(small)


def jpeg(width: int, height: int, progressive: bool) -> bytes:
    small = picture("JPEG", (16, 16), progressive=progressive)
    place = small.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    return small[: place + 5] + struct.pack(">HH", height, width) + small[place + 9 :]


BOMBS = {
    "png": png(30_000, 30_000),
    "wide png": png(2**31 - 1, 1),
    "endless png": png(2**31 - 1, 2**31 - 1),
    "png beyond the cap": png(4001, 4000),
    "gif": gif(65_535, 65_535),
    "webp": webp(16_384, 16_384),
    "jpeg": jpeg(65_500, 65_500, progressive=False),
    "progressive jpeg": jpeg(6000, 6000, progressive=True),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str) -> None:
    started = time.monotonic()
    sentence = refusal(BOMBS[name])

    assert "pixels" in sentence
    assert time.monotonic() - started < 3


def test_text_that_unpacks_without_end() -> None:
    bomb = zlib.compress(bytes(60_000_000), 9)
    started = time.monotonic()
    notes = (b"zTXt", b"Comment\0\0" + bomb), (b"iCCP", b"profile\0\0" + bomb)
    data = png(16, 16, zlib.compress(bytes(16 * 49)), *notes)

    with suppress(Invalid):
        avatar(io.BytesIO(data))
    assert time.monotonic() - started < 3


MEASURE = """
import io, resource, sys
from app.formats.images import avatar
from app.errors import Invalid
avatar(io.BytesIO(open(sys.argv[1], "rb").read()))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    avatar(io.BytesIO(open(sys.argv[2], "rb").read()))
except Invalid:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", [*BOMBS, "the largest photo", "the largest picture"])
def test_no_picture_takes_a_hundred_megabytes(name: str, tmp_path: Path) -> None:
    big = {
        "the largest photo": lambda: picture("JPEG", (8000, 6200)),
        "the largest picture": lambda: picture("PNG", (4000, 4000)),
    }
    (tmp_path / "small").write_bytes(picture("PNG"))
    (tmp_path / "bomb").write_bytes(BOMBS[name] if name in BOMBS else big[name]())
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "small"), str(tmp_path / "bomb")]
    megabytes = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert megabytes < 100
