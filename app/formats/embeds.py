"""Addresses of videos elsewhere: known places only, each video by its id. What was typed is never used again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_YOUTUBE_HOSTS = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "www.youtube-nocookie.com",
        "youtube-nocookie.com",
    }
)
_VIMEO_HOSTS = frozenset({"vimeo.com", "www.vimeo.com", "player.vimeo.com"})
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([A-Za-z0-9_-]{11})/?")
# An unlisted video has a word of its own beside its number.
_VIMEO_PATH = re.compile(
    r"/(?:video/|channels/[a-z0-9]{1,40}/|groups/[a-z0-9]{1,40}/videos/)?(\d{1,12})(?:/([0-9a-f]{6,20}))?/?"
)
_VIMEO_WORD = re.compile(r"[0-9a-f]{6,20}")


@dataclass(frozen=True)
class Video:
    """`place` is youtube or vimeo; `id` is all that is needed to find it there."""

    place: str
    id: str


def parse(address: str) -> Video | None:
    """The video at a web address; None where it is not one of the places we know, or no video there."""
    try:
        parts = urlsplit(address.strip())
        port, host = parts.port, (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or port is not None or parts.username is not None or "\\" in address:
        return None
    if host == "youtu.be":
        return _youtube(parts.path.strip("/"))
    if host in _YOUTUBE_HOSTS:
        watched = parse_qs(parts.query).get("v", [""])[0] if parts.path.rstrip("/") == "/watch" else ""
        found = _YOUTUBE_PATH.fullmatch(parts.path)
        return _youtube(found[1] if found else watched)
    return _vimeo(parts.path, parts.query) if host in _VIMEO_HOSTS else None


def _youtube(video_id: str) -> Video | None:
    return Video("youtube", video_id) if _YOUTUBE_ID.fullmatch(video_id) else None


def _vimeo(path: str, query: str) -> Video | None:
    found = _VIMEO_PATH.fullmatch(path)
    if found is None:
        return None
    word = found[2] or parse_qs(query).get("h", [""])[0]
    return Video("vimeo", f"{found[1]}:{word}" if _VIMEO_WORD.fullmatch(word) else found[1])


def player(place: str, video_id: str) -> str:
    """The address that a frame may show. Nothing of it is loaded before somebody asks."""
    if place == "youtube":
        return f"https://www.youtube-nocookie.com/embed/{video_id}"
    number, _colon, word = video_id.partition(":")
    return f"https://player.vimeo.com/video/{number}?dnt=1" + (f"&h={word}" if word else "")


def page(place: str, video_id: str) -> str:
    """The address of the video's own page, which is also what somebody may type again."""
    if place == "youtube":
        return f"https://www.youtube.com/watch?v={video_id}"
    return f"https://vimeo.com/{video_id.replace(':', '/')}"


def origin(place: str) -> str:
    """What a Content-Security-Policy has to allow."""
    return "https://www.youtube-nocookie.com" if place == "youtube" else "https://player.vimeo.com"
