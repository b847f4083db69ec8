"""A stand-in for Google's push relay, for a real Chromium: check-in, registration, the MCS stream."""

import asyncio
import socket
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_urlsafe

import jwt
from aiohttp import web

from app.push.guard import Endpoint
from app.push.transport import Deadline, Network
from tests.support.certificates import Certificate, self_signed
from tests.support.loop import HOST, LoopServer, listen
from tests.support.protobuf import fixed, number, read_varint, text, varint
from tests.support.push_service import Received
from tests.support.signature import read_vapid
from tests.support.subscriber import from_base64url

# Where Chromium says its subscriptions are: releases the first, Debian's build the second.
ORIGINS = ("https://fcm.googleapis.com", "https://jmt17.google.com")
LONGEST_BODY = 4096

# Tags of the MCS protocol: google_apis/gcm/protocol/mcs.proto and gcm_constants.
PING, PONG, LOGIN, LOGGED_IN, MESSAGE = 0, 1, 2, 3, 8
VERSION = 41


@dataclass
class FakeFcm(LoopServer):
    """`with FakeFcm() as relay:`; Chromium starts with `relay.switches`, a Sender with `relay.network()`."""

    received: list[Received] = field(default_factory=list)
    registrations: dict[str, Mapping[str, str]] = field(default_factory=dict)
    certificate: Certificate = field(
        default_factory=lambda: self_signed(("localhost", "fcm.googleapis.com", "jmt17.google.com"))
    )
    _stream: asyncio.StreamWriter | None = None
    _waiting: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def switches(self) -> list[str]:
        """What a Chromium with a profile of its own must be started with."""
        base = f"http://localhost:{self.port}"
        return [
            f"--gcm-checkin-url={base}/checkin",
            f"--gcm-registration-url={base}/register3",
            f"--gcm-mcs-endpoint=https://localhost:{self.stream_port}",
            f"--ignore-certificate-errors-spki-list={self.certificate.fingerprint}",
        ]

    def network(self) -> Network:
        """A network for `Sender(…, origins=ORIGINS)` where Google's hosts are this relay."""
        return _Diverted(tls=self.certificate.client(), port=self.send_port)

    async def start(self) -> None:
        """Begin to listen: HTTP for the browser, TLS for the stream, HTTPS for servers that send."""
        tls = self.certificate.server()
        app = web.Application()
        app.router.add_post("/checkin", self._check_in)
        app.router.add_post("/register3", self._registration)
        app.router.add_post("/{path:.+}", self._push)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self.port = await listen(self._runner)
        secure = web.TCPSite(self._runner, HOST, 0, ssl_context=tls)
        await secure.start()
        self.send_port = int(self._runner.addresses[1][1])
        self._server = await asyncio.start_server(self._browser, HOST, 0, ssl=tls)
        self.stream_port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more."""
        self._server.close()
        if self._stream:
            self._stream.close()
        await self._runner.cleanup()

    async def _check_in(self, request: web.Request) -> web.Response:
        await request.read()
        device = fixed(7, 0x1234567890) + fixed(8, 0x9876543210)
        answer = number(1, 1) + number(3, _milliseconds()) + device + text(11, "1")
        return web.Response(body=answer, content_type="application/x-protobuf")

    async def _registration(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        subtype = form.get("X-subtype", "")
        if "delete" in form:
            same = [token for token, other in self.registrations.items() if other.get("X-subtype") == subtype]
            for token in same:
                del self.registrations[token]
            return web.Response(text=f"token={subtype}")
        token = token_urlsafe(20)
        self.registrations[token] = form
        return web.Response(text=f"token={token}")

    async def _push(self, request: web.Request) -> web.Response:
        token, body = request.match_info["path"].rsplit("/", 1)[-1], await request.read()
        ttl, urgency, topic = (request.headers.get(name) for name in ("TTL", "Urgency", "Topic"))
        authorization = request.headers.get("Authorization", "")
        status = self._status(token, body, ttl, authorization, f"https://{request.host}")
        self.received.append(Received(token, status, body, ttl, urgency, topic, authorization))
        if status == 201:
            self._deliver(self.registrations[token], body, int(ttl or 0))
        return web.Response(status=status)

    def _status(self, token: str, body: bytes, ttl: str | None, authorization: str, origin: str) -> int:
        registration = self.registrations.get(token)
        if registration is None:
            return 410
        if not (ttl or "").isdigit():
            return 400
        if len(body) > LONGEST_BODY:
            return 413
        return 201 if _signed(authorization, origin, registration["sender"]) else 403

    def _deliver(self, registration: Mapping[str, str], body: bytes, ttl: int) -> None:
        """A DataMessageStanza, now or when the browser logs in."""
        data = {"content-encoding": "aes128gcm"}
        if "X-subtype" in registration:
            data["subtype"] = registration["X-subtype"]
        stanza = text(3, registration["sender"]) + text(5, registration["app"])
        stanza += b"".join(text(7, text(1, name) + text(2, value)) for name, value in data.items())
        stanza += text(9, uuid.uuid4().hex) + number(17, ttl) + number(18, _milliseconds())
        stanza += text(21, body) if body else b""
        if self._stream:
            _write(self._stream, MESSAGE, stanza)
        else:
            self._waiting.append(stanza)

    async def _browser(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, OSError):
            await reader.readexactly(1)
            writer.write(bytes([VERSION]))
            while True:
                tag = (await reader.readexactly(1))[0]
                await reader.readexactly(await read_varint(reader))
                self._heard(tag, writer)
        if self._stream is writer:
            self._stream = None
        writer.close()

    def _heard(self, tag: int, writer: asyncio.StreamWriter) -> None:
        if tag == PING:
            _write(writer, PONG, b"")
        if tag == LOGIN:
            _write(writer, LOGGED_IN, text(1, "login") + number(5, 1) + number(8, _milliseconds()))
            self._stream, waiting, self._waiting = writer, self._waiting, []
            for stanza in waiting:
                _write(writer, MESSAGE, stanza)


@dataclass(frozen=True)
class _Diverted(Network):
    """Connects to the relay wherever it should connect to; TLS and names stay those of the endpoint."""

    port: int = 0

    def dial(self, endpoint: Endpoint, deadline: Deadline) -> socket.socket:
        return socket.create_connection((HOST, self.port), deadline.left(self.limits.connect))


def _signed(authorization: str, origin: str, sender: str) -> bool:
    """Whether the header is signed by the key that the browser subscribed with: that key is the "sender"."""
    try:
        _claims, key = read_vapid(authorization, origin)
    except (ValueError, KeyError, jwt.InvalidTokenError):
        return False
    return from_base64url(key) == from_base64url(sender)


def _write(writer: asyncio.StreamWriter, tag: int, body: bytes) -> None:
    writer.write(bytes([tag]) + varint(len(body)) + body)


def _milliseconds() -> int:
    return int(time.time() * 1000)
