"""A browser's socket without a browser: Engine.IO 4 and Socket.IO 5 frames over a WebSocket."""

from __future__ import annotations

import json
from typing import Any

from simple_websocket import Client, ConnectionClosed


class SocketClient:
    """Connects with a session cookie; `wait_for` answers the next event of a name."""

    def __init__(self, url: str, cookie: str = "", origin: str | None = None) -> None:
        address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._client = Client(address, headers={"Cookie": cookie, "Origin": origin or url})
        self._early: list[str] = []
        self._asked = 0
        self.accepted = self._greet()

    def _greet(self) -> bool:
        """Say hello. What is sent while we are let in may come before the answer."""
        self._client.receive(timeout=5)
        self._client.send("40")
        while (frame := self._client.receive(timeout=5)) is not None:
            if str(frame).startswith("4") and str(frame)[1] in "04":
                return str(frame)[1] == "0"
            self._early.append(str(frame))
        return False

    def _next(self, seconds: float) -> str | None:
        if self._early:
            return self._early.pop(0)
        frame = self._client.receive(timeout=seconds)
        return None if frame is None else str(frame)

    def wait_for(self, event: str, seconds: float = 5.0) -> dict[str, Any] | None:
        """What came with the next `event`, or None if none came in time or the server hung up."""
        try:
            while (text := self._next(seconds)) is not None:
                if text == "2":
                    self._client.send("3")
                elif text.startswith("42"):
                    name, payload = json.loads(text[2:])
                    if name == event:
                        found: dict[str, Any] = payload
                        return found
        except ConnectionClosed:
            return None
        return None

    def emit(self, event: str, given: Any) -> None:
        """Say something to the server."""
        self._client.send("42" + json.dumps([event, given]))

    def say(self, frame: str) -> None:
        """Send a frame as it is, whatever it is."""
        self._client.send(frame)

    def ask(self, event: str, given: Any = None, seconds: float = 15.0) -> dict[str, Any]:
        """Say something, and what the server answers. Events that come meanwhile are kept for `wait_for`."""
        self._asked += 1
        self._client.send(f"42{self._asked}{json.dumps([event, given])}")
        kept: list[str] = []
        try:
            while (text := self._next(seconds)) is not None:
                if text == "2":
                    self._client.send("3")
                elif text.startswith(f"43{self._asked}["):
                    answer: dict[str, Any] = json.loads(text[text.index("[") :])[0]
                    return answer
                else:
                    kept.append(text)
        finally:
            self._early = kept + self._early
        raise AssertionError(f"no answer to {event}")

    def close(self) -> None:
        self._client.close()
