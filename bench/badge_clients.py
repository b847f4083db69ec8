"""Many open pages in one process: reads cookies, connects a socket for each, notes when each hint comes.

python -m bench.badge_clients ADDRESS ORIGIN < cookies, one a line

Says "connected N" when all are in; after a line "end" prints all hints as JSON: [monotonic seconds, socket, version].
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import aiohttp

AT_ONCE = 20
FIRST_WORD = "begin"
LAST_WORD = "end"
HINTS = ('42["bell"', '42["banner"')


class Page:
    """One Engine.IO WebSocket (protocol 4) with Socket.IO on top, as an open page keeps it."""

    def __init__(self, number: int, cookies: str, heard: list[tuple[float, int, int]]) -> None:
        self.number, self.cookies, self.heard = number, cookies, heard
        self.inside = asyncio.Event()

    async def live(self, session: aiohttp.ClientSession, address: str, origin: str) -> None:
        headers = {"Cookie": self.cookies, "Origin": origin}
        url = f"{address}/socket.io/?EIO=4&transport=websocket"
        async with session.ws_connect(url, headers=headers, autoping=True) as socket:
            async for message in socket:
                await self._answer(socket, message.data)

    async def _answer(self, socket: aiohttp.ClientWebSocketResponse, packet: str) -> None:
        if packet.startswith("0"):
            await socket.send_str("40")
        elif packet == "2":
            await socket.send_str("3")
        elif packet.startswith(HINTS):
            self.heard.append((time.monotonic(), self.number, json.loads(packet[2:])[1]["version"]))
            self.inside.set()


async def main(address: str, origin: str) -> None:
    loop = asyncio.get_running_loop()
    heard: list[tuple[float, int, int]] = []
    cookies = []
    while (line := (await loop.run_in_executor(None, sys.stdin.readline)).strip()) != FIRST_WORD:
        cookies.append(line)
    pages = [Page(number, cookie, heard) for number, cookie in enumerate(cookies)]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        tasks = []
        for first in range(0, len(pages), AT_ONCE):
            some = pages[first : first + AT_ONCE]
            tasks += [asyncio.create_task(page.live(session, address, origin)) for page in some]
            await asyncio.gather(*(asyncio.wait_for(page.inside.wait(), 30) for page in some))
        say(f"connected {len(pages)}")
        while (await loop.run_in_executor(None, sys.stdin.readline)).strip() != LAST_WORD:
            pass
        say(json.dumps(heard))
        for task in tasks:
            task.cancel()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
