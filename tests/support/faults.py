"""How a test server misbehaves: a status, silence, drops, floods, or a closed door."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

FOR_EVER = 3600.0


@dataclass(frozen=True)
class Fault:
    """Answer with this instead of doing the work. Without a status, the connection is cut.

    `delay` seconds pass before the answer. The body is `body`, repeated `times`. With `pause`, the body comes
    byte by byte, so many seconds apart; without a body it is the headers that do, without an end.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    times: int = 1
    delay: float = 0
    pause: float = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Misbehave."""
        await asyncio.sleep(self.delay)
        transport = request.transport
        if transport is None or self.status is None:
            if transport is not None:
                transport.abort()
            return web.Response()
        if self.pause:
            await self._drip(transport)
        return web.Response(status=self.status, headers=dict(self.headers), body=self.body * self.times)

    async def _drip(self, transport: asyncio.Transport) -> None:
        slow = b"X-Slow: " + b"." * 100_000
        transport.write(f"HTTP/1.1 {self.status} Slow\r\n".encode())
        if self.body:
            transport.write(f"Content-Length: {len(self.body) * self.times}\r\n\r\n".encode())
            slow = self.body * self.times
        for byte in slow:
            if transport.is_closing():
                return
            transport.write(bytes([byte]))
            await asyncio.sleep(self.pause)


HANG = Fault(200, delay=FOR_EVER)
RESET = Fault()
FLOOD = Fault(201, body=b"x" * 65536, times=256)
