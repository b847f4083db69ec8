"""Videos made playable everywhere: H.264 and AAC in an MP4 that begins at once, 720 lines at most; and a poster.

All of it happens in a process of its own with bounds on time, memory and size. The kind of file is told to it, and it
may open nothing but that file: a playlist that names other files is no video here.
"""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

MEMORY_BYTES = 3 * 1024**3
LONGEST_SECONDS = 4 * 3600
MOST_PIXELS = 40_000_000
NICENESS = 10
PR_SET_PDEATHSIG = 1
SAID_BYTES = 200_000
DEMUXERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/x-msvideo": "avi",
    "video/mpeg": "mpeg",
}
FITS = "scale=w='min(1280,iw)':h='min(720,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2,format=yuv420p"
_DURATION = re.compile(r"Duration: (\d+):(\d{2}):(\d{2}(?:\.\d+)?)")
_PICTURE = re.compile(r"Stream #0:\d+.*?: Video: (\w+)(.*?), (\d{1,5})x(\d{1,5})")
_SOUND = re.compile(r"Stream #0:\d+.*?: Audio: (\w+)")
_TIME = re.compile(rb"out_time_us=(\d+)")
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Unplayable(Exception):
    """The file is no video that can be made playable; the reason is one of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REASONS = ("damaged", "no_picture", "too_large", "too_long", "took_too_long")


@dataclass(frozen=True)
class Film:
    """What a file holds."""

    seconds: float
    width: int
    height: int
    plays_everywhere: bool


def look(source: Path, media_type: str) -> Film:
    """What is in a video. Raises Unplayable."""
    told = _run([*_input(source, media_type)], seconds=60)[1]
    length, picture, sound = _DURATION.search(told), _PICTURE.search(told), _SOUND.search(told)
    if length is None and picture is None:
        raise Unplayable("damaged")
    if picture is None:
        raise Unplayable("no_picture")
    width, height = int(picture[3]), int(picture[4])
    if width * height > MOST_PIXELS:
        raise Unplayable("too_large")
    seconds = 0.0 if length is None else int(length[1]) * 3600 + int(length[2]) * 60 + float(length[3])
    if seconds > LONGEST_SECONDS:
        raise Unplayable("too_long")
    known = picture[1] == "h264" and "yuv420p(" in picture[2] and (sound is None or sound[1] == "aac")
    return Film(seconds, width, height, known and width <= 1280 and height <= 720)


def convert(
    source: Path, target: Path, media_type: str, *, seconds: int, most_bytes: int, progress: Callable[[int], None]
) -> Film:
    """Make `target` of `source`, and say what it holds. `progress` hears percents. Raises Unplayable."""
    film = look(source, media_type)
    how = ["-c", "copy"] if film.plays_everywhere else _anew()
    words = [*_input(source, media_type), "-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1"]
    words += ["-map_chapters", "-1", *how, "-t", str(LONGEST_SECONDS), "-movflags", "+faststart", "-progress", "pipe:1"]
    words += ["-f", "mp4", str(target)]

    def hear(microseconds: int) -> None:
        progress(min(99, int(microseconds / 10_000 / film.seconds)) if film.seconds else 50)

    code, _told = _run(words, seconds=seconds, most_bytes=most_bytes, hear=hear)
    if code or not target.exists() or not target.stat().st_size:
        raise Unplayable("damaged")
    return look(target, "video/mp4")


def poster(source: Path, target: Path, second: float) -> None:
    """A picture (PNG) of a converted video near `second`. Raises Unplayable."""
    words = ["-ss", f"{second:.2f}", *_input(source, "video/mp4"), "-frames:v", "1", "-f", "image2", str(target)]
    if _run(words, seconds=60)[0] or not target.exists():
        raise Unplayable("damaged")


def _input(source: Path, media_type: str) -> list[str]:
    allowed = ["-protocol_whitelist", "file", "-max_pixels", str(MOST_PIXELS)]
    return [*allowed, "-f", DEMUXERS[media_type], "-i", str(source)]


def _anew() -> list[str]:
    picture = ["-vf", FITS, "-c:v", "libx264", "-preset", "veryfast", "-crf", "25", "-maxrate", "3M", "-bufsize", "6M"]
    return [*picture, "-threads", "2", "-c:a", "aac", "-b:a", "128k", "-ac", "2"]


def _run(
    words: list[str], *, seconds: int, most_bytes: int = 50_000_000, hear: Callable[[int], None] | None = None
) -> tuple[int, str]:
    """The exit code and what was said. Raises Unplayable after `seconds`."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-y", *words]

    def bound() -> None:
        os.nice(NICENESS)
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # no orphan goes on when the worker is killed
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 - words, no shell
            command,
            stdout=subprocess.PIPE,
            stderr=said,
            preexec_fn=bound,
            env={"PATH": os.defpath},
        ) as process,
    ):
        try:
            _follow(process, seconds, hear)
        finally:
            process.kill()
        said.seek(0)
        return process.returncode, said.read(SAID_BYTES).decode("utf-8", "replace")


def _follow(process: subprocess.Popen[bytes], seconds: int, hear: Callable[[int], None] | None) -> None:
    """Until it ends by itself. It tells how far it is twice a second, so a line is never long in coming."""
    deadline = time.monotonic() + seconds
    try:
        for line in process.stdout if hear and process.stdout else ():
            if hear and (found := _TIME.match(line)):
                hear(int(found[1]))
            if time.monotonic() > deadline:
                raise Unplayable("took_too_long")
        process.wait(timeout=max(1.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise Unplayable("took_too_long") from None
