"""What every way of meeting answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

LEAVE_SECONDS = 600


class Unreachable(Exception):
    """The media server does not answer, or not as it should."""


@dataclass(frozen=True)
class VideoRoom:
    """A room: its random name, and the secret by which we alone change it."""

    name: str
    secret: str


@dataclass(frozen=True)
class Seat:
    """What one browser needs to send and to receive. `token` is the one that `forget` takes back, if there is one."""

    media: dict[str, Any]
    token: str = ""


class VideoProvider(Protocol):
    """All but `seat` may be asked again and again; what is gone already is no error. Raises Unreachable."""

    name: str
    at_most: int | None
    origins: tuple[str, ...]

    def seat(self, room: VideoRoom, peer: str, now: float) -> Seat:
        """Let the connection `peer` in: asked only once it is known who it is. `now` in seconds since 1970."""
        ...

    def forget(self, room: VideoRoom, tokens: Iterable[str]) -> None:
        """These tokens let nobody in any more; who came in with one stays."""
        ...

    def remove(self, room: VideoRoom, peer: str, token: str) -> None:
        """Put `peer` out, and let its token open nothing."""
        ...

    def end(self, room: VideoRoom) -> None:
        """Put everybody out and forget the room."""
        ...
