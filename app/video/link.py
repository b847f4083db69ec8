"""A meeting elsewhere: Jitsi, BigBlueButton, Meet, Zoom. We lead there, and what happens there is not ours."""

from __future__ import annotations

from collections.abc import Iterable

from app.video.base import Seat, VideoRoom


class Link:
    name = "link"
    at_most: int | None = None
    origins: tuple[str, ...] = ()

    def seat(self, room: VideoRoom, peer: str, now: float) -> Seat:
        return Seat({"provider": self.name, "ice": []})

    def forget(self, room: VideoRoom, tokens: Iterable[str]) -> None:
        """There are no tokens."""

    def remove(self, room: VideoRoom, peer: str, token: str) -> None:
        """Out of our reach."""

    def end(self, room: VideoRoom) -> None:
        """Out of our reach."""
