"""Pictures of people: put there, seen, taken away; hostile ones."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.actions import avatars
from app.errors import Forbidden
from app.extensions import db
from app.models.user import Role, User, Visibility
from app.storage import StorageFull
from tests.support.browsing import Browser
from tests.support.people import make_user


def _picture(kind: str = "PNG", size: tuple[int, int] = (300, 200)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "navy").save(data, kind)
    return data.getvalue()


@pytest.fixture
def person(client: Browser) -> User:
    made = make_user()
    client.log_in(made)
    return made


def _send(client: Browser, data: bytes, name: str = "me.png") -> int:
    """Built by hand: the test client would keep large bodies in files that it never closes."""
    head = f'--cut\r\nContent-Disposition: form-data; name="avatar"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + b"\r\n--cut--\r\n"
    return client.post("/me/picture", data=body, content_type="multipart/form-data; boundary=cut").status_code


def _kept() -> set[str]:
    return set(avatars.files().keys())


def test_put_there_and_seen(client: Browser, person: User) -> None:
    assert _send(client, _picture()) == 303
    db.session.refresh(person)
    url = person.avatar_url or ""
    assert url in client.get("/me").text
    response = client.get(url)
    assert response.mimetype == "image/webp"
    assert Image.open(io.BytesIO(response.data)).size == (256, 256)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"].startswith("private")


def test_for_whoever_is_signed_in(client: Browser, person: User) -> None:
    person.profile_visibility = Visibility.SCHOOL
    db.session.commit()
    _send(client, _picture())
    db.session.refresh(person)
    assert client.log_in(make_user()).get(person.avatar_url or "").status_code == 200
    assert client.application.test_client().get(person.avatar_url or "").status_code == 302


def test_only_the_picture_of_now(client: Browser, person: User) -> None:
    _send(client, _picture())
    db.session.refresh(person)
    assert client.get(f"/avatars/{person.public_id}/00000000").status_code == 404
    assert client.get("/avatars/nobody/00000000").status_code == 404
    assert client.get(f"/avatars/{make_user().public_id}/00000000").status_code == 404


def test_the_old_file_goes(client: Browser, person: User) -> None:
    before = _kept()
    _send(client, _picture())
    _send(client, _picture("JPEG"))
    assert len(_kept() - before) == 1
    assert client.post("/me/picture/removal").status_code == 303
    assert _kept() == before
    assert client.post("/me/picture/removal").status_code == 303


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
HOSTILE = [
    b"",
    b"no picture",
    SVG,
    b"<html><script>alert(1)</script></html>",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    _picture()[:60],
    b"GIF89a<script>alert(1)</script>",
    b"%PDF-1.7",
    b"x" * 11_000_000,
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_uploads(client: Browser, person: User, data: bytes) -> None:
    before = _kept()
    assert _send(client, data) == 422
    db.session.refresh(person)
    assert person.avatar_key is None
    assert _kept() == before


def test_beyond_what_a_request_may_hold(client: Browser, person: User) -> None:
    assert _send(client, b"x" * 17 * 1024 * 1024) == 413


def test_names_do_not_matter(client: Browser, person: User) -> None:
    assert _send(client, _picture(), "../../../etc/passwd") == 303
    assert _send(client, _picture("GIF"), "x.exe\0.png") == 303


def test_without_a_file(client: Browser, person: User) -> None:
    assert client.post("/me/picture", data={}).status_code == 422
    assert client.post("/me/picture", data={"avatar": "text"}).status_code == 422


def test_no_room(client: Browser, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageFull("No room.")

    monkeypatch.setattr(avatars.files(), "put", full)
    assert _send(client, _picture()) == 507


def test_an_admin_takes_one_away_and_others_do_not(app: object) -> None:
    person = make_user(avatar_key="0" * 32)
    with pytest.raises(Forbidden):
        avatars.remove(person, actor=make_user(Role.TEACHER))
    avatars.remove(person, actor=make_user(Role.ADMIN))
    db.session.refresh(person)
    assert person.avatar_key is None
