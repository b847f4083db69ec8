"""Texts that the database keeps and cannot read: locked with a key that comes of the secret key (Fernet)."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def seal(text: str, secret_key: str, purpose: str) -> str:
    """`text`, to be opened only by `unseal` with the same secret key and purpose."""
    return _lock(secret_key, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, secret_key: str, purpose: str) -> str | None:
    """The text, or None where it was changed or sealed with another key."""
    try:
        return _lock(secret_key, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _lock(secret_key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=f"classbell {purpose}".encode()).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
