"""Where the room of a live session is. Pure: no Flask, no database; each way is an object of the same shape."""

from __future__ import annotations

from functools import lru_cache

from app.config import Settings
from app.video.base import Seat, Unreachable, VideoProvider, VideoRoom
from app.video.janus import Janus
from app.video.link import Link
from app.video.mesh import Mesh

__all__ = ["Seat", "Unreachable", "VideoProvider", "VideoRoom", "offered", "provider"]


@lru_cache(maxsize=8)
def _providers(settings: Settings) -> dict[str, VideoProvider]:
    made: list[VideoProvider] = [Mesh(settings), Link()]
    if settings.video_sfu_url:
        made.insert(1, Janus(settings))
    return {each.name: each for each in made}


def provider(name: str, settings: Settings) -> VideoProvider:
    """Raises KeyError for one that is unknown here, or not set up any more."""
    return _providers(settings)[name]


def offered(settings: Settings) -> tuple[str, ...]:
    """What a teacher may choose among, the usual one first: a media server where there is one."""
    usual = ("sfu",) if settings.video_sfu_url else ()
    return (*usual, "mesh", "link")
