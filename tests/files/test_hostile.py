"""Files made to do harm: none is run, unpacked, believed by name or decoded beyond measure (security.md T6, T20)."""

from __future__ import annotations

import io
import resource
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from app.formats import pictures
from app.models.file import FileKind
from tests.files.samples import PDF, Sender, picture

SCRIPT = b"<script>document.title='run'</script>"


def bomb(width: int, height: int) -> bytes:
    """A PNG of so many pixels in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def zip_bomb() -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as kept:
        for number in range(20):
            kept.writestr(f"{number}.txt", b"\0" * 5_000_000)
    return result.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<!doctype html>" + SCRIPT, "photo.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "drawing.svg"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "photo.jpg"),
        (b"<html>" + PDF + SCRIPT, "plan.pdf"),
        (b"alert(1)", "lib.js"),
        (b"\xef\xbb\xbf<html>" + SCRIPT, "x"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isom<html>" + SCRIPT, "film.mp4"),
        (zip_bomb(), "homework.zip"),
        (b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + SCRIPT, "saved.mhtml"),
    ],
)
def test_only_ever_saved(sender: Sender, data: bytes, name: str) -> None:
    file = sender.keep(data, name)
    assert file.kind is FileKind.OTHER
    answer = sender.client.get(f"/files/{file.public_id}/download")
    assert answer.data == data  # as it came: nothing was unpacked
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.mimetype in ("application/octet-stream", "application/zip")


@pytest.mark.parametrize("kind", ["GIF", "PNG", "JPEG", "WEBP"])
def test_what_hides_behind_a_picture_is_gone(sender: Sender, kind: str) -> None:
    file = sender.keep(picture(kind) + b"*/=1;alert(1)//" + SCRIPT, f"x.{kind.lower()}")
    kept = sender.client.get(f"/files/{file.public_id}").data
    assert file.kind is FileKind.IMAGE
    assert b"alert" not in kept
    assert b"script" not in kept


def test_a_picture_that_is_also_a_script(sender: Sender) -> None:
    """The classic: GIF89a/*…*/=1;alert(1). Its comment does not survive."""
    data = bytearray(picture("GIF"))
    data[6:8] = b"/*"
    try:
        file = sender.keep(bytes(data) + b"*/=1;alert(1)", "x.gif")
    except AssertionError:
        return  # refused as damaged
    assert b"alert" not in sender.client.get(f"/files/{file.public_id}").data


def test_places_and_comments_are_gone_and_it_stands_upright(sender: Sender) -> None:
    photo = Image.new("RGB", (60, 20), (10, 200, 30))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825)[1] = "N"
    raw = io.BytesIO()
    photo.save(raw, "JPEG", exif=exif, comment=b"secret comment", icc_profile=b"secret profile" * 20)
    file = sender.keep(raw.getvalue(), "photo.jpg")
    kept = sender.client.get(f"/files/{file.public_id}").data
    assert b"secret" not in kept
    assert b"Exif" not in kept
    assert (file.width, file.height) == (20, 60)
    with Image.open(io.BytesIO(kept)) as again:
        assert not again.getexif()


def test_text_in_a_png_is_gone(sender: Sender) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "secret words")
    file = sender.keep(picture("PNG", pnginfo=info), "x.png")
    assert b"secret" not in sender.client.get(f"/files/{file.public_id}").data


@pytest.mark.parametrize("size", [(30_000, 30_000), (65_535, 16_000), (5_000, 5_000)])
def test_too_many_pixels(sender: Sender, size: tuple[int, int]) -> None:
    data = bomb(*size)
    address = sender.begin(len(data), "bomb.png").headers["Location"]
    sender.piece(address, 0, data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = sender.finish(address)
    assert answer.status_code == 422
    assert "too many pixels" in answer.get_json()["errors"]["file"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_a_film_of_many_frames_is_no_bomb() -> None:
    frames = [Image.new("P", (3000, 3000), number) for number in range(16)]
    raw = io.BytesIO()
    frames[0].save(raw, "GIF", save_all=True, append_images=frames[1:])
    raw.seek(0)
    with pytest.raises(Exception, match="too many pixels"):
        pictures.clean(raw, "image/gif")


def test_a_moving_picture_goes_on_moving(sender: Sender) -> None:
    frames = [Image.new("RGB", (20, 20), (number * 60, 0, 0)) for number in range(4)]
    raw = io.BytesIO()
    frames[0].save(raw, "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0)
    file = sender.keep(raw.getvalue(), "move.gif")
    with Image.open(io.BytesIO(sender.client.get(f"/files/{file.public_id}").data)) as again:
        assert again.n_frames == 4  # type: ignore[attr-defined]


@pytest.mark.parametrize("data", [picture("PNG")[:60], picture("JPEG")[:100], b"\x89PNG\r\n\x1a\n" + b"x" * 50])
def test_a_damaged_picture_says_so(sender: Sender, data: bytes) -> None:
    address = sender.begin(len(data), "x.png").headers["Location"]
    sender.piece(address, 0, data)
    answer = sender.finish(address)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["file"] == "This picture is damaged. Please choose another one."


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a.png\r\nX-Evil: yes", "a.png__X-Evil: yes"),
        ("\u202egnp.exe", "_gnp.exe"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("C:\\Users\\x\\plan.doc", "C:_Users_x_plan.doc"),
        ("a\x00b.txt", "a_b.txt"),
        ("...", "file"),
        ("", "file"),
        ('"; filename="evil.html', '"; filename="evil.html'),
        ("पाठ.pdf", "पाठ.pdf"),
    ],
)
def test_names(sender: Sender, given: str, kept: str) -> None:
    file = sender.keep(b"some bytes", given)
    assert file.filename == kept
    header = sender.client.get(f"/files/{file.public_id}/download").headers["Content-Disposition"]
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2
    assert header.isascii()


def test_a_very_long_name(sender: Sender) -> None:
    data = {"file": (io.BytesIO(b"x"), "n" * 10_000_000 + ".txt")}
    place = f"/classrooms/{sender.ring.classroom.public_id}/files"
    assert sender.client.post(place, data=data, content_type="multipart/form-data").status_code in (303, 413)
    file = sender.keep(b"x", "n" * 3000 + ".txt")
    assert len(file.filename) <= 200
    assert file.filename.endswith(".txt")
