"""The body of a push message: encrypted for one browser (RFC 8291, content coding aes128gcm of RFC 8188)."""

import base64

from pywebpush import WebPusher

from app.push.guard import check_keys

# 103 bytes come on top. Services take 4096; what a bridge to an Android Firefox takes is less.
LONGEST_PAYLOAD = 2600


class TooLong(ValueError):
    """A payload that some push services would refuse."""


def encrypt(payload: bytes, p256dh: str, auth: str) -> bytes:
    """Encrypt `payload` (1 to 2600 bytes) with a fresh salt and a fresh server key.

    `p256dh` and `auth` are the subscription's keys in base64url. Raises `Invalid` for unusable keys and
    `TooLong`.
    """
    point, secret = check_keys(p256dh, auth)
    if len(payload) > LONGEST_PAYLOAD:
        raise TooLong(f"{len(payload)} bytes are more than {LONGEST_PAYLOAD}")
    keys = {"p256dh": base64.urlsafe_b64encode(point), "auth": base64.urlsafe_b64encode(secret)}
    body: bytes = WebPusher({"endpoint": "", "keys": keys}).encode(payload)["body"]
    return body
