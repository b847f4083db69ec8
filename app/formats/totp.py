"""Codes of authenticator apps: RFC 6238 (TOTP) over RFC 4226 (HOTP), SHA-1, six digits, 30 seconds, as all apps read.

In the standard library's own terms it is a dozen lines; a package for it would be one more thing to keep.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
from datetime import datetime
from hashlib import sha1
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
DRIFT = 1  # steps that a phone's clock may be off


def new_secret() -> str:
    """160 random bits, in the letters that apps take (base32)."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of `step` (RFC 4226, 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // SECONDS


def matching_step(secret: str, given: str, moment: datetime, after: int) -> int | None:
    """The step whose code `given` is, around `moment` and later than the step `after`, which was used already."""
    now = step_at(moment)
    fitting = [step for step in range(now - DRIFT, now + DRIFT + 1) if hmac.compare_digest(code(secret, step), given)]
    return next((step for step in fitting if step > after), None)


def address(secret: str, account: str, issuer: str) -> str:
    """What the picture says to an app: otpauth://totp/…"""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    about = {"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": SECONDS}
    return f"otpauth://totp/{label}?{urlencode(about, quote_via=quote)}"
