"""A push service on loopback: Mozilla's autopush protocol for a real Firefox, RFC 8030 for a server."""

import json
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import WSMsgType, web

from tests.support.faults import Fault
from tests.support.loop import HOST, LoopServer, listen
from tests.support.signature import read_vapid
from tests.support.subscriber import Subscriber, base64url, from_base64url

LONGEST_BODY = 4096
LONGEST_CLAIM = 24 * 60 * 60


@dataclass
class Registration:
    """A subscription as the service keeps it; `key` is the VAPID key it is bound to, if any."""

    agent: str
    channel: str
    key: str | None
    gone: bool = False


@dataclass(frozen=True)
class Received:
    """A push that a server sent, and the status it got."""

    token: str
    status: int
    body: bytes
    ttl: str | None
    urgency: str | None
    topic: str | None
    authorization: str
    error: str = ""


@dataclass
class PushService(LoopServer):
    """`with PushService() as service:`, then `service.origin` for PUSH_HOSTS, `.websocket` for Firefox."""

    port: int = 0
    fault: Fault | None = None
    longest_body: int = LONGEST_BODY
    received: list[Received] = field(default_factory=list)
    registrations: dict[str, Registration] = field(default_factory=dict)
    from_browser: list[dict[str, Any]] = field(default_factory=list)
    _sockets: dict[str, web.WebSocketResponse | None] = field(default_factory=dict)
    _waiting: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def origin(self) -> str:
        """The origin of all endpoints."""
        return f"http://{HOST}:{self.port}"

    @property
    def websocket(self) -> str:
        """Firefox' `dom.push.serverURL`."""
        return f"ws://{HOST}:{self.port}/"

    def subscribe(self, key: str | None = None) -> Subscriber:
        """A subscription without a browser, bound to a VAPID public key."""
        return Subscriber(self._register(uuid.uuid4().hex, uuid.uuid4().hex, key))

    def expire(self, endpoint: str) -> None:
        """From now on answer 410 for this endpoint."""
        self.registrations[endpoint.rsplit("/", 1)[-1]].gone = True

    def wait_until(self, true: Callable[[], object], seconds: float = 30) -> bool:
        """Whether `true()` becomes true in time."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    async def start(self) -> None:
        """Begin to listen."""
        app = web.Application(client_max_size=1 << 20)
        app.router.add_get("/", self._browser)
        app.router.add_post("/wpush/v2/{token}", self._push)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self.port = await listen(self._runner, self.port)

    @property
    def connections(self) -> int:
        """How many HTTP connections are open."""
        server = self._runner.server
        return len(server.connections) if server else 0

    def drop_connections(self) -> None:
        """Close them all, as a service does with idle ones."""
        server = self._runner.server
        for connection in server.connections if server else []:
            self.loop.call_soon_threadsafe(connection.force_close)
            if connection.transport:
                self.loop.call_soon_threadsafe(connection.transport.close)
        self.wait_until(lambda: self.connections == 0)

    async def stop(self) -> None:
        """Listen no more."""
        await self._runner.cleanup()

    # The browser's side: https://github.com/mozilla-services/autopush-rs

    async def _browser(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        agent = ""
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                data = json.loads(message.data)
                self.from_browser.append(data)
                agent = await self._heard(data, socket, agent)
        if self._sockets.get(agent) is socket:
            self._sockets[agent] = None
        return socket

    async def _heard(self, data: dict[str, Any], socket: web.WebSocketResponse, agent: str) -> str:
        """Answer one message of a browser; the browser's id."""
        match data.get("messageType"):
            case "hello":
                agent = data["uaid"] if data.get("uaid") in self._sockets else uuid.uuid4().hex
                await self._hello(agent, socket)
            case "register":
                endpoint = self._register(agent, data["channelID"], data.get("key"))
                await socket.send_json(_reply(data, pushEndpoint=endpoint))
            case "unregister":
                for registration in self.registrations.values():
                    registration.gone |= registration.channel == data["channelID"]
                await socket.send_json(_reply(data))
            case "ack":
                done = {update["version"] for update in data["updates"]}
                self._waiting[agent] = [n for n in self._waiting.get(agent, []) if n["version"] not in done]
            case None:
                await socket.send_str("{}")
        return agent

    async def _hello(self, agent: str, socket: web.WebSocketResponse) -> None:
        self._sockets[agent] = socket
        await socket.send_json(
            {"messageType": "hello", "uaid": agent, "status": 200, "use_webpush": True, "broadcasts": {}}
        )
        for notification in list(self._waiting.get(agent, [])):
            await socket.send_json(notification)

    def _register(self, agent: str, channel: str, key: str | None) -> str:
        token = secrets.token_urlsafe(24)
        self.registrations[token] = Registration(agent, channel, key)
        return f"{self.origin}/wpush/v2/{token}"

    # The server's side

    async def _push(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if self.fault:
            self._note(request, body, self.fault.status or 0, "fault")
            return await self.fault.answer(request)
        registration = self.registrations.get(request.match_info["token"])
        status, error = self._judge(registration, request, body)
        self._note(request, body, status, error)
        if registration is None or error:
            return web.json_response({"code": status, "message": error}, status=status)
        await self._deliver(registration, request, body)
        return web.Response(status=201, headers={"TTL": request.headers["TTL"], "Location": "/m/1"})

    def _note(self, request: web.Request, body: bytes, status: int, error: str) -> None:
        ttl, urgency, topic = (request.headers.get(name) for name in ("TTL", "Urgency", "Topic"))
        authorization = request.headers.get("Authorization", "")
        token = request.match_info["token"]
        self.received.append(Received(token, status, body, ttl, urgency, topic, authorization, error))

    def _judge(self, registration: Registration | None, request: web.Request, body: bytes) -> tuple[int, str]:
        """The status of a push and what is wrong with it, as autopush judges."""
        headers = request.headers
        if registration is None:
            return 404, "no such subscription"
        if registration.gone:
            return 410, "the subscription has expired"
        if not headers.get("TTL", "").isdigit():
            return 400, "no TTL"
        if len(headers.get("Topic", "")) > 32:
            return 400, "the topic is too long"
        if len(body) > self.longest_body:
            return 413, "the body is too long"
        if body and headers.get("Content-Encoding") != "aes128gcm":
            return 400, "only aes128gcm"
        return self._judge_vapid(registration, headers.get("Authorization", ""))

    def _judge_vapid(self, registration: Registration, authorization: str) -> tuple[int, str]:
        if registration.key is None:
            return 201, ""
        try:
            claims, key = read_vapid(authorization, self.origin)
        except (ValueError, KeyError, jwt.InvalidTokenError) as problem:
            return 401, f"bad VAPID header: {problem!r}"
        if from_base64url(key) != from_base64url(registration.key):
            return 403, "not the key of the subscription"
        if claims["exp"] > time.time() + LONGEST_CLAIM:
            return 403, "exp is more than a day ahead"
        if not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
            return 403, "no sub"
        return 201, ""

    async def _deliver(self, registration: Registration, request: web.Request, body: bytes) -> None:
        """Hand a push to the browser, or keep it until the browser is back."""
        topic = request.headers.get("Topic")
        notification: dict[str, Any] = {
            "messageType": "notification",
            "channelID": registration.channel,
            "version": uuid.uuid4().hex,
        }
        if topic:
            notification["topic"] = topic
        if body:
            notification |= {"data": base64url(body), "headers": {"encoding": "aes128gcm"}}
        waiting = self._waiting.setdefault(registration.agent, [])
        if topic:
            waiting[:] = [n for n in waiting if (n["channelID"], n.get("topic")) != (registration.channel, topic)]
        socket = self._sockets.get(registration.agent)
        if socket or request.headers["TTL"] != "0":
            waiting.append(notification)
        if socket:
            await socket.send_json(notification)


def _reply(data: dict[str, Any], **more: object) -> dict[str, object]:
    return {"messageType": data["messageType"], "channelID": data["channelID"], "status": 200, **more}
