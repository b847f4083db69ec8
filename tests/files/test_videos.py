"""Videos made ready by a worker (real ffmpeg), and what becomes of those that are none."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import imageio_ffmpeg
import pytest

from app import clock
from app.actions import avatars, videos
from app.extensions import db
from app.formats import films
from app.models.file import FileState, StoredFile
from tests.files.samples import Sender

ENGINE = imageio_ffmpeg.get_ffmpeg_exe()
QUICKLY = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8")


def film(folder: Path, *words: str, name: str = "film.mp4", size: str = "320x180", seconds: int = 2) -> bytes:
    target = folder / name
    source = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=10:duration={seconds}"]
    command = [ENGINE, "-nostdin", "-y", "-loglevel", "error", *source, *words, str(target)]
    subprocess.run(command, check=True, timeout=60)
    return target.read_bytes()


def again(file: StoredFile) -> StoredFile:
    db.session.expire_all()
    return db.session.get_one(StoredFile, file.id)


def test_a_film_of_another_kind(sender: Sender, tmp_path: Path) -> None:
    data = film(tmp_path, "-c:v", "libvpx", "-b:v", "200k", name="film.webm", size="1600x900")
    file = sender.keep(data, "film.webm")
    assert (file.state, file.progress, file.media_type) == (FileState.WAITING, 0, "video/webm")
    videos.prepare(file.id)
    file = again(file)
    assert (file.state, file.progress, file.seconds, file.width, file.height) == (FileState.READY, 100, 2, 1280, 720)
    shown = sender.client.get(f"/files/{file.public_id}")
    assert shown.mimetype == "video/mp4"
    assert shown.data.index(b"moov") < shown.data.index(b"mdat")  # it begins before all of it is there
    poster = sender.client.get(f"/files/{file.public_id}/preview")
    assert poster.mimetype == "image/webp"
    assert sender.client.get(f"/files/{file.public_id}/download").data == data
    part = sender.client.get(f"/files/{file.public_id}", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, shown.data[100:200])


def test_a_film_that_plays_already_is_not_made_anew(sender: Sender, tmp_path: Path) -> None:
    data = film(tmp_path, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    assert films.look(tmp_path / "film.mp4", "video/mp4").plays_everywhere
    file = sender.keep(data, "film.mp4")
    videos.prepare(file.id)
    file = again(file)
    assert (file.state, file.width, file.height) == (FileState.READY, 320, 180)


def test_twice_is_as_once(sender: Sender, tmp_path: Path) -> None:
    file = sender.keep(film(tmp_path), "film.mp4")
    videos.prepare(file.id)
    keys = set(avatars.files().keys())
    videos.prepare(file.id)
    videos.prepare(file.id + 1)
    assert again(file).attempts == 1
    assert set(avatars.files().keys()) == keys
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"nonsense" * 100, "damaged"),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01B\x82\x84webm" + b"\0" * 500, "damaged"),
    ],
)
def test_what_is_no_film(sender: Sender, data: bytes, reason: str) -> None:
    file = sender.keep(data, "film.mp4")
    videos.prepare(file.id)
    assert (again(file).state, again(file).problem) == (FileState.FAILED, reason)
    listed = sender.client.get(f"/classrooms/{sender.ring.classroom.public_id}/files").get_data(as_text=True)
    assert "This video is damaged" in listed


def test_sound_alone_is_no_film(sender: Sender, tmp_path: Path) -> None:
    target = tmp_path / "sound.mp4"
    made = [ENGINE, "-nostdin", "-y", "-loglevel", "error", "-f", "lavfi", "-i", "sine=duration=1", str(target)]
    subprocess.run(made, check=True, timeout=60)
    file = sender.keep(target.read_bytes(), "sound.mp4")
    videos.prepare(file.id)
    assert again(file).problem == "no_picture"


def test_a_playlist_opens_no_other_file(tmp_path: Path) -> None:
    """HLS and concat scripts name other files; only the kind that was recognised is ever tried."""
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(film(tmp_path))
    for text in (f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n", f"ffconcat version 1.0\nfile {secret}\n"):
        source = tmp_path / "list"
        source.write_text(text)
        for media_type in films.DEMUXERS:
            with pytest.raises(films.Unplayable):
                films.look(source, media_type)


def test_a_film_cut_short(sender: Sender, tmp_path: Path) -> None:
    data = film(tmp_path, "-c:v", "libx264", "-movflags", "+faststart", seconds=4)
    file = sender.keep(data[: len(data) // 2], "half.mp4")
    videos.prepare(file.id)
    assert again(file).state in (FileState.READY, FileState.FAILED)


def test_too_long_to_work_on(tmp_path: Path) -> None:
    film(tmp_path, *QUICKLY, name="film.webm", size="640x360", seconds=8)
    with pytest.raises(films.Unplayable) as refused:
        films.convert(
            tmp_path / "film.webm",
            tmp_path / "out.mp4",
            "video/webm",
            seconds=0,
            most_bytes=10_000_000,
            progress=lambda _: None,
        )
    assert refused.value.reason == "took_too_long"


def test_a_result_without_end_is_stopped(tmp_path: Path) -> None:
    film(tmp_path, *QUICKLY, "-b:v", "2M", name="film.webm", size="640x360", seconds=5)
    with pytest.raises(films.Unplayable):
        films.convert(
            tmp_path / "film.webm",
            tmp_path / "out.mp4",
            "video/webm",
            seconds=60,
            most_bytes=20_000,
            progress=lambda _: None,
        )


def test_the_work_of_a_dead_worker_is_taken_up_again(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sender.keep(film(tmp_path), "film.mp4")
    first = videos._take(file.id)
    assert first
    assert videos._take(file.id) is None  # somebody works on it
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=4))
    assert videos.take_up_again() == 1
    videos.prepare(file.id)
    assert again(file).state is FileState.READY
    with pytest.raises(videos.Taken):
        videos._tell(first, 50)  # the first worker was only slow: it hears that the work is not its own any more


def test_a_film_that_kills_workers_is_given_up(sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = sender.keep(film(tmp_path), "film.mp4")
    start = clock.now()
    for minutes in range(0, 16, 4):
        moment = start + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        videos._take(file.id)
    assert again(file).state is FileState.FAILED
