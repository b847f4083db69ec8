"""Avatars: any photo becomes a small clean square, everything hostile a clear sentence."""

import io
from contextlib import suppress

import pytest
from PIL import Image, PngImagePlugin

from app.errors import Invalid
from app.formats.images import MOST_BYTES, avatar

SCRIPT = b"<script>alert(document.domain)</script>"


def picture(kind: str, size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: object) -> bytes:
    result = io.BytesIO()
    Image.new(mode, size, "#3366cc" if mode in ("RGB", "RGBA") else 1).save(result, kind, **options)
    return result.getvalue()


def made(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(avatar(io.BytesIO(data))))


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        avatar(io.BytesIO(data))
    assert list(refused.value.fields) == ["avatar"]
    return refused.value.fields["avatar"]


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (256, 256), (1, 1), (3000, 2), (10, 10)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_every_picture_becomes_a_small_square(kind: str, size: tuple[int, int]) -> None:
    result = made(picture(kind, size))

    assert (result.format, result.size) == ("WEBP", (256, 256))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGBA", "I;16")),
        *(("JPEG", mode) for mode in ("L", "CMYK")),
        ("GIF", "P"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_kind_of_colour(kind: str, mode: str) -> None:
    assert made(picture(kind, mode=mode)).size == (256, 256)


def test_what_is_transparent_stays_so() -> None:
    result = io.BytesIO()
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(result, "PNG")

    pixel = made(result.getvalue()).convert("RGBA").getpixel((128, 128))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 0


def test_the_first_picture_of_a_moving_one_is_taken() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    result = io.BytesIO()
    frames[0].save(result, "GIF", save_all=True, append_images=frames[1:])

    small = made(result.getvalue())
    red, _green, blue = small.convert("RGB").getpixel((128, 128))  # type: ignore[misc]
    assert red > 200 > 50 > blue
    assert getattr(small, "n_frames", 1) == 1


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken() -> None:
    photo = Image.new("RGB", (400, 400), "red")
    photo.paste("blue", (0, 0, 400, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "HIDDEN DESCRIPTION"
    exif.get_ifd(0x8825)[1] = "N"
    result = io.BytesIO()
    photo.save(result, "JPEG", exif=exif, comment=b"HIDDEN COMMENT", icc_profile=b"HIDDEN PROFILE" * 10)
    data = avatar(io.BytesIO(result.getvalue()))
    small = Image.open(io.BytesIO(data))

    assert dict(small.getexif()) == {}
    assert b"HIDDEN" not in data
    assert b"EXIF" not in data
    red, _green, blue = small.convert("RGB").getpixel((240, 128))  # type: ignore[misc]
    assert blue > 200 > 50 > red


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_nothing_hidden_behind_a_picture_survives(kind: str) -> None:
    assert SCRIPT not in avatar(io.BytesIO(picture(kind) + SCRIPT * 10))


def test_nothing_hidden_inside_a_picture_survives() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SCRIPT.decode())
    gif = bytearray(picture("GIF", (64, 64)))

    assert SCRIPT not in avatar(io.BytesIO(picture("PNG", pnginfo=notes)))
    assert SCRIPT not in avatar(io.BytesIO(bytes(gif) + b"/*" + SCRIPT + b"*/=1;"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        SCRIPT,
        b"<!doctype html><title>a.png</title>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + b"\0" * 100,
        b"MZ" + b"\0" * 100,
        b"\x00" * 1000,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        picture("BMP"),
        picture("TIFF"),
        picture("ICO"),
        picture("PPM"),
    ],
)
def test_other_files_are_named_as_such(data: bytes) -> None:
    assert "JPEG, PNG, GIF or WebP" in refusal(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_damaged_picture_is_said_to_be_so(kind: str) -> None:
    result = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(result, kind)
    whole = result.getvalue()

    for length in (20, 100, len(whole) // 2):
        assert "damaged" in refusal(whole[:length])


def test_noise_after_a_good_beginning_never_breaks_out() -> None:
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        whole = bytearray(picture(kind, (80, 80)))
        for place in range(12, len(whole), max(1, len(whole) // 60)):
            spoilt = bytes(whole[:place]) + bytes([whole[place] ^ 0xFF]) + bytes(whole[place + 1 :])
            with suppress(Invalid):
                avatar(io.BytesIO(spoilt))


def test_ten_megabytes_are_the_most() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.taken += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(Invalid, match="10 MB"):
        avatar(stream)  # type: ignore[arg-type]
    assert stream.taken == MOST_BYTES + 1
