"""What a browser may hand in as a push subscription: the address of a known push service and usable keys."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from flask_babel import gettext as _

from app.errors import Invalid

# The push services of Chrome, Firefox, Safari and Edge. "*." stands for one label or more.
SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
LONGEST_ENDPOINT = 1000
PORTS = {"https": 443, "http": 80}

_VISIBLE_ASCII = re.compile(r"[!-~]+")
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


@dataclass(frozen=True)
class Endpoint:
    """A checked push address. `trusted` marks an origin the operator named: its IP address may be private."""

    scheme: str
    host: str
    port: int
    target: str
    trusted: bool = False

    @property
    def origin(self) -> str:
        """The origin as RFC 6454 writes it; what VAPID calls the audience."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


def check_endpoint(url: str, origins: Sequence[str] = ()) -> Endpoint:
    """Take a subscription's endpoint apart, or raise `Invalid` with the field "endpoint".

    `origins` are whole origins ("https://push.school.example:8443") allowed besides the known services.
    """
    endpoint = _parse(url)
    if endpoint is None:
        raise _unknown_service()
    if endpoint.origin in {_normal(origin) for origin in origins}:
        return Endpoint(endpoint.scheme, endpoint.host, endpoint.port, endpoint.target, trusted=True)
    if endpoint.scheme != "https" or endpoint.port != 443 or not _known(endpoint.host):
        raise _unknown_service()
    return endpoint


def check_keys(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """Decode a subscription's keys (RFC 8291, section 2): a point on P-256 of 65 bytes, a secret of 16 bytes.

    Raises `Invalid` with the field "p256dh" or "auth".
    """
    point, secret = _decoded(p256dh), _decoded(auth)
    if len(point) != 65 or not _on_curve(point):
        raise Invalid({"p256dh": _("The key of this browser does not work. Turn notifications off and on.")})
    if len(secret) != 16:
        raise Invalid({"auth": _("The secret of this browser does not work. Turn notifications off and on.")})
    return point, secret


def _parse(url: str) -> Endpoint | None:
    if len(url) > LONGEST_ENDPOINT or not _VISIBLE_ASCII.fullmatch(url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc or parts.fragment:
        return None
    port = PORTS[parts.scheme] if port is None else port
    return Endpoint(parts.scheme, parts.hostname, port, _target(parts))


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _normal(origin: str) -> str | None:
    endpoint = _parse(origin)
    return endpoint.origin if endpoint else None


def _known(host: str) -> bool:
    return bool(_HOST_NAME.fullmatch(host)) and any(
        host.endswith(service[1:]) if service.startswith("*.") else host == service for service in SERVICES
    )


def _unknown_service() -> Invalid:
    return Invalid({"endpoint": _("This browser uses a push service that is not allowed here.")})


def _decoded(text: str) -> bytes:
    if len(text) > 200 or not _BASE64URL.fullmatch(text):
        return b""
    bare = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        return b""


def _on_curve(point: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True
