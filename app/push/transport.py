"""HTTP to push services: checked addresses only, kept connections, exchanges bounded in time and bytes."""

import http.client
import io
import select
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import certifi

from app.push.addresses import Resolve, public_addresses, resolve, resolve_within
from app.push.guard import Endpoint

LONGEST_BODY = 4096
LONGEST_ANSWER = 32768
MOST_ADDRESSES = 4
MOST_IDLE = 64


@dataclass(frozen=True)
class Limits:
    """Seconds: to connect to one address, between two reads, and for everything together."""

    connect: float = 3
    read: float = 10
    total: float = 15


class Deadline:
    """The end of the time that an exchange may take, whatever a server does."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float) -> float:
        """Seconds left, `at_most` so many. Raises `TimeoutError` if none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the push service took too long")
        return min(left, at_most)


@dataclass(frozen=True)
class Answer:
    """What a push service said; the body is cut at 4 KB."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def system_tls() -> ssl.SSLContext:
    """TLS that trusts the system's authorities, or those of `certifi` where the system names none."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True)
class Network:
    """The ways to the world, which tests replace."""

    limits: Limits = Limits()
    resolver: Resolve = resolve
    tls: ssl.SSLContext = field(default_factory=system_tls)

    def connect(self, endpoint: Endpoint, deadline: Deadline) -> socket.socket:
        """A connection to an address that was checked, TLS to the endpoint's own name. Raises `OSError`."""
        raw = self.dial(endpoint, deadline)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if endpoint.scheme == "http":
            return raw
        try:
            raw.settimeout(deadline.left(self.limits.read))
            return self.tls.wrap_socket(raw, server_hostname=endpoint.host)
        except BaseException:
            raw.close()
            raise

    def dial(self, endpoint: Endpoint, deadline: Deadline) -> socket.socket:
        """A bare connection to one of the endpoint's addresses. Raises `OSError`, `Unsafe` among them."""
        wait = deadline.left(self.limits.read)
        addresses = resolve_within(wait, endpoint.host, endpoint.port, self.resolver)
        if not endpoint.trusted:
            addresses = public_addresses(addresses)
        problem: OSError = OSError(f"no address for {endpoint.host}")
        for address in addresses[:MOST_ADDRESSES]:
            try:
                return socket.create_connection((address, endpoint.port), deadline.left(self.limits.connect))
            except OSError as refusal:
                problem = refusal
        raise problem


class _Reader(io.RawIOBase):
    """Reads one answer: no read waits longer than is left, all of them bring no more than a budget."""

    def __init__(self, wire: socket.socket, deadline: Deadline, wait: float) -> None:
        self._wire, self._deadline, self._wait = wire, deadline, wait
        self._budget = LONGEST_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._budget <= 0:
            raise http.client.HTTPException("the push service's answer is too long")
        self._wire.settimeout(self._deadline.left(self._wait))
        count = self._wire.recv_into(memoryview(buffer)[: self._budget])
        self._budget -= count
        return count


class _Wire:
    """As much of a socket as `http.client` uses."""

    def __init__(self, wire: socket.socket, wait: float, deadline: Deadline) -> None:
        self.wire, self._wait, self.deadline = wire, wait, deadline

    def sendall(self, data: bytes) -> None:
        self.wire.settimeout(self.deadline.left(self._wait))
        self.wire.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self.wire, self.deadline, self._wait))

    def close(self) -> None:
        self.wire.close()


class Connection(http.client.HTTPConnection):
    """One connection to one origin, which opens itself again when it was closed."""

    sock: Any

    def __init__(self, endpoint: Endpoint, network: Network) -> None:
        super().__init__(endpoint.host, endpoint.port)
        self.default_port = 443 if endpoint.scheme == "https" else 80
        self._endpoint, self._network = endpoint, network
        self.deadline = Deadline(network.limits.total)

    def connect(self) -> None:
        """Open the connection. Raises `OSError`."""
        wire = self._network.connect(self._endpoint, self.deadline)
        self.sock = _Wire(wire, self._network.limits.read, self.deadline)

    def usable(self) -> bool:
        """Whether it is open and the other side has neither closed it nor spoken out of turn."""
        if self.sock is None:
            return False
        poll = select.poll()
        poll.register(self.sock.wire, select.POLLIN)
        return not poll.poll(0)

    def post(self, target: str, body: bytes, headers: Mapping[str, str], deadline: Deadline) -> Answer:
        """Send one message and read the answer. Raises `OSError` and `HTTPException`."""
        self.deadline = deadline
        if self.sock is not None:
            self.sock.deadline = deadline
        self.request("POST", target, body, dict(headers))
        response = self.getresponse()
        return Answer(response.status, dict(response.headers.items()), self._body(response))

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        """The status counts even where the body is endless or slow; the connection is then of no more use."""
        body = b""
        with suppress(OSError, http.client.HTTPException):
            body = response.read(LONGEST_BODY + 1)
            if len(body) <= LONGEST_BODY:
                response.close()
                return body
        self.close()
        return body[:LONGEST_BODY]


class Pool:
    """Open connections to one origin. Safe to share among threads."""

    def __init__(self, endpoint: Endpoint, network: Network) -> None:
        self._endpoint, self._network = endpoint, network
        self._idle: list[Connection] = []
        self._lock = threading.Lock()

    def post(self, target: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one message within the limits. Raises `OSError` and `HTTPException`; follows no redirect."""
        deadline = Deadline(self._network.limits.total)
        connection = self._take()
        kept = connection.sock is not None
        try:
            try:
                answer = connection.post(target, body, headers, deadline)
            except ConnectionError:
                if not kept:
                    raise
                connection.close()  # an idle connection may be closed by the server just as we write
                answer = connection.post(target, body, headers, deadline)
        except BaseException:
            connection.close()
            raise
        self._give_back(connection)
        return answer

    def close(self) -> None:
        """Close what is idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> Connection:
        with self._lock:
            idle = self._idle.pop() if self._idle else None
        if idle is None:
            return Connection(self._endpoint, self._network)
        if not idle.usable():
            idle.close()
        return idle

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            if connection.sock is not None and len(self._idle) < MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()
