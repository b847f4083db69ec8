"""People who come to a live session as their pages do it: Join is pressed, the room opens, the socket joins."""

from __future__ import annotations

import asyncio
import json
import random
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

WITHIN = 10.0
PATIENCE = 60.0
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')


@dataclass
class Came:
    """Seconds from pressing Join to being in, what went wrong, and when each heard each message."""

    waits: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    heard: dict[str, list[float]] = field(default_factory=dict)


class Guest:
    """One person with his cookie, his page and his socket."""

    def __init__(self, pages: str, sockets: str, origin: str, session: str, cookie: str, came: Came) -> None:
        self.pages, self.sockets, self.origin, self.session = pages, sockets, origin, session
        self.cookies = dict([cookie.split("=", 1)])
        self.came, self.token, self.asked = came, "", 0
        self.answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.reading: asyncio.Task[None] | None = None

    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    async def page(self, http: aiohttp.ClientSession, method: str, path: str) -> str:
        headers = self.headers() | ({"X-CSRFToken": self.token} if method == "POST" else {})
        async with http.request(method, self.pages + path, headers=headers, allow_redirects=False) as answer:
            self.cookies |= {name: kept.value for name, kept in answer.cookies.items()}
            if answer.status >= 400:
                raise RuntimeError(f"{method} {path}: {answer.status}")
            return await answer.text()

    async def look(self, http: aiohttp.ClientSession) -> None:
        """The page of the session, open before."""
        found = TOKEN.search(await self.page(http, "GET", f"/sessions/{self.session}"))
        self.token = found[1] if found else ""

    async def join(self, http: aiohttp.ClientSession, after: float) -> None:
        await asyncio.sleep(after)
        began = time.monotonic()
        try:
            await self.page(http, "POST", f"/sessions/{self.session}/join")
            await self.page(http, "GET", f"/sessions/{self.session}/room")
            await self.connect(http)
            answer = await self.ask("room_join", {"session": self.session})
            if not answer["ok"]:
                raise RuntimeError(f"room_join: {answer['why']}")
            self.came.waits.append(time.monotonic() - began)
        except (aiohttp.ClientError, TimeoutError, RuntimeError) as problem:
            self.came.wrong.append(repr(problem))

    async def connect(self, http: aiohttp.ClientSession) -> None:
        url = f"{self.sockets}/socket.io/?EIO=4&transport=websocket"
        self.socket = await http.ws_connect(url, headers=self.headers() | {"Origin": self.origin}, max_msg_size=0)
        inside = asyncio.Event()
        self.reading = asyncio.create_task(self.read(inside))
        await asyncio.wait_for(inside.wait(), PATIENCE)

    async def read(self, inside: asyncio.Event) -> None:
        assert self.socket
        async for message in self.socket:
            text = str(message.data)
            if text.startswith("0"):
                await self.socket.send_str("40")
            elif text == "2":
                await self.socket.send_str("3")
            elif text.startswith('42["bell"'):
                inside.set()
            elif text.startswith("43"):
                number, answer = text[2:].split("[", 1)
                self.answers.pop(int(number)).set_result(json.loads("[" + answer)[0])
            elif text.startswith('42["room_chat"'):
                self.came.heard.setdefault(json.loads(text[2:])[1]["body"], []).append(time.monotonic())

    async def ask(self, event: str, given: dict[str, Any]) -> dict[str, Any]:
        assert self.socket
        self.asked += 1
        answer = self.answers[self.asked] = asyncio.get_running_loop().create_future()
        await self.socket.send_str(f"42{self.asked}{json.dumps([event, given])}")
        return await asyncio.wait_for(answer, PATIENCE)


async def meet(
    places: tuple[str, str, str], session: str, cookies: list[str], messages: int
) -> tuple[Came, list[float]]:
    """Everybody presses Join within ten seconds; then the first one writes. What came of it, and when he wrote."""
    came = Came()
    guests = [Guest(*places, session, cookie, came) for cookie in cookies]
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as http:
        for first in range(0, len(guests), 20):
            await asyncio.gather(*(guest.look(http) for guest in guests[first : first + 20]))
        await asyncio.gather(*(guest.join(http, random.uniform(0, WITHIN)) for guest in guests))
        await asyncio.sleep(2)
        wrote = []
        speaker = next(guest for guest in guests if guest.socket)
        for number in range(messages):
            wrote.append(time.monotonic())
            await speaker.ask("room_chat", {"client_id": secrets.token_hex(16), "body": str(number)})
            await asyncio.sleep(1)
        await asyncio.sleep(2)
        for guest in guests:
            if guest.reading:
                guest.reading.cancel()
    return came, wrote
