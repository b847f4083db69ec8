"""The same with a bucket: a real server of the S3 protocol, signed addresses that end within a minute."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from app.actions import avatars, orphans, videos
from app.extensions import db
from app.models.file import FileState, StoredFile
from app.storage import storage
from tests.files.samples import PDF, Sender, picture
from tests.files.test_videos import film
from tests.support.browsing import Browser
from tests.support.ring import Ring
from tests.test_storage import moto  # noqa: F401  # a fixture

DATA = bytes(range(256)) * 40


@pytest.fixture
def sender(app: Flask, ring: Ring, client: Browser, moto: str, tmp_path: object) -> Iterator[Sender]:  # noqa: F811
    known = app.extensions.get("storage")
    folder = str(tmp_path).rpartition("/")[2]
    app.extensions["storage"] = storage(f"s3://school/{folder}?endpoint_url={moto}&region=us-east-1")
    yield Sender(ring, client.log_in(ring.teacher))
    Sender.clear()
    app.extensions["storage"] = known


def test_saving_leads_to_a_signed_address(sender: Sender) -> None:
    file = sender.keep(DATA, "Übung 1.bin")
    answer = sender.client.get(f"/files/{file.public_id}/download")
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert int(parse_qs(urlsplit(address).query)["X-Amz-Expires"][0]) <= 60
    assert answer.headers["Cache-Control"] == "private, no-cache"
    with urlopen(address) as given:
        assert given.read() == DATA
        assert given.headers["Content-Disposition"].startswith("attachment;")
    with urlopen(Request(address, headers={"Range": "bytes=10-19"})) as part:
        assert (part.status, part.read()) == (206, DATA[10:20])
    with pytest.raises(HTTPError):
        urlopen(urlsplit(address)._replace(query="").geturl())


def test_what_a_page_shows_comes_from_the_portal_itself(sender: Sender) -> None:
    """Its policy lets nothing in from elsewhere."""
    for data, name in ((PDF, "plan.pdf"), (picture(), "red.png")):
        file = sender.keep(data, name)
        shown = sender.client.get(f"/files/{file.public_id}")
        part = sender.client.get(f"/files/{file.public_id}", headers={"Range": "bytes=5-9"})
        assert shown.status_code == 200
        assert (part.status_code, part.data) == (206, shown.data[5:10])


def test_a_video(sender: Sender, tmp_path: object) -> None:
    from pathlib import Path

    file = sender.keep(film(Path(str(tmp_path))), "film.mp4")
    videos.prepare(file.id)
    db.session.expire_all()
    file = db.session.get_one(StoredFile, file.id)
    assert file.state is FileState.READY
    part = sender.client.get(f"/files/{file.public_id}", headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data)) == (206, 100)


def test_clearing_away(sender: Sender) -> None:
    kept = sender.keep(DATA, "one.bin")
    avatars.files().put(io.BytesIO(b"spare"), limit_bytes=10)
    assert orphans.drop_unnamed() == 0  # just written: its row may come any moment
    assert orphans.drop_unnamed(older_than_seconds=-60) == 1
    assert list(avatars.files().keys()) == [kept.key]
