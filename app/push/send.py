"""Send encrypted messages to push services and say what became of each (RFC 8030)."""

import base64
import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Literal

from app import clock
from app.errors import Invalid
from app.push.encrypt import TooLong, encrypt
from app.push.guard import Endpoint, check_endpoint
from app.push.transport import Answer, Network, Pool
from app.push.vapid import Authorizations, Unsigned, VapidKey

Urgency = Literal["very-low", "low", "normal", "high"]
Kind = Literal["sent", "gone", "too_large", "refused", "busy", "failed", "invalid"]

LONGEST_TTL = 28 * 24 * 60 * 60
LONGEST_WAIT = 24 * 60 * 60
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_KINDS: dict[int, Kind] = {
    200: "sent",
    201: "sent",
    202: "sent",
    400: "refused",
    401: "refused",
    403: "refused",
    404: "gone",
    410: "gone",
    413: "too_large",
    429: "busy",
    503: "busy",
}


@dataclass(frozen=True)
class Message:
    """One push for one browser.

    `payload` is the plain text, 2600 bytes at most; `ttl` is for how many seconds it is of use; a newer
    message replaces a waiting one of the same `topic`; `key` is the key the browser subscribed with.
    """

    endpoint: str
    p256dh: str
    auth: str
    payload: bytes
    ttl: int
    urgency: Urgency
    topic: str | None
    key: VapidKey

    def __post_init__(self) -> None:
        if self.topic is not None and not _TOPIC.fullmatch(self.topic):
            raise ValueError("a topic has 1 to 32 letters of base64url")


@dataclass(frozen=True)
class Outcome:
    """What became of a message.

    sent: the service took it. gone: the subscription is no more, delete it. too_large: send less.
    refused: our key or request is wrong, keep the subscription. busy: send nothing to this origin for
    `retry_after` seconds. failed: try again later. invalid: this endpoint or its keys can never work.
    """

    kind: Kind
    status: int | None = None
    retry_after: float | None = None
    detail: str = ""


class Sender:
    """Sends messages over kept connections, one pool an origin. Make one for a process; threads share it."""

    def __init__(self, subject: str, *, origins: Sequence[str] = (), network: Network | None = None) -> None:
        """`subject` as in VAPID ("mailto:…"); `origins` are push services allowed besides the known ones."""
        self._authorizations = Authorizations(subject)
        self._origins = tuple(origins)
        self._network = network or Network()
        self._pools: dict[str, Pool] = {}
        self._lock = threading.Lock()

    def send(self, message: Message) -> Outcome:
        """Encrypt, sign and send one message. Whatever goes wrong is in the outcome."""
        try:
            endpoint = check_endpoint(message.endpoint, self._origins)
            body = encrypt(message.payload, message.p256dh, message.auth)
            headers = self._headers(message, endpoint.origin)
        except Invalid as problem:
            return Outcome("invalid", detail=problem.message)
        except TooLong as problem:
            return Outcome("too_large", detail=str(problem))
        except Unsigned as problem:
            return Outcome("refused", detail=str(problem))
        try:
            return outcome_of(self._pool(endpoint).post(endpoint.target, body, headers))
        except (OSError, HTTPException) as problem:
            return Outcome("failed", detail=f"{type(problem).__name__}: {problem}"[:200])

    def close(self) -> None:
        """Close the kept connections."""
        with self._lock:
            pools, self._pools = list(self._pools.values()), {}
        for pool in pools:
            pool.close()

    def _pool(self, endpoint: Endpoint) -> Pool:
        with self._lock:
            return self._pools.setdefault(endpoint.origin, Pool(endpoint, self._network))

    def _headers(self, message: Message, origin: str) -> dict[str, str]:
        headers = {
            "Authorization": self._authorizations.header(message.key, origin),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(min(max(message.ttl, 0), LONGEST_TTL)),
            "Urgency": message.urgency,
        }
        return headers | ({"Topic": message.topic} if message.topic else {})


def topic_for(collapse_key: str) -> str:
    """The Topic (RFC 8030, section 5.4) of all messages with this key: 32 letters that do not tell it."""
    digest = hashlib.blake2s(collapse_key.encode(), digest_size=24).digest()
    return base64.urlsafe_b64encode(digest).decode()


def outcome_of(answer: Answer) -> Outcome:
    """Read a push service's answer; whatever is not in the table, redirects included, has failed."""
    kind = _KINDS.get(answer.status, "failed")
    retry_after = _retry_after(answer.headers) if kind == "busy" else None
    detail = "" if kind == "sent" else answer.body[:200].decode("utf-8", "replace")
    return Outcome(kind, answer.status, retry_after, detail)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds, from its number or its date (RFC 9110, section 10.2.3), a day at most."""
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return min(float(text), LONGEST_WAIT)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max((date - clock.now()).total_seconds(), 0.0), LONGEST_WAIT)
