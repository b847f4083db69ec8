"""An asyncio server in a thread of its own, for tests that are not asynchronous. Loopback only."""

import asyncio
import threading
from types import TracebackType
from typing import Self

from aiohttp import web

HOST = "127.0.0.1"


class LoopServer:
    """Runs from `with` to the end of the block. Subclasses say in `start` and `stop` what runs."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name=type(self).__name__, daemon=True)

    async def start(self) -> None:
        """Begin to listen."""

    async def stop(self) -> None:
        """Listen no more."""

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.start(), self.loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()

    async def _end(self) -> None:
        """Leave nothing behind: not a connection that came in while stopping, nor one whose peer reads no more."""
        await self.stop()
        await asyncio.sleep(0)
        for transport in list(self.loop._transports.values()):  # type: ignore[attr-defined]  # asyncio has no other list
            transport.abort()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0)


async def listen(runner: web.AppRunner, port: int = 0) -> int:
    """Serve HTTP on a free port; that port."""
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    return int(runner.addresses[0][1])
