"""Each browser speaks to each other one: no server but ours, which passes on their signals. For a handful of people."""

from __future__ import annotations

from collections.abc import Iterable

from app.config import Settings
from app.video.base import Seat, VideoRoom
from app.video.turn import ice_servers

PEOPLE = 6


class Mesh:
    """Who is put out of the room of sockets gets no signals any more, and the others hang up on him."""

    name = "mesh"
    at_most: int | None = PEOPLE
    origins: tuple[str, ...] = ()

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def seat(self, room: VideoRoom, peer: str, now: float) -> Seat:
        ice = ice_servers(self._settings, peer, now)
        return Seat({"provider": self.name, "ice": ice, "at_most": self.at_most})

    def forget(self, room: VideoRoom, tokens: Iterable[str]) -> None:
        """There are no tokens."""

    def remove(self, room: VideoRoom, peer: str, token: str) -> None:
        """The sockets do it."""

    def end(self, room: VideoRoom) -> None:
        """The sockets do it."""
