"""Recordings for tests, as rows; and a small film that was recorded as a browser records: without a length."""

from __future__ import annotations

import subprocess
from functools import cache
from typing import Any

import imageio_ffmpeg

from app.extensions import db
from app.models.live import LiveSession
from app.models.recording import Recording, RecordingSource, RecordingState


def make_recording(session: LiveSession, **settings: Any) -> Recording:
    """A link that plays, shown to whom the session concerned, unless `settings` say otherwise."""
    usual = {"source": RecordingSource.LINK, "state": RecordingState.READY, "title": session.title}
    recording = Recording(session_id=session.id, author_id=session.host_id, **{**usual, **settings})
    if recording.source is RecordingSource.LINK:
        recording.link_url = recording.link_url or "https://videos.example.org/cells"
    db.session.add(recording)
    db.session.commit()
    return recording


@cache
def webm() -> bytes:
    """Four seconds of picture and sound, written to where nobody can go back to write down how long it is."""
    words = ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=10", "-f", "lavfi", "-i", "sine=frequency=440", "-t", "4"]
    coding = ["-c:v", "libvpx", "-deadline", "realtime", "-b:v", "200k", "-c:a", "libopus", "-f", "webm", "-live", "1"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *words, *coding, "pipe:1"]
    made = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return made.stdout


def pieces(count: int = 4) -> list[bytes]:
    """The film cut into so many."""
    whole = webm()
    size = -(-len(whole) // count)
    return [whole[start : start + size] for start in range(0, len(whole), size)]
