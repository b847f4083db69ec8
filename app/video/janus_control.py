"""How we speak to Janus ourselves: JSON over HTTP, one session for this process, made anew when it is gone."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from app.video.base import Unreachable

PLUGIN = "janus.plugin.videoroom"
TIMEOUT = 3
TOKEN_SECONDS = 60


class Control:
    """`sign(now, seconds)` makes the token that Janus wants with every request."""

    def __init__(self, url: str, sign: Callable[[float, int], str]) -> None:
        self._parts = urlsplit(url)
        self._sign = sign
        self._place = ""
        self._lock = Lock()

    def ask(self, body: dict[str, Any], fine: Iterable[int] = ()) -> dict[str, Any]:
        """What the plugin answers. Its errors in `fine` are answers, too. Raises Unreachable."""
        with self._lock:
            answer = self._said(body)
        code = answer.get("error_code")
        if code is not None and code not in fine:
            raise Unreachable(f"{body['request']}: {answer.get('error', code)}")
        return answer

    def _said(self, body: dict[str, Any]) -> dict[str, Any]:
        if self._place:
            answer = self._post(self._place, janus="message", body=body)
            if answer.get("janus") == "success":
                return _of_plugin(answer)
        self._place = self._attached()
        answer = self._post(self._place, janus="message", body=body)
        if answer.get("janus") != "success":
            self._place = ""
            raise Unreachable(str(answer.get("error", answer)))
        return _of_plugin(answer)

    def _attached(self) -> str:
        session = self._made("", janus="create")
        return f"/{session}/{self._made(f'/{session}', janus='attach', plugin=PLUGIN)}"

    def _made(self, place: str, **words: Any) -> int:
        answer = self._post(place, **words)
        try:
            return int(answer["data"]["id"])
        except (KeyError, TypeError, ValueError):
            raise Unreachable(str(answer.get("error", answer))) from None

    def _post(self, place: str, **words: Any) -> dict[str, Any]:
        sent = {**words, "transaction": secrets.token_hex(6), "token": self._sign(time.time(), TOKEN_SECONDS)}
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        connection = kind(self._parts.hostname or "", self._parts.port, timeout=TIMEOUT)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", self._parts.path.rstrip("/") + place, json.dumps(sent), headers)
            answer = json.loads(connection.getresponse().read(1_000_000))
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(str(error)) from error
        finally:
            connection.close()
        if not isinstance(answer, dict):
            raise Unreachable("not an answer of Janus")
        return answer


def _of_plugin(answer: dict[str, Any]) -> dict[str, Any]:
    found = answer.get("plugindata", {}).get("data", {})
    return found if isinstance(found, dict) else {}
