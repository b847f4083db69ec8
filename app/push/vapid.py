"""Who sends a push: a key pair of the school, and a signed header for each push service (RFC 8292)."""

import base64
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid, VapidException

from app import clock

VALID = timedelta(hours=1)
REUSED = timedelta(minutes=30)


class Unsigned(Exception):
    """The school's key or subject is not fit to sign with."""


@dataclass(frozen=True)
class VapidKey:
    """A key pair on P-256. `pem` is the private half (PKCS 8): a secret."""

    pem: str

    def __repr__(self) -> str:
        return "VapidKey(…)"

    @classmethod
    def generate(cls) -> "VapidKey":
        """Make a new key pair."""
        vapid = Vapid()
        vapid.generate_keys()
        return cls(vapid.private_pem().decode())

    @cached_property
    def public(self) -> str:
        """The public half as browsers want it: 65 bytes in base64url, without padding."""
        point = self.vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).decode().rstrip("=")

    @cached_property
    def vapid(self) -> Vapid:
        """The key as the signing library holds it. Raises `ValueError` for a broken PEM text."""
        return Vapid.from_pem(self.pem.encode())


class Authorizations:
    """Signed Authorization headers, each for one push service and one key. Safe to share among threads."""

    def __init__(self, subject: str) -> None:
        """`subject` is where a push service may reach the school: "mailto:…" or "https:…"."""
        self._subject = subject
        self._signed: dict[tuple[str, str], tuple[datetime, str]] = {}
        self._lock = threading.Lock()

    def header(self, key: VapidKey, origin: str) -> str:
        """The value of Authorization for `origin`: valid for at least half an hour from now.

        Raises `Unsigned` for a broken key and for a subject that is no address.
        """
        now = clock.now()
        with self._lock:
            signed_at, header = self._signed.get((origin, key.pem), (None, ""))
            if signed_at is None or not timedelta(0) <= now - signed_at < REUSED:
                header = self._sign(key, origin, now)
                self._signed[origin, key.pem] = (now, header)
            return header

    def _sign(self, key: VapidKey, origin: str, now: datetime) -> str:
        try:
            return self._signature(key, origin, now)
        except (ValueError, VapidException) as problem:
            raise Unsigned(f"a push cannot be signed: {problem}") from problem

    def _signature(self, key: VapidKey, origin: str, now: datetime) -> str:
        claims = {"aud": origin, "exp": int((now + VALID).timestamp()), "sub": self._subject}
        header: str = key.vapid.sign(claims)["Authorization"]
        return header
