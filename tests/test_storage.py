"""Storage: whole files or none, under keys that lead nowhere else, on disk and in S3."""

import hashlib
import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer

from app.errors import Invalid, NotFound
from app.storage import Storage, StorageAway, attachment, storage

DATA = bytes(range(256)) * 40


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """The address of an S3 server with one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        address = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket="school")
        yield address
    server.stop()


@pytest.fixture(params=["file", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """An empty storage of either kind."""
    if request.param == "file":
        return storage(f"file://{tmp_path}/files")
    address = request.getfixturevalue("moto")
    return storage(f"s3://school/{tmp_path.name}?endpoint_url={address}&region=us-east-1")


def put(place: Storage, data: bytes = DATA) -> str:
    return place.put(io.BytesIO(data), limit_bytes=1_000_000).key


def read(place: Storage, key: str, start: int = 0, end: int | None = None) -> bytes:
    with place.open(key, start, end) as file:
        return file.read()


def test_a_file_comes_back_as_it_went_in(place: Storage) -> None:
    stored = place.put(io.BytesIO(DATA), limit_bytes=len(DATA))

    assert (stored.size, stored.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())
    assert read(place, stored.key) == DATA
    assert place.size(stored.key) == len(DATA)
    assert list(place.keys()) == [stored.key]


def test_a_file_comes_back_under_its_own_key(place: Storage) -> None:
    key = put(place)
    place.delete(key)
    place.put_back(key, io.BytesIO(DATA))
    place.put_back(key, io.BytesIO(DATA))
    assert read(place, key) == DATA
    assert list(place.keys()) == [key]
    with pytest.raises(NotFound):
        place.put_back("../evil", io.BytesIO(DATA))


def test_keys_are_random(place: Storage) -> None:
    keys = {put(place) for _ in range(5)}

    assert len(keys) == 5
    assert all(len(key) == 32 and int(key, 16) >= 0 for key in keys)
    assert sorted(place.keys()) == sorted(keys)


def test_an_empty_file_is_a_file(place: Storage) -> None:
    key = put(place, b"")

    assert place.size(key) == 0
    assert read(place, key) == b""


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 10),
        (10, 20),
        (500, None),
        (10_000, 20_000),
        (10_239, 10_240),
        (10_240, None),
        (20_000, None),
        (5, 5),
        (9, 3),
    ],
)
def test_a_part_of_a_file(place: Storage, start: int, end: int | None) -> None:
    assert read(place, put(place), start, end) == DATA[start:end]


def test_a_file_beyond_the_limit_leaves_nothing(place: Storage) -> None:
    with pytest.raises(Invalid) as refusal:
        place.put(io.BytesIO(DATA), limit_bytes=len(DATA) - 1)

    assert list(refusal.value.fields) == ["file"]
    assert "MB" in refusal.value.fields["file"]
    assert list(place.keys()) == []


def test_an_upload_that_breaks_off_leaves_nothing(place: Storage) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(100)
            if not data:
                raise ConnectionResetError("the browser went away")
            return data

    with pytest.raises(ConnectionResetError):
        place.put(Broken(DATA), limit_bytes=1_000_000)
    assert list(place.keys()) == []


def test_a_deleted_file_is_gone(place: Storage) -> None:
    key = put(place)
    place.delete(key)
    place.delete(key)

    assert list(place.keys()) == []
    with pytest.raises(NotFound):
        place.open(key)
    with pytest.raises(NotFound):
        place.size(key)


@pytest.mark.parametrize(
    "key",
    [
        *("", ".", "..", "../../etc/passwd", "/etc/passwd", "ab/../../secret", "unfinished", "a" * 31, "a" * 33),
        *("A" * 32, "g" * 32, "a" * 32 + "\n", "..%2f..%2fetc%2fpasswd", "a" * 30 + "/a", "\x00" * 32, "٣" * 32),
    ],
)
def test_no_key_leads_out_of_the_storage(place: Storage, key: str) -> None:
    for ask in (place.open, place.size, place.delete):
        with pytest.raises(NotFound):
            ask(key)


def test_many_at_once(place: Storage) -> None:
    contents = [os.urandom(1000) for _ in range(20)]
    with ThreadPoolExecutor(5) as threads:
        keys = list(threads.map(lambda data: put(place, data), contents))

    assert [read(place, key) for key in keys] == contents


@pytest.mark.parametrize("url", ["", "files", "file://server/files", "file:", "s3:bucket", "s3://", "http://x/y"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="STORAGE_URL"):
        storage(url)


# S3


def test_a_link_downloads_for_a_while_and_never_shows_a_page(moto: str) -> None:
    place = storage(f"s3://school/links?endpoint_url={moto}&region=us-east-1")
    key = put(place, b"<script>alert(1)</script>")
    link = place.link(key, filename='Año "1"\r\nX: y.html', media_type="text/html", seconds=60)

    assert link
    assert "X-Amz-Expires=60" in link
    with urlopen(link) as answer:
        assert answer.read() == b"<script>alert(1)</script>"
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert "X" not in answer.headers
    with pytest.raises(NotFound):
        place.link("../secret", filename="a", media_type="text/plain", seconds=60)


def test_a_bucket_that_is_not_there(moto: str) -> None:
    place = storage(f"s3://nobody/x?endpoint_url={moto}&region=us-east-1")

    with pytest.raises((StorageAway, NotFound)):
        put(place)


def test_a_server_that_does_not_answer(moto: str) -> None:
    place = storage("s3://school/x?endpoint_url=http://127.0.0.1:1&region=us-east-1")

    with pytest.raises(StorageAway):
        place.size("a" * 32)


# Names


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("notes.pdf", "attachment; filename=\"notes.pdf\"; filename*=UTF-8''notes.pdf"),
        ("Añó 1.pdf", "attachment; filename=\"A__ 1.pdf\"; filename*=UTF-8''A%C3%B1%C3%B3%201.pdf"),
        ('a"b;c%41.txt', "attachment; filename=\"a_b_c_41.txt\"; filename*=UTF-8''a%22b%3Bc%2541.txt"),
        ("a.png\r\nX: y", "attachment; filename=\"a.png__X: y\"; filename*=UTF-8''a.png__X%3A%20y"),
        ("\u202egnp.exe", "attachment; filename=\"_gnp.exe\"; filename*=UTF-8''_gnp.exe"),
        ("../../etc/passwd", "attachment; filename=\".._.._etc_passwd\"; filename*=UTF-8''.._.._etc_passwd"),
        ("", "attachment; filename=\"file\"; filename*=UTF-8''file"),
    ],
)
def test_a_download_has_a_safe_name(name: str, header: str) -> None:
    assert attachment(name) == header
    assert attachment(name).isascii()


def test_a_long_name_is_cut() -> None:
    assert len(attachment("é" * 5000)) < 2000


def test_a_link_is_signed(moto: str) -> None:
    place = storage(f"s3://school/x?endpoint_url={moto}&region=us-east-1")
    link = place.link("a" * 32, filename="a", media_type="text/plain", seconds=1)

    assert link
    assert "X-Amz-Signature=" in link
