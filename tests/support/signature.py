"""What a push service reads from a VAPID header."""

from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.subscriber import from_base64url


def read_vapid(authorization: str, audience: str) -> tuple[dict[str, Any], str]:
    """The claims and the public key of a VAPID header (RFC 8292, section 3), its signature checked."""
    scheme, _space, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    if scheme.lower() != "vapid":
        raise ValueError("not the scheme vapid")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(parts["k"]))
    return jwt.decode(parts["t"], key, algorithms=["ES256"], audience=audience), parts["k"]
