"""A media server that passes on what each browser sends once: Janus and its plugin VideoRoom.

Two things let a browser in. The server's own token (signed, as `token_auth_secret` has it) opens no room by itself; it
has to last as long as a session, since Janus looks at it with every request. A room is opened by a token of one
connection, drawn here and put on the room's list: it is taken off after ten minutes, or at once when its person is put
out. Who only receives has to show that he came in as well (`require_pvtid`), so putting him out ends that, too.

Rooms are gone when Janus starts anew: each seat makes its room if there is none.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any

from app.config import Settings
from app.video.base import LEAVE_SECONDS, Seat, VideoRoom
from app.video.janus_control import PLUGIN, Control
from app.video.turn import ice_servers

NO_SUCH_ROOM, EXISTS, NO_SUCH_FEED = 426, 427, 428
PUBLISHERS = 500
BITS_A_SECOND = 600_000
SERVER_SECONDS = 12 * 3600


class Janus:
    """`room.secret` is the secret of its room there; no page ever holds it."""

    name = "sfu"
    at_most: int | None = None

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._control = Control(settings.video_sfu_url or "", self._server_token)
        self.origins: tuple[str, ...] = (settings.video_sfu_websocket or "",)

    def seat(self, room: VideoRoom, peer: str, now: float) -> Seat:
        token = secrets.token_hex(16)
        if not self._allow(room, "add", [token]):
            self._make(room, token)
            self._allow(room, "add", [token])
        media: dict[str, Any] = {
            "provider": self.name,
            "ice": ice_servers(self._settings, peer, now),
            "server": self._settings.video_sfu_websocket,
            "token": self._server_token(now, SERVER_SECONDS),
            "room": room.name,
            "room_token": token,
            "id": peer,
            "expires_at": int((now + LEAVE_SECONDS) * 1000),
        }
        return Seat(media, token)

    def forget(self, room: VideoRoom, tokens: Iterable[str]) -> None:
        wanted = [token for token in tokens if token]
        if wanted:
            self._allow(room, "remove", wanted)

    def remove(self, room: VideoRoom, peer: str, token: str) -> None:
        self.forget(room, [token])
        self._control.ask(self._about(room, "kick", id=peer), (NO_SUCH_ROOM, NO_SUCH_FEED))

    def end(self, room: VideoRoom) -> None:
        self._control.ask(self._about(room, "destroy"), (NO_SUCH_ROOM,))

    def _make(self, room: VideoRoom, token: str) -> None:
        wanted = {
            "request": "create",
            "room": room.name,
            "secret": room.secret,
            "admin_key": self._settings.video_sfu_admin_key,
            "description": "",
            "is_private": True,
            "allowed": [token],
            "require_pvtid": True,
            "publishers": PUBLISHERS,
            "bitrate": BITS_A_SECOND,
            "bitrate_cap": True,
            "fir_freq": 10,
            "audiocodec": "opus",
            "videocodec": "vp8,h264",
            "notify_joining": False,
        }
        self._control.ask(wanted, (EXISTS,))

    def _allow(self, room: VideoRoom, deed: str, tokens: list[str]) -> bool:
        """Put tokens on the room's list or take them off. False where there is no such room."""
        answer = self._control.ask(self._about(room, "allowed", action=deed, allowed=tokens), (NO_SUCH_ROOM,))
        return "error_code" not in answer

    @staticmethod
    def _about(room: VideoRoom, deed: str, **more: object) -> dict[str, Any]:
        return {"request": deed, "room": room.name, "secret": room.secret, **more}

    def _server_token(self, now: float, seconds: int) -> str:
        """As janus_auth_check_signature of Janus reads it: what it is for, signed."""
        words = f"{int(now) + seconds},janus,{PLUGIN}"
        secret = (self._settings.video_sfu_token_secret or "").encode()
        return f"{words}:{base64.b64encode(hmac.new(secret, words.encode(), hashlib.sha1).digest()).decode()}"
