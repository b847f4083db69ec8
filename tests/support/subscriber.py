"""A browser's half of a push subscription, without a browser: keys, and the reading of what they encrypt."""

import base64
import secrets
from dataclasses import dataclass, field

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def base64url(data: bytes) -> str:
    """Base64url without padding, as browsers and RFC 8292 write it."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """The bytes of base64url, with padding or without."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Subscriber:
    """A subscription to `endpoint`."""

    endpoint: str
    private_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False
    )
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)

    @property
    def p256dh(self) -> str:
        """The public key, as a browser gives it."""
        point = self.private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64url(point)

    @property
    def auth(self) -> str:
        """The shared secret, as a browser gives it."""
        return base64url(self.secret)

    def to_json(self) -> dict[str, object]:
        """What `PushSubscription.toJSON()` answers."""
        keys = {"p256dh": self.p256dh, "auth": self.auth}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> bytes:
        """Decrypt the body of a push (RFC 8291)."""
        plain: bytes = http_ece.decrypt(body, private_key=self.private_key, auth_secret=self.secret)
        return plain
